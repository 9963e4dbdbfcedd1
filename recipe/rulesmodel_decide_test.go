package recipe_test

import (
	"fmt"
	"slices"
	"strings"
)

// decide asks every recipe.
func (m *ruleModel) decide(ev ruleEvent, sig int) {
	cause := ev.firstCause()
	counted := cause + m.counting(cause)
	var fired []*ruleRecipe
	for i := range m.recipes {
		r := &m.recipes[i]
		if !r.enabled || !r.takes(&ev) || ev.message() && (ev.typ == "draft" || ev.typ == "note") ||
			!r.inTopic(&ev.item) || r.urgent && !ev.item.urgent || r.hours != nil && !ruleHolds(r.hours, ev.at) {
			continue
		}
		key := fmt.Sprint(counted, " ", r.id, " ", ev.thread)
		switch {
		case cause != ev.id && slices.Contains(ev.via, r.id):
			m.say("loop_stopped ran_before", r.id, "", ev.id, 0)
			continue
		case len(ev.via) >= 8:
			m.say("loop_stopped too_deep", r.id, "", ev.id, 0)
			continue
		case m.runs[key] >= 3:
			m.say("loop_stopped too_often", r.id, "", ev.id, 0)
		case m.runs[counted] >= m.maxRuns:
			m.say("loop_stopped too_many", r.id, "", ev.id, 0)
		default:
			m.last[cause] = m.clock
			m.runs[key]++
			m.runs[counted]++
			fired = append(fired, r)
		}
		if r.stop {
			break
		}
	}
	for _, r := range fired {
		m.run(r, ev, sig)
	}
}

// counting tells the runs of a first cause apart that are more than 72 hours after the last one.
func (m *ruleModel) counting(cause string) string {
	if last, ok := m.last[cause]; ok && m.clock-last >= 72*60 {
		m.forgot[cause]++
	}
	return strings.Repeat("'", m.forgot[cause])
}

// run begins or arms the actions of a recipe.
func (m *ruleModel) run(r *ruleRecipe, ev ruleEvent, sig int) {
	stopped := false
	for i := range r.actions {
		a := &r.actions[i]
		w := &ruleWait{recipe: r.id, do: a.do, ev: ev, at: ev.at, sig: sig, due: ev.at, first: a.from == "first"}
		if a.every > 0 {
			w.nth = 1
		}
		if !a.waits() {
			w.due, w.own = m.clock, w.nth == 0
		}
		open := a.hours == nil || ruleHolds(a.hours, m.clock)
		switch {
		case stopped && (!a.at || m.instant(w, a) == "") && (open || a.waits() || ruleNext(a.hours, m.clock) >= 0):
			m.say("skipped stopped", r.id, a.do, ev.id, w.nth)
		case a.waits():
			m.plan(w, a)
		case a.every > 0 && open && m.full(w, r, a) && !(w.first && m.armedBefore(w)):
			m.say("skipped limited", r.id, a.do, ev.id, w.nth) // what is repeated goes on
		case a.every > 0 && (open || !w.first) && !m.mayRepeat(w):
		case !open && w.nth == 1 && w.first && m.armedBefore(w):
			m.say("skipped armed_before", r.id, a.do, ev.id, w.nth)
		case !open:
			m.putOff(w, a.hours)
		default:
			stopped = !m.begin(w, r, a) && a.stop
		}
	}
}

// plan arms what waits.
func (m *ruleModel) plan(w *ruleWait, a *ruleAction) {
	if none := m.instant(w, a); none != "" {
		m.say("skipped "+none, w.recipe, w.do, w.ev.id, w.nth)
		return
	}
	m.arm(w)
}

// instant works out when the wait is due, or why it never is.
func (m *ruleModel) instant(w *ruleWait, a *ruleAction) (none string) {
	w.due = w.ev.at
	if a.at {
		w.base, w.due = w.ev.item.due, w.ev.item.due
		if w.base == 0 {
			return "no_instant"
		}
	}
	w.due = ruleAdd(a.in, w.due, a.after)
	w.worked = w.due
	if a.at && m.clock-w.due > 72*60 {
		return "too_late"
	}
	return ""
}

// mayBegin reports whether a wait counts, and nothing was heard that ends it.
func (m *ruleModel) mayBegin(w *ruleWait) bool {
	if s := m.heardBefore(w); s != "" {
		m.say("cancelled "+s, w.recipe, w.do, w.ev.id, w.nth)
		return false
	}
	return m.counts(w)
}

// armedBefore reports whether an earlier event counts for what counts from the first.
func (m *ruleModel) armedBefore(w *ruleWait) bool {
	same := func(o *ruleWait) bool {
		return !o.own && o.recipe == w.recipe && o.do == w.do && o.ev.thread == w.ev.thread
	}
	waits := slices.ContainsFunc(m.waits, func(o *ruleWait) bool { return same(o) && !o.off && (w.at >= o.at || o.nth > 1) })
	return waits || len(m.unless(w)) > 0 && slices.ContainsFunc(m.ran, same)
}

// counts reports whether no other wait counts. It ends those that count no more.
func (m *ruleModel) counts(w *ruleWait) bool {
	same := func(o *ruleWait) bool {
		return !o.own && o.recipe == w.recipe && o.do == w.do && o.ev.thread == w.ev.thread
	}
	unless := m.recipe(w.recipe).action(w.do).unless
	if i := slices.IndexFunc(m.ran, same); i >= 0 && w.first && w.nth < 2 {
		if len(unless) > 0 {
			m.say("skipped armed_before", w.recipe, w.do, w.ev.id, w.nth)
			return false
		}
		m.ran = slices.Delete(m.ran, i, i+1)
	}
	i := slices.IndexFunc(m.waits, same)
	if i < 0 {
		return true
	}
	o := m.waits[i]
	switch {
	case o.off:
		m.end(o, "cancelled recipe_disabled")
	case w.first && (w.at >= o.at || o.nth > 1): // a repeat that goes on has not ended
		m.say("skipped armed_before", w.recipe, w.do, w.ev.id, w.nth)
		return false
	case !w.first && w.at < o.at:
		m.say("cancelled rearmed", w.recipe, w.do, w.ev.id, w.nth)
		return false
	default:
		m.end(o, "cancelled rearmed")
		w.inherit(o)
	}
	return true
}

// inherit notes the part of the limit that the wait before had, and which of its times are left.
func (w *ruleWait) inherit(o *ruleWait) {
	switch {
	case w.nth == 1 && o.nth > 1 && o.took:
		w.rest = o.nth
	case w.nth == 1 && o.rest > 0:
		w.rest = o.rest
	}
}

// mayRepeat reports whether the first time of what is repeated may begin. It ends what an earlier event has still to repeat.
func (m *ruleModel) mayRepeat(w *ruleWait) bool {
	if w.first {
		return m.counts(w)
	}
	for _, o := range slices.Clone(m.waits) {
		if !o.own && o.recipe == w.recipe && o.do == w.do && o.ev.thread == w.ev.thread && o.at <= w.at {
			m.end(o, "cancelled rearmed")
			w.inherit(o)
		}
	}
	return true
}

// arm keeps a wait that counts.
func (m *ruleModel) arm(w *ruleWait) {
	if m.mayBegin(w) {
		m.waits = append(m.waits, w)
	}
}
