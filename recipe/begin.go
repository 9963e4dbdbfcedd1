package recipe

import (
	"context"

	"github.com/commis-recipes/commis/schedule"
)

// stale is the outcome of a claim that is void: somebody else answers for the row.
const stale Outcome = "stale"

// begin makes sure, in the thread's own turn, that the claim on the task's row still holds and that nothing was heard
// that cancels the task; it writes down that a try begins, and holds the row for as long as the try may take. From
// here on the task does not wait: what happens in its thread cancels it only before its next try.
func (e *Engine) begin(ctx context.Context, t *task) (ending, error) {
	return e.hold(ctx, t, func(x *transaction, begun *task) (string, error) {
		begun.Tries++
		begun.Started = e.once(begun)
		all, err := readOffs(x.tx, begun)
		if err != nil {
			return "", err
		}
		if reason := all.since(begun.Since); reason != "" {
			return reason, nil
		}
		if begun.polled() && begun.Digest == nil {
			if here, err := begun.tracked(x.tx); err != nil || !here {
				return Resolved, err
			}
		}
		if !begun.waits() {
			return "", nil
		}
		if err := upToDate(x.tx, begun.names()); err != nil {
			return "", err
		}
		return x.heard(begun)
	})
}

// renew holds the row for as long as a try may take, when too little of the claim is left: the tasks before this one
// took long. What was heard meanwhile cancels the task after all.
func (e *Engine) renew(ctx context.Context, t *task) (ending, error) {
	if !e.now().Add(e.deadline()).After(t.until) {
		return ending{}, nil
	}
	return e.hold(ctx, t, func(x *transaction, begun *task) (string, error) {
		if !begun.waits() {
			return "", nil
		}
		return x.heard(begun)
	})
}

// hold replaces the task's row by what change makes of it, held anew, when the claim on it holds. The reason of
// change, if there is one, cancels the task.
func (e *Engine) hold(ctx context.Context, t *task, change func(x *transaction, begun *task) (string, error)) (ending, error) {
	var end ending
	var begun task
	err := e.update(ctx, t.scope(), func(_ context.Context, tx schedule.Tx) error {
		end, begun = ending{}, *t
		row, ok, err := get(tx, t.claim.Key)
		if err != nil {
			return err
		}
		if !ok || row.Fence != t.claim.Fence {
			end.outcome = stale
			return nil
		}
		x := transaction{e: e, tx: tx, now: e.now()}
		reason, err := change(&x, &begun)
		if err != nil || reason != "" {
			end = cancelledBy(reason)
			return err
		}
		return x.hold(&begun)
	})
	if err == nil && end.outcome == "" {
		*t = begun
	}
	return end, err
}

// hold keeps the task's row as begun by the caller, who must run it.
func (x *transaction) hold(t *task) error {
	t.Begun, t.until = true, x.now.Add(x.e.lease())
	job, err := x.job(t, t.until)
	if err != nil {
		return err
	}
	t.claim, err = x.tx.Put(job)
	return err
}

// once reports whether the action is tried once, unless a try is known to have had no effect: what it does cannot be
// undone, and is not taken back with a transaction.
func (e *Engine) once(t *task) bool { return t.Irreversible && !e.handlers().Local(t.Do) }
