package recipe

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// undone takes what a local handler wrote back, and carries how it ended out of the transaction.
type undone struct{ verdict }

func (undone) Error() string { return "undone" }

// runLocal tries a task inside the transaction that settles it. What a try wrote that is not done is taken back.
func (e *Engine) runLocal(ctx context.Context, t *task, attempt int) (result, error) {
	var res result
	err := e.update(ctx, t.Thread, func(ctx context.Context, tx schedule.Tx) error {
		res = result{}
		row, ok, err := tx.Get(t.claim.Key)
		if err != nil || !ok || row.Fence != t.claim.Fence {
			return err // somebody else answers for the row
		}
		v := e.verdict(t, attempt, e.call(ctx, t.config, e.input(t, attempt)))
		if v.outcome != Done {
			return undone{v}
		}
		res, err = e.settleIn(ctx, tx, t, attempt, v)
		return err
	})
	var u undone
	if errors.As(err, &u) {
		return e.settle(ctx, t, attempt, u.verdict)
	}
	return e.unsettled(t, attempt, res, err)
}

// once reports whether the config is tried once, unless a try is known to have had no effect: what it does cannot be
// undone, and is not taken back with a transaction.
func (e *Engine) once(c action.Config) bool {
	return irreversible(c) && !e.handlers().Local(c.Kind())
}

func irreversible(c action.Config) bool {
	i, ok := c.(action.Irreversible)
	return ok && i.Irreversible()
}
