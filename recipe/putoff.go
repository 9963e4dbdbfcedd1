package recipe

import "time"

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

// leave keeps a task that Tick is to begin at the instant.
func (x *transaction) leave(t *task, due time.Time) error {
	job, err := x.job(t, due)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
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

// tell reports how a task of the event ended before it was begun, or that it waits.
func (x *transaction) tell(t *task, end ending) ActionReport {
	s := x.e.report(t, x.now, end)
	x.entries = append(x.entries, actionEntry(t, s))
	return s
}
