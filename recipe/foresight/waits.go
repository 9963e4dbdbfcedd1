package foresight

import (
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// waitNeverEnds finds a wait that each slot, or each poll, moves past the next one.
func (l *linter) waitNeverEnds(i int) {
	r := l.set.Recipes[i]
	scheduled, polled := slices.Contains(r.Trigger.On, trigger.OnSchedule), r.Trigger.Poll != nil
	for j, a := range r.Actions {
		from := a.From
		switch {
		case !scheduled && !polled, a.After.For <= 0, a.After.Text != "", a.At != "":
			continue
		case from == "" && scheduled:
			from = action.FromFirst
		}
		if from == action.FromFirst {
			continue
		}
		after := a.After.For.Std()
		if polled && after < r.Trigger.Poll.Every.Std() || scheduled && !l.outlasts(i, a, after) {
			continue
		}
		l.add(WaitNeverEnds, fault.Index("actions", j)+".after",
			`each time, the wait is moved past the next time, so it never ends for an item that is handed out every time; write "from": "first"`, i)
	}
}

// outlasts reports whether a wait from each slot lasts to the next slot, or longer.
func (l *linter) outlasts(i int, a action.Action, after time.Duration) bool {
	slots := l.rules[i].Slots
	at, ok := slots.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	for n := 0; ok && n < 2000; n++ {
		next, more := slots.Next(at)
		if !more {
			return true
		}
		due := at.Add(after)
		if hours := l.bench.hours[a.In]; hours != nil {
			if due, ok = hours.Add(at, after); !ok {
				return true
			}
		}
		if due.Before(next) {
			return false
		}
		at = next
	}
	return ok
}
