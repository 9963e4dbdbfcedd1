package killtest

import (
	"fmt"
	"slices"
)

// Verdict is the judgement of a [Ledger] after a [Plan].
type Verdict struct {
	Faults               []string
	Applied, Lost, Twice int // events
	Fired, Cancelled     int // timers
	Calls, Keys          int
	Left, Repeated       int
}

// Judge compares the outcome of a run with the plan.
func Judge(p Plan, l *Ledger) *Verdict {
	v := &Verdict{Left: l.Work, Repeated: l.Repeated}
	for _, m := range p {
		switch n := l.Done[Done{"edit", m.ID}]; {
		case n == 0:
			v.Lost++
			v.fault("%s is lost", m.ID)
		case n > 1:
			v.Twice++
			v.fault("%s is applied %d times", m.ID, n)
		default:
			v.Applied++
		}
	}
	v.timers(p, l)
	v.outside(p, l)
	if l.Work+l.Dead > 0 {
		v.fault("%d timers and %d dead letters are left", l.Work, l.Dead)
	}
	return v
}

// String returns the figures.
func (v *Verdict) String() string {
	return fmt.Sprintf("%d applied, %d lost, %d applied twice, %d timers left; %d redeliveries, %d timers fired and %d cancelled, %d calls with %d keys",
		v.Applied, v.Lost, v.Twice, v.Left, v.Repeated, v.Fired, v.Cancelled, v.Calls, v.Keys)
}

func (v *Verdict) fault(format string, args ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, args...))
}

// end is how a timer ended, by the history.
type end struct {
	outcome, reason string
	arrival         int
}

// timers judges the timers: one fires once, or is cancelled for a reason that holds. It never fires after a reply that was
// applied, nor where a later message that was applied has moved it.
func (v *Verdict) timers(p Plan, l *Ledger) {
	applied, ends := map[string]int{}, map[string][]end{}
	for arrival, e := range l.Entries {
		switch {
		case e.Recipe == "each" && e.Action == "recipe_triggered":
			applied[e.Event] = arrival
		case e.Recipe == "quiet" && e.Action == "resolve" && e.Outcome != "waiting":
			ends[e.Event] = append(ends[e.Event], end{e.Outcome, e.Reason, arrival})
		}
	}
	threads := map[string]Plan{}
	for _, m := range p {
		threads[m.Thread] = append(threads[m.Thread], m)
	}
	for _, thread := range threads {
		for i, m := range thread {
			if !m.Reply {
				v.timer(m, ends[m.ID], l.Done[Done{"resolve", m.ID}], thread[i+1:], applied)
			}
		}
	}
}

// timer judges the timer of one message; later are the messages of its thread after it.
func (v *Verdict) timer(m Message, ends []end, times int, later Plan, applied map[string]int) {
	if len(ends) != 1 {
		v.fault("the timer of %s has the ends %v", m.ID, ends)
		return
	}
	one := ends[0]
	replied, again := false, false
	for _, l := range later {
		replied, again = replied || l.Reply, again || !l.Reply
		if one.outcome != "done" || one.arrival < applied[l.ID] {
			continue
		}
		if l.Reply || applied[l.ID] > applied[m.ID] { // one of an agent that came before m itself moves nothing
			v.fault("the timer of %s fires after %s was applied", m.ID, l.ID)
		}
	}
	switch {
	case one.outcome == "done":
		v.Fired++
		if times != 1 {
			v.fault("the timer of %s fires %d times", m.ID, times)
		}
	case times != 0:
		v.fault("the timer of %s fires, and is %s", m.ID, one.outcome)
	case one.outcome == "cancelled" && (one.reason == "customer_reply" && replied || one.reason == "rearmed" && again):
		v.Cancelled++
	default:
		v.fault("the timer of %s is %s: %s", m.ID, one.outcome, one.reason)
	}
}

// outside judges the calls: an action outside of transactions is called at least once, and again only with the same key.
func (v *Verdict) outside(p Plan, l *Ledger) {
	byKey, byEvent := map[string][]string{}, map[Done]string{}
	for _, c := range l.Calls {
		v.Calls++
		for _, id := range c.Events {
			if was, ok := byEvent[Done{c.Do, id}]; ok && was != c.Key {
				v.fault("%s for %s has the keys %s and %s", c.Do, id, was, c.Key)
			}
			byEvent[Done{c.Do, id}] = c.Key
		}
		if was, ok := byKey[c.Key]; ok && !slices.Equal(was, c.Events) {
			v.fault("%s is the key of %v and of %v", c.Key, was, c.Events)
		}
		byKey[c.Key] = c.Events
	}
	v.Keys = len(byKey)
	untold := 0
	for _, m := range p {
		if m.Reply && byEvent[Done{"add_tags", m.ID}] == "" {
			v.fault("%s is never called", m.ID)
		}
		if m.News && byEvent[Done{"notify", m.ID}] == "" {
			untold++
		}
	}
	if untold > 4 || untold != l.Pending {
		v.fault("%d matches are not told, and %d are pending, of a digest of 5", untold, l.Pending)
	}
}
