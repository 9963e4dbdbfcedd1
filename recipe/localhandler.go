package recipe

import (
	"context"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// undone is the error that rolls a local handler's writes back; it carries the ending out of the transaction.
type undone struct{ ending }

func (undone) Error() string { return "undone" }

// runLocal tries a task inside the transaction that settles it. Unless it is done, its writes are rolled back.
func (e *Engine) runLocal(ctx context.Context, t *task) (result, error) {
	var res result
	var before Report
	err := e.current(ctx, t.names(), &before, func() error {
		about := e.withQuotas(t.scope(), e.followers(t)...)
		if t.roundRobin {
			about.Subjects = append(slices.Clip(about.Subjects), roundRobinKey(t))
		}
		return e.update(ctx, about, func(ctx context.Context, tx schedule.Tx) (err error) {
			res, err = e.localIn(ctx, tx, t)
			return err
		})
	})
	var u undone
	if errors.As(err, &u) {
		res, err = e.settle(ctx, t, u.ending)
	} else {
		res, err = e.reportUnsettled(t, res, err)
	}
	before.append(res.report)
	res.report = before
	return res, err
}

// localIn tries a task inside a transaction of its thread.
func (e *Engine) localIn(ctx context.Context, tx schedule.Tx, t *task) (result, error) {
	row, ok, err := get(tx, t.claim.Key)
	if err != nil || !ok || row.Fence != t.claim.Fence {
		return result{}, err // somebody else answers for the row
	}
	if t.waits() || t.PutOff { // the thread has the last word: no signal came up to here
		if err := upToDate(tx, t.names()); err != nil {
			return result{}, err
		}
		x := transaction{e: e, tx: tx}
		reason, err := x.signalSince(t)
		if err != nil {
			return result{}, err
		}
		if reason != "" {
			return result{}, undone{cancelledBy(reason)}
		}
	}
	end := e.tried(t, e.call(ctx, t, tx))
	if end.outcome != Done {
		return result{}, undone{end}
	}
	return e.settleIn(ctx, tx, t, end)
}
