package recipe

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// Tick carries out all due rows: polls, slots of recipes on a schedule, accepted events, waits and retries. It runs
// [Engine.Workers] of them at a time, those of one thread one after the other. Rows of one lane, the same receiver or kind
// of handler, take at most half of the workers, so that a slow one does not delay others. Tick returns when all rows that
// were due at its start are done, when ctx ends, or when the store fails; everything that it began has ended by then. The
// error is the store's, and [ErrNotRecorded] where it did not take the outcome of an action: that comes up again when the
// claim on its row expires. The report has the results so far.
//
// Rows that are over, such as dead letters that were kept long enough, are looked for once a minute. Concurrent calls share
// the due rows.
func (e *Engine) Tick(ctx context.Context) (Report, error) {
	if err := errors.Join(e.storeSwitchOffs(ctx), e.startPolls(ctx), e.startSlots(ctx), e.checkDigests(ctx)); err != nil {
		return Report{}, err
	}
	start := e.now()
	sweeps := e.sweeps(start)
	s := pool{e: e, start: start, sweeps: sweeps, lanes: make(map[string]int), workers: newWorkers()}
	s.work(ctx)
	s.workers.end()
	if sweeps && len(s.errs) == 0 && ctx.Err() == nil {
		reports, err := e.sweep(ctx, start)
		s.report.Actions = append(s.report.Actions, reports...)
		s.errs = append(s.errs, err)
	}
	return s.report, errors.Join(append(s.errs, ctx.Err())...)
}

// sweepEvery is how often an engine looks for rows that are over. They are rare, and none is urgent: a Tick with nothing to do
// then asks the store once.
const sweepEvery = time.Minute

// sweeps reports whether a Tick that starts now looks for rows that are over.
func (e *Engine) sweeps(now time.Time) bool {
	last := e.swept.Load()
	since := time.Duration(now.UnixNano() - last)
	return last == 0 || since < 0 || since >= sweepEvery
}

// sweep drops signals that no event can ask for any more, and dead letters that were kept long enough.
func (e *Engine) sweep(ctx context.Context, now time.Time) ([]ActionReport, error) {
	err := e.forgetSignals(ctx)
	reports, dropErr := e.dropDeadLetters(ctx)
	e.observe(ctx, Report{Actions: reports})
	if err = errors.Join(err, dropErr); err == nil {
		e.swept.Store(now.UnixNano())
	}
	return reports, err
}

// Wake is [Engine.Tick] for a host whose own queue wakes it: when the row with the key, in the version that the queue
// was given, is live and due, Wake carries out all due rows. Otherwise it does nothing: the row was moved,
// cancelled or done, or the queue is early. Key and version are those of the host's store in Put.
func (e *Engine) Wake(ctx context.Context, key string, version uint64) (Report, error) {
	due, sweeps := false, false
	err := e.update(ctx, schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
		row, ok, err := get(tx, key)
		due = ok && row.Version == version && !row.Due.IsZero() && !row.Due.After(e.now())
		sweeps = row.Kind != workKind
		return err
	})
	if err != nil || !due {
		return Report{}, err
	}
	if sweeps { // nobody may wake it for this row again
		e.swept.Store(0)
	}
	return e.Tick(ctx)
}

// take leases rows, with a panic of the store turned into an error.
func (e *Engine) take(ctx context.Context, kind string, lease time.Duration, max int, full ...string) (jobs []schedule.Job, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return e.store().Take(ctx, e.now(), kind, lease, max, full...)
}

// forgetSignals drops the instants of signals that no event can ask for any more.
func (e *Engine) forgetSignals(ctx context.Context) error {
	return e.forget(ctx, signalKind, func(context.Context, schedule.Job) error { return nil }, func([]schedule.Job) {})
}

// forget settles the rows of a kind that are due; also is done in the same transaction, and then when it is committed, for
// those that were settled. Rows of a later version are left to who knows them.
func (e *Engine) forget(
	ctx context.Context, kind string, also func(ctx context.Context, j schedule.Job) error, then func(settled []schedule.Job),
) error {
	for {
		jobs, err := e.take(ctx, kind, e.lease(), page)
		if err != nil || len(jobs) == 0 {
			return err
		}
		jobs = slices.DeleteFunc(jobs, func(j schedule.Job) bool { return isLaterVersion(j.Payload) })
		settled, err := e.forgetAll(ctx, jobs, also)
		if err != nil {
			return err
		}
		then(settled)
	}
}

// forgetAll settles rows in one transaction, and returns those that nobody had replaced.
func (e *Engine) forgetAll(
	ctx context.Context, jobs []schedule.Job, also func(ctx context.Context, j schedule.Job) error,
) (settled []schedule.Job, err error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	var about schedule.Scope
	for _, j := range jobs {
		about.Keys = append(about.Keys, j.Key)
		if !slices.Contains(about.Subjects, j.Subject) {
			about.Subjects = append(about.Subjects, j.Subject)
		}
	}
	err = e.update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		settled = nil
		for _, j := range jobs {
			switch err := tx.Settle(j.Key, j.Fence, time.Time{}); {
			case errors.Is(err, schedule.ErrStale): // replaced meanwhile
				continue
			case err != nil:
				return err
			}
			if err := also(ctx, j); err != nil {
				return err
			}
			settled = append(settled, j)
		}
		return nil
	})
	return settled, err
}
