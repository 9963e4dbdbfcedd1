package recipe

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/schedule"
)

// stale is the outcome of a claim that is void: somebody else answers for the row.
const stale Outcome = "stale"

// checkClaim returns [schedule.ErrStale] when the claim is void: since then somebody has begun the task, moved or ended it, so
// that the row has another version. A row that was only taken again, since its lease has passed, has not: of those who have
// taken it, the first one to come to a transaction goes on. So a short lease costs work at most, and there is always one who
// gets on.
func (x *transaction) checkClaim(t *task) error {
	if t.unwritten || x.valid.Key == t.claim.Key && x.valid.Version == t.claim.Version {
		return nil
	}
	row, ok, err := get(x.tx, t.claim.Key)
	if err == nil && (!ok || row.Version != t.claim.Version) {
		return schedule.ErrStale
	}
	if err == nil {
		x.valid = row
	}
	return err
}

// beginDue checks, in a transaction of the thread, that the claim on the task's row is still valid and that no signal cancels the
// task; it stores that a try begins, and claims the row for as long as the try may take. From here on the task does not
// wait: signals in its thread cancel it only before its next try.
func (e *Engine) beginDue(ctx context.Context, t *task) (ending, []ActionReport, error) {
	return e.whileClaimed(ctx, t, func(x *transaction, begun *task) (ending, error) {
		begun.Tries++
		begun.Started = e.onlyOnce(begun)
		if reason, err := x.over(begun); err != nil || reason != "" {
			return cancelledBy(reason), err
		}
		return x.reserve(begun)
	})
}

// over returns the reason why the task ended before it was begun, or "".
func (x *transaction) over(t *task) (reason Reason, err error) {
	all, err := loadSwitchOffs(x.tx, t)
	if err != nil {
		return "", err
	}
	if reason := all.since(t.Since); reason != "" {
		return reason, nil
	}
	if t.polled() && t.Digest == nil {
		if here, err := t.stillTracked(x.tx); err != nil || !here {
			return Resolved, err
		}
	}
	if !t.cancellable() {
		return "", nil
	}
	if err := upToDate(x.tx, t.names()); err != nil {
		return "", err
	}
	if reason, err := x.signalSince(t); err != nil || reason != "" {
		return reason, err // waits in a thread that was merged with this one go on
	}
	if !t.waits() {
		return "", nil // it is one for each event
	}
	if first, err := x.merged(t); err != nil || first {
		return Merged, err
	}
	return "", nil
}

// whileClaimed replaces the task's row by the result of change, with a new lease, when the claim on it is
// valid. An ending of change that is not zero is that of the task. The reports are those of other tasks that change has ended.
func (e *Engine) whileClaimed(ctx context.Context, t *task, change func(x *transaction, begun *task) (ending, error)) (end ending, reports []ActionReport, err error) {
	var begun task
	err = e.update(ctx, e.withQuotas(t.scope(), t), func(ctx context.Context, tx schedule.Tx) (err error) {
		end, reports, begun = ending{}, nil, *t
		x := transaction{e: e, tx: tx, now: e.now()}
		if err := x.checkClaim(t); errors.Is(err, schedule.ErrStale) {
			end.outcome = stale
			return nil
		} else if err != nil {
			return err
		}
		if end, err = change(&x, &begun); err != nil {
			return err
		}
		if end.outcome == "" {
			if err := x.acquire(&begun, e.claimFor(&begun)); err != nil {
				return err
			}
		}
		reports = x.reports // also where it ends here: others were ended before it
		return x.close(ctx)
	})
	if err != nil {
		return end, nil, err
	}
	if end.outcome == "" {
		*t = begun
	}
	return end, reports, nil
}
