package recipe_test

import (
	"fmt"
	"slices"
	"strings"
)

// putOff keeps what its hours do not let begin.
func (m *ruleModel) putOff(w *ruleWait, h *ruleHours) {
	next := ruleNext(h, max(m.clock, w.due))
	if next < 0 {
		m.say("cancelled outside_hours", w.recipe, w.do, w.ev.id, w.nth)
		m.drop(w)
		return
	}
	known := slices.Contains(m.waits, w)
	switch {
	case known:
	case w.own:
		if s := m.heardBefore(w); s != "" {
			m.say("cancelled "+s, w.recipe, w.do, w.ev.id, w.nth)
			return
		}
	case !m.mayBegin(w):
		return
	}
	w.due = next
	m.say("waiting outside_hours until "+ruleClock(next), w.recipe, w.do, w.ev.id, w.nth)
	if !known {
		m.waits = append(m.waits, w)
	}
}

// tick begins what is due.
func (m *ruleModel) tick() {
	var due []*ruleWait
	for _, w := range m.waits {
		if w.due <= m.clock {
			due = append(due, w)
		}
	}
	place := func(w *ruleWait) int {
		return slices.IndexFunc(m.recipes, func(r ruleRecipe) bool { return r.id == w.recipe })
	}
	slices.SortStableFunc(due, func(a, b *ruleWait) int {
		return (a.due-b.due)*1000 + (place(a) - place(b))
	})
	for _, w := range due {
		if slices.Contains(m.waits, w) {
			m.wake(w)
		}
	}
}

// wake asks what has come due whether everything still holds.
func (m *ruleModel) wake(w *ruleWait) {
	r := m.recipe(w.recipe)
	switch {
	case r == nil:
		m.end(w, "cancelled recipe_removed")
		return
	case w.off || !r.enabled:
		w.off = true
		m.end(w, "cancelled recipe_disabled")
		return
	}
	a := r.action(w.do)
	if a == nil {
		m.end(w, "cancelled action_removed")
		return
	}
	now := w.ev
	now.item = m.items[w.ev.thread]
	hours := a.hours
	if hours == nil && r.hours != nil && r.hours.when == "during" {
		hours = r.hours
	}
	switch {
	case m.clock-w.due > 72*60:
		m.end(w, "expired late")
		m.again(w, a)
	case !r.takes(&now):
		m.end(w, "cancelled trigger_changed")
	case !r.inTopic(&now.item):
		m.end(w, "cancelled other_topic")
	case r.on == "case_status_changed" && r.status != "" && now.item.status != r.status:
		m.end(w, "cancelled trigger_ended")
	case r.urgent && !now.item.urgent:
		m.end(w, "cancelled filtered_out")
	case a.at && w.nth > 1 && now.item.due == 0:
		m.end(w, "cancelled no_instant")
	case a.at && w.nth < 2 && w.base != now.item.due && !m.stays(w, a, now.item.due):
	case hours != nil && !ruleHolds(hours, m.clock):
		m.putOff(w, hours)
	default:
		m.drop(w)
		w.ev.item = now.item
		m.begin(w, r, a)
	}
}

// stays works the instant of the item out again, and reports whether the wait is due all the same.
func (m *ruleModel) stays(w *ruleWait, a *ruleAction, base int) bool {
	m.moved(w, a, base)
	return slices.Contains(m.waits, w) && w.due <= m.clock
}

// full reports whether it was done as often as its limit says.
func (m *ruleModel) full(w *ruleWait, r *ruleRecipe, a *ruleAction) bool {
	key, limit := m.limitOf(w, r, a)
	if limit == nil || w.took {
		return false
	}
	n := 0
	for _, t := range m.begun[key] {
		if t > m.clock-limit.every && t <= m.clock {
			n++
		}
	}
	return n >= limit.times
}

// begin does it, unless it is limited, and reports whether it was done.
func (m *ruleModel) begin(w *ruleWait, r *ruleRecipe, a *ruleAction) bool {
	key, limit := m.limitOf(w, r, a)
	if m.full(w, r, a) && w.rest > 0 && w.rest <= a.times { // all times count as one
		w.nth, w.took = w.rest, true
	}
	w.rest = 0
	if m.full(w, r, a) {
		m.say("skipped limited", r.id, a.do, w.ev.id, w.nth)
		return true
	}
	fails := strings.Contains(a.word, "bad")
	if limit != nil && !w.took && !fails {
		m.begun[key] = append(m.begun[key], m.clock)
		w.took = true
	}
	if fails {
		m.say("failed", r.id, a.do, w.ev.id, w.nth)
	} else {
		m.say("done", r.id, a.do, w.ev.id, w.nth)
		m.effect(w, a)
	}
	m.again(w, a)
	return !fails
}

// again arms the next time of what is repeated, however this one ended.
func (m *ruleModel) again(w *ruleWait, a *ruleAction) {
	if a.every == 0 || w.nth >= a.times {
		if w.first && m.heardBefore(w) == "" {
			m.ran = append(m.ran, w)
		}
		return
	}
	next := *w
	next.nth++
	next.own = false
	next.due = ruleAdd(a.in, w.due, a.every)
	if next.due < ruleAdd(a.in, m.clock, a.every/2) { // this one came late
		next.due = ruleAdd(a.in, m.clock, a.every)
	}
	m.arm(&next)
}

func (m *ruleModel) limitOf(w *ruleWait, r *ruleRecipe, a *ruleAction) (key string, limit *ruleLimit) {
	limit = a.limit
	switch {
	case limit == nil && a.do == "private_reply":
		return fmt.Sprint(r.id, " replies to ", ruleThreads[w.ev.thread].contact), &ruleLimit{20, 60, "contact"}
	case limit == nil:
		return "", nil
	}
	key = r.id + " " + a.do
	if limit.per == "thread" || limit.per == "contact" && ruleThreads[w.ev.thread].contact == "" {
		return fmt.Sprint(key, " in ", w.ev.thread), limit
	}
	if limit.per == "contact" {
		return key + " for " + ruleThreads[w.ev.thread].contact, limit
	}
	return key, limit
}
