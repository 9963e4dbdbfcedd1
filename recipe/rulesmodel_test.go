package recipe_test

import (
	"fmt"
	"slices"
	"strings"
)

// The model: what recipes have to do, from the page of rules alone, in the simplest way. Instants are minutes since
// Monday, 5 January 2026, 00:00 UTC. There is one process, nothing crashes, and threads never meet.

type ruleRecipe struct {
	id, name string
	enabled  bool
	on       string // new_item, case_mention, case_status_changed, case_tag_added, case_updated
	status   string // of case_status_changed; empty is any
	topic    string // empty is every topic
	by       []string
	urgent   bool // the filter wants a case of high priority
	hours    *ruleHours
	stop     bool
	actions  []ruleAction
}

// ruleAction is known by its kind: those of one recipe differ.
type ruleAction struct {
	do           string // notify, note, add_tags, set_status, private_reply
	word         string // the tag or the status; for others part of the text
	after        int
	at           bool // counts from case.fields.due
	in, from     string
	unless       []string
	every, times int
	hours        *ruleHours
	limit        *ruleLimit
	stop         bool // on_error
}

type ruleHours struct{ calendar, when string }

type ruleLimit struct {
	times, every int
	per          string
}

func (a *ruleAction) waits() bool { return a.after != 0 || a.at }

// ruleEvent is an event with what the host knows of its item then.
type ruleEvent struct {
	id, kind string // kind is trigger.Kind's word
	at       int
	thread   int
	typ      string // of the message
	actor    string
	tag      string
	from, to string
	item     ruleItem
	root     string   // of the cause
	via      []string // recipes that led here, all in this thread
}

// ruleItem is a case, or a conversation without one.
type ruleItem struct {
	topic, status string
	tags          []string
	urgent        bool
	due           int // case.fields.due; zero is none
}

func (ev *ruleEvent) message() bool { return ev.kind == "mention_created" }
func (ev *ruleEvent) customerReply() bool {
	return ev.message() && ev.typ == "inbox" && ev.actor == "customer"
}
func (ev *ruleEvent) agentReply() bool {
	return ev.message() && ev.typ == "sent" && ev.actor == "agent"
}

// firstCause returns the ID of the event that the chain began with. Whoever says something new begins one.
func (ev *ruleEvent) firstCause() string {
	if ev.root != "" && !ev.customerReply() && !ev.agentReply() {
		return ev.root
	}
	return ev.id
}

type ruleWait struct {
	recipe, do string
	ev         ruleEvent
	at, sig    int // of the event: what counts for order, and what is compared with signals
	due, nth   int
	base       int // the instant of the item that it was worked out from
	off        bool
	first      bool
	took       bool // it has taken its part of its limit
	own        bool // it is begun for its event, but put off by hours: it is not moved by a later one
}

// ruleModel is the state of the world.
type ruleModel struct {
	clock   int
	recipes []ruleRecipe
	maxRuns int
	items   []ruleItem
	waits   []*ruleWait
	ran     []*ruleWait // what ran and counts from the first
	heard   []ruleHeard
	applied map[string]bool
	runs    map[string]int // by first cause, and by first cause, recipe and thread
	last    map[string]int // when the first cause last made a recipe run
	forgot  map[string]int
	begun   map[string][]int
	times   map[string]int // how often an action of a recipe was done for an event
	queue   []ruleEvent
	lines   []string
	vague   map[string]bool // what ends at any time and for one of several reasons
}

func newRuleModel(p rulePlan) *ruleModel {
	return &ruleModel{
		clock: p.start, recipes: p.recipes, maxRuns: p.maxRuns, items: ruleItems(), applied: map[string]bool{}, runs: map[string]int{},
		last: map[string]int{}, forgot: map[string]int{}, begun: map[string][]int{}, times: map[string]int{}, vague: map[string]bool{},
	}
}

type ruleHeard struct {
	ev  ruleEvent
	sig int
}

func (m *ruleModel) say(what, recipe, do, event string, nth int) {
	m.lines = append(m.lines, ruleLine(m.clock, what, recipe, do, event, nth))
}

func ruleLine(at int, what, recipe, do, event string, nth int) string {
	line := fmt.Sprintf("%s %s: %s %s for %s", ruleClock(at), recipe, do, what, event)
	if nth > 0 {
		line += fmt.Sprintf(" #%d", nth)
	}
	return line
}

// ruleClock writes an instant for people.
func ruleClock(m int) string { return fmt.Sprintf("day %d %02d:%02d", m/1440, m/60%24, m%60) }

func (m *ruleModel) recipe(id string) *ruleRecipe {
	for i := range m.recipes {
		if m.recipes[i].id == id {
			return &m.recipes[i]
		}
	}
	return nil
}

func (r *ruleRecipe) action(do string) *ruleAction {
	for i := range r.actions {
		if r.actions[i].do == do {
			return &r.actions[i]
		}
	}
	return nil
}

// event applies an event.
func (m *ruleModel) event(ev ruleEvent) {
	if m.applied[ev.id] {
		return
	}
	m.applied[ev.id] = true
	if ev.at > m.clock+5 {
		ev.at = m.clock
	}
	sig := min(ev.at, m.clock)
	for _, w := range slices.Clone(m.waits) {
		if w.ev.thread != ev.thread {
			continue
		}
		if s := m.cancels(w, &ev, sig); s != "" {
			m.end(w, "cancelled "+s)
			continue
		}
		m.move(w, &ev)
	}
	m.ran = slices.DeleteFunc(m.ran, func(w *ruleWait) bool {
		return w.ev.thread == ev.thread && m.cancels(w, &ev, sig) != ""
	})
	m.decide(ev, sig)
	if len(ev.via) == 0 { // what recipes bring about is remembered by nobody
		m.heard = append(m.heard, ruleHeard{ev, sig})
	}
}

// unless returns what cancels the wait.
func (m *ruleModel) unless(w *ruleWait) []string {
	if r := m.recipe(w.recipe); r != nil && r.action(w.do) != nil {
		return r.action(w.do).unless
	}
	return nil
}

// cancels returns the signal by which an event that is applied after what armed the wait ends it.
func (m *ruleModel) cancels(w *ruleWait, ev *ruleEvent, sig int) string {
	for _, s := range m.unless(w) {
		answer := ev.customerReply() && s == "customer_reply" && (w.ev.actor == "agent" || w.ev.actor == "recipe")
		if w.hears(s, ev) && (sig > w.sig || sig == w.sig && answer) {
			return s
		}
	}
	return ""
}

// hears reports whether the event is the signal, whenever it was. What the recipe itself brought about for the same first
// cause is none, but for what a customer or an agent wrote.
func (w *ruleWait) hears(signal string, ev *ruleEvent) bool {
	if ev.firstCause() != ev.id && slices.Contains(ev.via, w.recipe) && ev.root == w.ev.firstCause() {
		return false
	}
	switch signal {
	case "customer_reply":
		return ev.customerReply()
	case "agent_reply":
		return ev.agentReply()
	case "tag_added":
		return ev.kind == "case_tag_added"
	case "status_changed":
		return ev.kind == "case_status_changed" && ev.from != ev.to
	}
	return true
}

// heardBefore returns the signal that was applied before what arms the wait, and is later in time.
func (m *ruleModel) heardBefore(w *ruleWait) string {
	for _, s := range m.unless(w) {
		for _, h := range m.heard {
			if h.ev.thread == w.ev.thread && h.sig > w.sig && w.hears(s, &h.ev) {
				return s
			}
		}
	}
	return ""
}

func (m *ruleModel) drop(w *ruleWait) {
	m.waits = slices.DeleteFunc(m.waits, func(o *ruleWait) bool { return o == w })
}

func (m *ruleModel) end(w *ruleWait, what string) {
	m.drop(w)
	if w.off {
		m.vague[w.recipe+" "+w.do+" "+w.ev.id] = true
	}
	m.say(what, w.recipe, w.do, w.ev.id, w.nth)
}

// move works out the instant of the item again.
func (m *ruleModel) move(w *ruleWait, ev *ruleEvent) {
	r := m.recipe(w.recipe)
	if w.off || r == nil || r.action(w.do) == nil || w.nth > 1 {
		return
	}
	if a := r.action(w.do); a.at && w.base != ev.item.due {
		m.moved(w, a, ev.item.due)
	}
}

// moved reports whether the wait goes on, at another instant.
func (m *ruleModel) moved(w *ruleWait, a *ruleAction, base int) {
	if base == 0 {
		m.end(w, "cancelled no_instant")
		return
	}
	w.base, w.due = base, ruleAdd(a.in, base, a.after)
	if m.clock-w.due > 72*60 {
		m.end(w, "skipped too_late")
		return
	}
	m.say(fmt.Sprintf("waiting moved until %s", ruleClock(w.due)), w.recipe, w.do, w.ev.id, w.nth)
}

// takes reports whether the trigger names this kind of event, done by this party.
func (r *ruleRecipe) takes(ev *ruleEvent) bool {
	by := r.by
	about := r.on == "new_item" || r.on == "case_mention"
	if len(by) == 0 && about {
		by = []string{"customer", "agent", "system"}
	}
	if len(by) > 0 && !slices.Contains(by, ev.actor) {
		return false
	}
	if about {
		return ev.message()
	}
	return r.on == ev.kind && (r.on != "case_status_changed" || ev.from != ev.to && (r.status == "" || r.status == ev.to))
}

func (r *ruleRecipe) inTopic(it *ruleItem) bool { return r.topic == "" || r.topic == it.topic }

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
		case stopped && (!a.at || m.instant(w, a) == ""):
			m.say("skipped stopped", r.id, a.do, ev.id, w.nth)
		case a.waits():
			m.plan(w, a)
		case a.every > 0 && (open || !w.first) && !m.mayRepeat(w):
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
	}
	return true
}

// mayRepeat reports whether the first time of what is repeated may begin. It ends what an earlier event has still to repeat.
func (m *ruleModel) mayRepeat(w *ruleWait) bool {
	if w.first {
		return m.counts(w)
	}
	for _, o := range slices.Clone(m.waits) {
		if !o.own && o.recipe == w.recipe && o.do == w.do && o.ev.thread == w.ev.thread && o.at <= w.at {
			m.end(o, "cancelled rearmed")
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

// putOff keeps what its hours do not let begin.
func (m *ruleModel) putOff(w *ruleWait, h *ruleHours) {
	next := ruleNext(h, max(m.clock, w.due))
	if next < 0 {
		m.say("cancelled outside_hours", w.recipe, w.do, w.ev.id, w.nth)
		m.drop(w)
		return
	}
	known := slices.Contains(m.waits, w)
	if !known && !w.own && !m.mayBegin(w) {
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
		m.end(w, "expired")
		m.again(w, a)
	case w.own && hours != nil && !ruleHolds(hours, m.clock):
		m.putOff(w, hours)
	case w.own: // it was to run at once: the item is not asked again
		m.drop(w)
		m.begin(w, r, a)
	case !r.takes(&now):
		m.end(w, "cancelled trigger_changed")
	case !r.inTopic(&now.item):
		m.end(w, "cancelled other_topic")
	case r.on == "case_status_changed" && r.status != "" && now.item.status != r.status:
		m.end(w, "cancelled trigger_ended")
	case r.urgent && !now.item.urgent:
		m.end(w, "cancelled filtered_out")
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

// begin does it, unless it is limited, and reports whether it was done.
func (m *ruleModel) begin(w *ruleWait, r *ruleRecipe, a *ruleAction) bool {
	key, limit := m.limitOf(w, r, a)
	if limit != nil && !w.took {
		n := 0
		for _, t := range m.begun[key] {
			if t > m.clock-limit.every && t <= m.clock {
				n++
			}
		}
		if n >= limit.times {
			m.say("skipped limited", r.id, a.do, w.ev.id, w.nth)
			return true
		}
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

// effect is what the host does, and the event that follows from it.
func (m *ruleModel) effect(w *ruleWait, a *ruleAction) {
	times := fmt.Sprint(w.recipe, a.do, w.ev.id)
	m.times[times]++
	if ev, ok := ruleEffect(&m.items[w.ev.thread], w.recipe, a.do, a.word, w.ev, m.times[times], m.clock); ok {
		m.queue = append(m.queue, ev)
	}
}

// next returns the first instant after now at which something comes due.
func (m *ruleModel) next() (at int, ok bool) {
	for _, w := range m.waits {
		if w.due > m.clock && (!ok || w.due < at) {
			at, ok = w.due, true
		}
	}
	return at, ok
}

// pump applies what follows.
func (m *ruleModel) pump() (some bool) {
	for len(m.queue) > 0 {
		ev := m.queue[0]
		m.queue = m.queue[1:]
		m.event(ev)
		some = true
	}
	return some
}

// load puts other recipes in the place of those that there are.
func (m *ruleModel) load(recipes []ruleRecipe) {
	m.recipes = recipes
	for _, w := range m.waits {
		r := m.recipe(w.recipe)
		if r == nil || !r.enabled || r.action(w.do) == nil {
			w.off = true
		}
	}
}
