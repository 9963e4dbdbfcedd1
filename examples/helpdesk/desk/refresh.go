package desk

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// refresh reads the items of an event again, for an action that waited: agents may have changed them meanwhile.
func (d *Desk) refresh(ctx context.Context, ev *trigger.Event) error {
	k, err := d.Case(ctx, ev.CaseRef().ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return recipe.ErrGone
	case err != nil:
		return err
	}
	item := k.item()
	ev.Case = &item
	if ev.Mention == nil {
		return nil
	}
	found, err := d.messages(ctx, `id = ?`, ev.Mention.ID)
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return recipe.ErrGone
	}
	ev.Mention = found[0].mention(k)
	return nil
}
