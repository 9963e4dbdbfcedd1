package action

import (
	"context"
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// Assigner handles [Assign] with the host's own assignment function. It makes the choice and passes over users who are not
// available. [PickOne] chooses, of those who are available, the one chosen longest ago: see [Chooser]. Those who were never
// chosen go first, in the listed order, users before teams.
//
// Its output has the members users and teams, the chosen ones.
type Assigner struct {
	// Assign assigns in.Item to exactly these users and teams, instead of its present assignees.
	Assign func(ctx context.Context, in Input, to trigger.Assigned) error
	// Available reports whether a user takes work now; nil means that all do. Teams always do. It is called once for each
	// user at each try.
	Available func(ctx context.Context, user string) (bool, error)
}

var _ Handler[Assign] = Assigner{}

// Handle chooses and assigns. It skips with [NobodyAvailable] when nobody is available.
func (a Assigner) Handle(ctx context.Context, c Assign, in Input) error {
	if a.Assign == nil {
		return noFunc("assigning")
	}
	to := trigger.Assigned{Teams: c.Teams}
	for _, user := range c.Users {
		ok, err := available(ctx, a.Available, user)
		switch {
		case err != nil:
			return err
		case ok:
			to.Users = append(to.Users, user)
		}
	}
	if to.Nobody() {
		return Skip(NobodyAvailable)
	}
	if c.Pick == PickOne {
		var err error
		if to, err = whoseTurn(ctx, in.Chooser, to); err != nil {
			return err
		}
	}
	in.Output.chosen(to)
	return a.Assign(ctx, in, to)
}

// Prefixes of the names among which a round robin chooses: a user and a team may have the same name.
const (
	aUser = "user/"
	aTeam = "team/"
)

// whoseTurn returns the one whose turn it is. Without a chooser, as in a test of a handler, it is the first.
func whoseTurn(ctx context.Context, chooser Chooser, of trigger.Assigned) (trigger.Assigned, error) {
	var names []string
	for _, user := range of.Users {
		names = append(names, aUser+user)
	}
	for _, team := range of.Teams {
		names = append(names, aTeam+team)
	}
	name := names[0]
	if chooser != nil {
		var err error
		if name, err = chooser.Choose(ctx, names); err != nil {
			return trigger.Assigned{}, fmt.Errorf("whose turn it is: %w", err)
		}
	}
	if team, ok := strings.CutPrefix(name, aTeam); ok {
		return trigger.Assigned{Teams: []string{team}}, nil
	}
	return trigger.Assigned{Users: []string{strings.TrimPrefix(name, aUser)}}, nil
}

// chosen writes the choice to the output.
func (o *Output) chosen(to trigger.Assigned) {
	if len(to.Users) > 0 {
		o.Set("users", to.Users)
	}
	if len(to.Teams) > 0 {
		o.Set("teams", to.Teams)
	}
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
