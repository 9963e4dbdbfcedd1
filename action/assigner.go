package action

import (
	"context"
	"fmt"

	"github.com/commis-recipes/commis/trigger"
)

// Assigner handles [Assign] over the host's own assignment: it makes the choice, and users who take no work now are
// passed over. Those who take turns do so in the listed order, users before teams; when it is the turn of somebody
// who takes no work, the next one gets it.
type Assigner struct {
	// Assign gives in.Item to exactly these, in place of whoever had it.
	Assign func(ctx context.Context, in Input, to trigger.Assigned) error
	// Available reports whether a user takes work now; nil means that everybody does. Teams always do.
	Available func(ctx context.Context, user string) (bool, error)
}

var _ Handler[Assign] = Assigner{}

// Handle chooses and assigns. It skips with [NobodyAvailable] when nobody is left.
func (a Assigner) Handle(ctx context.Context, c Assign, in Input) error {
	if a.Assign == nil {
		return noFunc("assigning")
	}
	var to trigger.Assigned
	n := len(c.Users) + len(c.Teams)
	first := 0
	if c.Pick == PickOne {
		first = turn(in.Turn, n)
	}
	for i := range n {
		at := (first + i) % n
		if at >= len(c.Users) {
			to.Teams = append(to.Teams, c.Teams[at-len(c.Users)])
		} else if ok, err := available(ctx, a.Available, c.Users[at]); err != nil {
			return err
		} else if ok {
			to.Users = append(to.Users, c.Users[at])
		}
		if c.Pick == PickOne && !to.Nobody() {
			break
		}
	}
	if to.Nobody() {
		return Skip(NobodyAvailable)
	}
	return a.Assign(ctx, in, to)
}

// turn returns whose turn it is among n, for any count.
func turn(count, n int) int {
	if n == 0 {
		return 0
	}
	return (count%n + n) % n
}

// available asks whether a user takes work, when there is somebody to ask.
func available(ctx context.Context, ask func(context.Context, string) (bool, error), user string) (bool, error) {
	if ask == nil {
		return true, nil
	}
	ok, err := ask(ctx, user)
	if err != nil {
		return false, fmt.Errorf("whether %s is available: %w", user, err)
	}
	return ok, nil
}
