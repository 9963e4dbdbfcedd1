package action

import (
	"context"

	"github.com/commis-recipes/commis/trigger"
)

// Unassigner handles [Unassign] over the function that [Assigner] assigns with.
type Unassigner struct {
	// Assign is called with no users and no teams, and must remove all assignees of in.Item. It returns [ErrUnchanged] when
	// the item has none.
	Assign func(ctx context.Context, in Input, to trigger.Assigned) error
}

var _ Handler[Unassign] = Unassigner{}

// Handle assigns the item to nobody.
func (a Unassigner) Handle(ctx context.Context, _ Unassign, in Input) error {
	if a.Assign == nil {
		return noFunc("assigning")
	}
	return a.Assign(ctx, in, trigger.Assigned{})
}
