package recipe

import (
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// lasts returns how long it takes from the first time to the last.
func lasts(r *action.Repeat) time.Duration {
	if r == nil {
		return 0
	}
	return time.Duration(max(r.Times-1, 0)) * r.Every.Std()
}

// repeats reports whether the action is carried out once more after this time.
func (t *task) repeats() bool { return t.Nth > 0 && t.Nth < t.Repeat.Times }

// armNext puts the next time of an action off, after one that ended, done or not: only a cancellation ends the repeat early.
// Its report comes after those of the result.
func (x *transaction) armNext(t *task, res *result) error {
	if !t.repeats() {
		return nil
	}
	if all, err := loadSwitchOffs(x.tx, t); err != nil || all.since(t.Since) != "" {
		return err // it was switched off meanwhile
	}
	due, err := t.dueNext(x.now, x.e.in(t))
	if err != nil {
		res.nextTimes = append(res.nextTimes, x.reportOwn(t, endingOf(err)))
		return nil
	}
	next := t.next(x.now, due)
	if next.polled() {
		if here, err := next.stillTracked(x.tx); err != nil || !here {
			return err // it was resolved meanwhile
		}
	}
	s, err := x.arm(next)
	res.nextTimes = append(res.nextTimes, s)
	return err
}

// supersede ends the repeats of earlier events of the thread, now that the task is begun instead.
func (x *transaction) supersede(t *task, last []*task) error {
	for _, one := range last {
		if !one.Armed.After(t.Armed) {
			if err := x.superseded(one, Rearmed); err != nil {
				return err
			}
			t.inheritRest(one)
		}
	}
	return nil
}

// dueNext returns when the action is carried out the next time: at its distance from this one, in the open time of in if
// that is not nil; or when that is closer than half the distance, since this time came late, at a full distance from now.
func (t *task) dueNext(now time.Time, in *schedule.Hours) (time.Time, error) {
	every := t.Repeat.Every.Std()
	due, err := advance(in, t.Slot, every)
	if err != nil {
		return due, err
	}
	if soonest, err := advance(in, now, every/2); err != nil || !due.Before(soonest) {
		return due, err
	}
	return advance(in, now, every)
}

// in returns the calendar in whose open time the action counts; nil for all time.
func (e *Engine) in(t *task) *schedule.Hours {
	if r := e.loaded().rule(t.Recipe.ID); r != nil {
		if i := r.action(t.ID); i >= 0 {
			return r.actions[i].timing.in
		}
	}
	return nil
}

// keyOf returns the idempotency key of the n-th time. The first has that of an action that is not repeated.
func (t *task) keyOf(n int) string {
	first := t.Key
	if t.Nth > 1 {
		first = first[:strings.LastIndexByte(first, '/')]
	}
	return first + "/" + strconv.Itoa(n)
}
