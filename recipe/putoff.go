package recipe

import "time"

// putOffNow stores a task that would be due now as one that waits, or reports that it will never be begun.
func (x *transaction) putOffNow(t *task, end ending) (ActionReport, error) {
	switch {
	case end.outcome != Waiting:
		return x.reportOwn(t, end), nil
	case end.reason != "" && t.Nth > 0: // one for each thread, as its later times are
		one := *t
		one.Due, one.Slot = end.retry, end.retry
		return x.armAs(&one, end)
	}
	t.Slot, t.PutOff = end.retry, end.reason == HoursClosed
	if reason, err := x.signalSince(t); err != nil {
		return ActionReport{}, err
	} else if reason != "" {
		return x.reportOwn(t, cancelledBy(reason)), nil
	}
	if err := x.storeForTick(t, end.retry); err != nil {
		return ActionReport{}, err
	}
	if end.reason == "" {
		return x.e.report(t, x.now, end), nil
	}
	return x.reportOwn(t, end), nil
}

// skip reports a task that ended before it was begun, and stores the tasks after it.
func (x *transaction) skip(t *task, reports []ActionReport, reason Reason) error {
	x.reportInto(reports, t, ending{outcome: Skipped, reason: reason})
	return x.passOver(t)
}

// passOver stores the tasks after one that ended before it was begun.
func (x *transaction) passOver(t *task) error {
	if t.Digest != nil {
		return nil
	}
	var res result
	if err := x.storeFollowers(t, &res); err != nil {
		return err
	}
	x.passed.reports = append(x.passed.reports, res.reports...)
	x.passed.next = append(x.passed.next, res.next...)
	x.passed.nextTimes = append(x.passed.nextTimes, res.nextTimes...)
	return nil
}

// storeForTick stores a task that Tick is to begin at the instant.
func (x *transaction) storeForTick(t *task, due time.Time) error {
	job, err := x.job(t, due)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// reportInto tells how a task of the run with the reports ended before it was begun, or one of a digest.
func (x *transaction) reportInto(reports []ActionReport, t *task, end ending) {
	if t.Digest == nil {
		reports[t.Action] = x.reportOwn(t, end)
		return
	}
	s := x.e.report(t, x.now, end)
	x.reports = append(x.reports, s)
	x.noteMatches(t, s)
}

// reportOwn reports how a task of the event ended before it was begun, or that it waits.
func (x *transaction) reportOwn(t *task, end ending) ActionReport {
	s := x.e.report(t, x.now, end)
	x.note(t, s)
	return s
}
