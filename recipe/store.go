package recipe

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// intake applies one event to the store. It may be applied again from the start.
type intake struct {
	transaction
	*decided
	watched  []action.Signal
	runs     []run
	repeated bool
	stopped  []any                // the recipes of a loop that was stopped, each with the reason, to be told
	failed   map[string]failedTry // of an earlier try of the intake, by the task's key
}

func (in *intake) apply(ctx context.Context) error {
	if err := in.applyInOrder(); err != nil {
		return err
	}
	first, err := in.tx.Remember("event/" + in.ev.ID)
	if err != nil {
		return err
	}
	if !first {
		in.markRepeated()
		return nil
	}
	if err := in.cancelWaits(in.ev); err != nil {
		return err
	}
	if err := storeSignals(in.tx, in.ev.threads, in.watched, in.ev.comparedAt, in.now); err != nil {
		return err
	}
	if in.also != nil {
		if err := in.also(in.tx); err != nil {
			return err
		}
	}
	if err := in.countRuns(); err != nil {
		return err
	}
	for i := range in.runs {
		if err := in.storeRun(&in.runs[i]); err != nil {
			return err
		}
	}
	if err := in.runFirst(ctx); err != nil {
		return err
	}
	return in.close(ctx)
}

// applyInOrder makes sure that the events of the thread that were accepted before are applied, or drops the row of this one.
func (in *intake) applyInOrder() error {
	if in.ev.accepted == "" {
		return upToDate(in.tx, in.ev.threads)
	}
	_, err := in.tx.Drop(in.ev.accepted)
	return err
}

// errPending says that events of the thread were accepted and are to be applied first.
var errPending = errors.New("events of the thread are to be applied first")

// upToDate returns [errPending] unless all accepted events of the thread are applied.
func upToDate(tx schedule.Tx, names []string) error {
	return inThread(tx, workKind, names, eventPrefix, func(schedule.Job) error { return errPending })
}

// markRepeated turns every run into a report that the event was applied before.
func (in *intake) markRepeated() {
	in.repeated = true
	for i := range in.runs {
		in.runs[i].suppress(Repeated, Applied)
	}
}

// storeRun stores the actions of a run.
func (in *intake) storeRun(f *run) error {
	if in.e.History != nil {
		in.entries = append(in.entries, decisionEntry(f))
	}
	if f.Run == "" {
		return nil
	}
	f.Actions = slices.Clone(f.Actions)
	for _, s := range f.Actions {
		if s.Outcome != Planned && s.Outcome != Waiting {
			in.note(&task{origin: origin{Recipe: f.rule.recipe}, event: in.ev.Event}, s)
		}
	}
	f.tasks = chain(f.tasks)
	if err := in.lookAhead(f.tasks, false); err != nil {
		return err
	}
	in.passed = result{}
	if err := in.put(f.tasks, f.Actions); err != nil {
		return err
	}
	for _, s := range in.passed.reports {
		f.Actions[s.Place-1] = s
	}
	f.tasks = append(slices.Clip(f.tasks), in.passed.next...)
	res := result{nextTimes: in.passed.nextTimes}
	for i := range f.failedRepeats {
		if err := in.armNext(&f.failedRepeats[i], &res); err != nil {
			return err
		}
	}
	f.nextTimes = res.nextTimes
	return nil
}

// transaction is one Update of a thread: it stores tasks, cancels those that wait, and writes the history last, so
// that nothing is in the history that is not in the store.
type transaction struct {
	e      *Engine
	tx     schedule.Tx
	now    time.Time
	toTick bool // actions that are due now are left to Tick

	valid schedule.Job // the row of a claim that it has found to be valid

	inIntake bool // actions that are due now are carried out in this transaction where they can be

	event   []byte         // of the tasks that it stores, as their rows hold it, see job; nil until there is one
	reports []ActionReport // tasks of earlier events that ended here
	passed  result         // the tasks after those that ended before they were begun
	entries []history.Entry
}

// close writes the history.
func (x *transaction) close(ctx context.Context) error { return x.e.record(ctx, x.entries) }

// put stores the tasks: those that wait until they are due, the others as begun by the caller, who must run them.
// reports are the reports of the run's actions. The same tasks may be put again from the start, which sets
// their changed fields anew.
func (x *transaction) put(tasks []task, reports []ActionReport) error {
	for i := range tasks {
		t := &tasks[i]
		t.Rest = nil
		if t.waits() {
			s, err := x.arm(t)
			if err != nil {
				return err
			}
			reports[t.Action] = s
			continue
		}
		if err := x.putNow(t, reports); err != nil {
			return err
		}
	}
	return nil
}

// putNow stores a task that is due now as begun, unless an earlier one or its limit goes before it, or its hours do not hold.
func (x *transaction) putNow(t *task, reports []ActionReport) error {
	t.claim, t.unwritten = schedule.Job{}, false
	var last []*task // the waits that it replaces
	if t.Nth > 0 {
		var reason Reason
		var err error
		if last, reason, err = x.waitsBefore(t); err != nil {
			return err
		} else if reason != "" {
			return x.skip(t, reports, reason)
		}
	}
	var end ending
	if t.Digest == nil { // else it was asked before the matches were taken
		end = x.e.closed(t, x.now)
	}
	if end.outcome == "" && x.toTick {
		if full, err := x.full(t); err != nil {
			return err
		} else if full && len(last) > 0 {
			return x.skip(t, reports, action.Limited) // what is repeated goes on
		}
		end = waitingUntil(x.now)
	}
	if end.outcome != "" {
		if err := x.supersede(t, last); err != nil {
			return err
		}
		s, err := x.putOffNow(t, end)
		if err == nil {
			reports[t.Action] = s
		}
		return err
	}
	if end, err := x.reserveAnew(t); err != nil {
		return err
	} else if end.outcome != "" {
		return x.skip(t, reports, end.reason) // what is repeated goes on
	}
	if err := x.supersede(t, last); err != nil {
		return err
	}
	t.Tries, t.Started = 1, x.e.onlyOnce(t)
	return x.acquire(t, x.e.lease())
}

// reserveAnew is reserve for a task that may be put again from the start.
func (x *transaction) reserveAnew(t *task) (ending, error) {
	if t.Digest == nil {
		t.Reserved = nil
	}
	return x.reserve(t)
}

// acquire makes the caller begin the task, with a claim that lasts for so long: it stores the task's row, unless the same
// transaction is to settle it.
func (x *transaction) acquire(t *task, lasts time.Duration) error {
	t.Begun, t.until = true, x.now.Add(lasts)
	if x.inIntake && x.e.runsInIntake(t) {
		t.claim, t.unwritten = schedule.Job{Key: t.row()}, true
		return nil
	}
	return x.putClaim(t)
}

// putClaim stores the row of a task that was begun by the caller, who must run it.
func (x *transaction) putClaim(t *task) error {
	job, err := x.job(t, t.until)
	if err != nil {
		return err
	}
	t.claim, err = x.tx.Put(job)
	t.unwritten = false
	return err
}

// job makes the row of a task that the transaction stores. The event is encoded once: all tasks that one transaction stores
// are about the same one. The event of any other task is written anew by task.job.
func (x *transaction) job(t *task, due time.Time) (schedule.Job, error) {
	if x.event == nil {
		event, err := encodeEvent(&t.event)
		if err != nil {
			return schedule.Job{}, err
		}
		x.event = event
	}
	return t.jobWith(x.event, due)
}
