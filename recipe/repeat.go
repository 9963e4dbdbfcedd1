package recipe

import (
	"slices"
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

// again puts the next time of an action off, after one that ended however it did: only what cancels it ends it early.
// Its step goes behind those of the result.
func (x *transaction) again(t *task, res *result) error {
	if !t.repeats() {
		return nil
	}
	next := t.next(x.now)
	if next.polled() {
		if here, err := next.tracked(x.tx); err != nil || !here {
			return err // it was resolved meanwhile
		}
	}
	s, err := x.arm(next)
	res.later = append(res.later, s)
	return err
}

// supersede ends what an earlier event of the thread has still to repeat.
func (x *transaction) supersede(t *task) error {
	return inThread(x.tx, t.Names, waitsOf(t), func(j schedule.Job) error {
		last, err := readTask(j)
		if err != nil || last.Armed.After(t.Armed) {
			return err
		}
		last.claim = j
		return x.moved(last)
	})
}

// dueNext returns when the action is carried out the next time: at its place in the row that the first time began, or
// when that is closer than half the distance, since this time came late, at a full distance from now.
func (t *task) dueNext(now time.Time) time.Time {
	every := t.Repeat.Every.Std()
	if due := t.First.Add(time.Duration(t.Nth) * every); !due.Before(now.Add(every / 2)) {
		return due
	}
	return now.Add(every)
}

// keyOf returns the idempotency key of the n-th time. The first has that of an action that is not repeated.
func (t *task) keyOf(n int) string {
	first := t.Key
	if t.Nth > 1 {
		first = first[:strings.LastIndexByte(first, '/')]
	}
	return first + "/" + strconv.Itoa(n)
}

// showLater puts the steps that were put off behind the step of the same action.
func (f *firing) showLater(later []Step) {
	for _, s := range later {
		i := slices.IndexFunc(f.Steps, func(one Step) bool { return one.Action == s.Action })
		f.Steps = slices.Insert(f.Steps, i+1, s)
	}
}
