package action

import (
	"context"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// SmartAssigner handles [SmartAssign] with functions of the host. Its output has the member users or teams, the new
// assignees.
type SmartAssigner struct {
	// LastHandler returns the last agent or team that resolved, answered or was assigned a conversation with the contact, at
	// since or later; ok is false for none. It is called at each try.
	LastHandler func(ctx context.Context, contact string, since time.Time) (Handled, bool, error)
	// Assign assigns in.Item to exactly these users and teams, instead of its present assignees.
	Assign func(ctx context.Context, in Input, to trigger.Assigned) error
	// Available reports whether a user takes work now; nil means that all do.
	Available func(ctx context.Context, user string) (bool, error)
}

// Handled names the user or the team that handled a conversation, and the instant; the user counts when both are set.
type Handled struct {
	User, Team string
	At         time.Time
}

var _ Handler[SmartAssign] = SmartAssigner{}

// Handle looks for the last handler and assigns. The window reaches back from the instant of the try, its end
// included. It skips with [NoContact] when the contact is unknown, with [NoRecentHandler] when nobody is found, and
// with [NobodyAvailable] when who is found takes no work now.
func (a SmartAssigner) Handle(ctx context.Context, c SmartAssign, in Input) error {
	switch {
	case a.LastHandler == nil:
		return noFunc("finding the last handler")
	case a.Assign == nil:
		return noFunc("assigning")
	}
	contact := contactID(in.Event)
	if contact == "" {
		return Skip(NoContact)
	}
	since := in.At.Add(-c.Window())
	last, ok, err := a.LastHandler(ctx, contact, since)
	switch {
	case err != nil:
		return fmt.Errorf("last handler of contact %s: %w", contact, err)
	case !ok, last.At.Before(since):
		return Skip(NoRecentHandler)
	case last.User != "":
		return a.assignUser(ctx, in, last.User)
	case last.Team != "":
		return a.assign(ctx, in, trigger.Assigned{Teams: []string{last.Team}})
	}
	return Skip(NoRecentHandler)
}

func (a SmartAssigner) assignUser(ctx context.Context, in Input, user string) error {
	ok, err := available(ctx, a.Available, user)
	switch {
	case err != nil:
		return err
	case !ok:
		return Skip(NobodyAvailable)
	}
	return a.assign(ctx, in, trigger.Assigned{Users: []string{user}})
}

func (a SmartAssigner) assign(ctx context.Context, in Input, to trigger.Assigned) error {
	in.Output.chosen(to)
	return a.Assign(ctx, in, to)
}
