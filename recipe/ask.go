package recipe

import (
	"time"

	"github.com/commis-recipes/commis/filter"
)

// question is a rule that is asked about an event.
type question struct {
	rule    *rule
	passed  bool    // its filter is known to match
	outcome Outcome // what its gate says of the event; empty asks its filter and its texts
	err     error
}

// ask returns what the event makes of each of the rules. Their filters and texts share one budget: each rule is certain of
// its part of it; those that need more get what all of them left, in their order, and are asked again.
func (e *Engine) ask(asked []question, ev *arrival, v *filter.View, now time.Time) []firing {
	firings := make([]firing, len(asked))
	n := 0
	for i := range asked {
		if asked[i].outcome == "" {
			n++
		}
	}
	v.Share(n)
	var more []int
	for i := range asked {
		if asked[i].outcome == "" {
			v.Part()
		}
		firings[i] = e.answer(&asked[i], ev, v, now)
		if asked[i].outcome == "" && v.Exceeded() {
			more = append(more, i)
		}
	}
	if n > 1 {
		for _, i := range more {
			v.Rest()
			firings[i] = e.answer(&asked[i], ev, v, now)
		}
	}
	return firings
}

func (e *Engine) answer(q *question, ev *arrival, v *filter.View, now time.Time) firing {
	outcome, reason, err := q.outcome, "", q.err
	if outcome == "" {
		outcome, reason, err = q.rule.judge(&ev.Event, v, q.passed)
	}
	return e.plan(q.rule, ev, v, now, outcome, reason, err)
}
