package recipe

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// transaction is one Update of a thread: it keeps tasks, cancels those that wait, and writes the history last, so
// that nothing is in the history that is not in the store.
type transaction struct {
	e     *Engine
	tx    schedule.Tx
	now   time.Time
	later bool // actions that are due now are left to Tick

	event   []byte         // of the tasks that it keeps, as their rows hold it, see job; nil until there is one
	reports []ActionReport // tasks of earlier events that ended here
	passed  result         // the tasks after those that ended before they were begun
	entries []history.Entry
}

// close writes the history.
func (x *transaction) close(ctx context.Context) error { return x.e.record(ctx, x.entries) }

// put keeps the tasks: those that wait until they are due, the others as begun by the caller, who must run them.
// reports are the reports of the firing's actions. The same tasks may be put again from the start, which sets
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

// putNow keeps a task that is due now as begun, unless an earlier one or its limit goes before it, or its hours do not hold.
func (x *transaction) putNow(t *task, reports []ActionReport) error {
	t.claim = schedule.Job{}
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
	if end.outcome == "" && x.later {
		if full, err := x.limited(t); err != nil {
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
	if end, err := x.takeAnew(t); err != nil {
		return err
	} else if end.outcome != "" {
		return x.skip(t, reports, end.reason) // what is repeated goes on
	}
	if err := x.supersede(t, last); err != nil {
		return err
	}
	t.Tries, t.Started = 1, x.e.once(t)
	return x.hold(t)
}

// putOffNow keeps a task that would be due now as one that waits, or reports that it never will be.
func (x *transaction) putOffNow(t *task, end ending) (ActionReport, error) {
	switch {
	case end.outcome != Waiting:
		return x.tell(t, end), nil
	case end.reason != "" && t.Nth > 0: // one for each thread, as its later times are
		one := *t
		one.Due, one.Slot = end.retry, end.retry
		return x.armed(&one, end)
	}
	t.Slot, t.PutOff = end.retry, end.reason == HoursClosed
	if reason, err := x.heard(t); err != nil {
		return ActionReport{}, err
	} else if reason != "" {
		return x.tell(t, cancelledBy(reason)), nil
	}
	if err := x.leave(t, end.retry); err != nil {
		return ActionReport{}, err
	}
	if end.reason == "" {
		return x.e.report(t, x.now, end), nil
	}
	return x.tell(t, end), nil
}

// skip reports a task that ended before it was begun, and stores the tasks after it.
func (x *transaction) skip(t *task, reports []ActionReport, reason Reason) error {
	x.report(reports, t, ending{outcome: Skipped, reason: reason})
	return x.passOver(t)
}

// passOver stores the tasks after one that ended before it was begun.
func (x *transaction) passOver(t *task) error {
	if t.Digest != nil {
		return nil
	}
	var res result
	if err := x.goOn(t, &res); err != nil {
		return err
	}
	x.passed.reports = append(x.passed.reports, res.reports...)
	x.passed.next = append(x.passed.next, res.next...)
	x.passed.later = append(x.passed.later, res.later...)
	return nil
}

// tell reports how a task of the event ended before it was begun, or that it waits.
func (x *transaction) tell(t *task, end ending) ActionReport {
	s := x.e.report(t, x.now, end)
	x.entries = append(x.entries, actionEntry(t, s))
	return s
}

// report tells how a task of the firing with the reports ended before it was begun, or one of a digest.
func (x *transaction) report(reports []ActionReport, t *task, end ending) {
	if t.Digest == nil {
		reports[t.Action] = x.tell(t, end)
		return
	}
	s := x.e.report(t, x.now, end)
	x.reports = append(x.reports, s)
	x.entries = append(x.entries, matchEntries(t, s)...)
}

// takeAnew is take for a task that may be put again from the start.
func (x *transaction) takeAnew(t *task) (ending, error) {
	if t.Digest == nil {
		t.Took = nil
	}
	return x.take(t)
}

// leave keeps a task that Tick is to begin at the instant.
func (x *transaction) leave(t *task, due time.Time) error {
	job, err := x.job(t, due)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// job makes the row of a task that the transaction keeps. The event is written once: all tasks that one transaction keeps
// are about the same one. The event of any other task is written anew by task.job.
func (x *transaction) job(t *task, due time.Time) (schedule.Job, error) {
	if x.event == nil {
		event, err := writeEvent(&t.event)
		if err != nil {
			return schedule.Job{}, err
		}
		x.event = event
	}
	return t.jobWith(x.event, due)
}
