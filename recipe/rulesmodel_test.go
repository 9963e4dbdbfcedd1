package recipe_test

import (
	"fmt"
	"slices"
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
	worked     int // what was worked out from it
	off        bool
	first      bool
	took       bool // it has taken its part of its limit
	rest       int  // the next time of the one whose place it took, which had taken its part; zero when there was none
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
	ev    ruleEvent
	sig   int
	asked []string // the signals that some recipe asked for then: nobody remembers others
}

// asked returns the signals that some recipe asks for.
func (m *ruleModel) asked() []string {
	var all []string
	for _, r := range m.recipes {
		for _, a := range r.actions {
			if r.enabled {
				all = append(all, a.unless...)
			}
		}
	}
	return all
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
		m.heard = append(m.heard, ruleHeard{ev, sig, m.asked()})
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
			if h.ev.thread == w.ev.thread && h.sig > w.sig && slices.Contains(h.asked, s) && w.hears(s, &h.ev) {
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
	if w.off || r == nil || r.action(w.do) == nil || w.nth > r.action(w.do).times && w.nth > 1 {
		return
	}
	if w.nth > 1 { // what is repeated counts from its first time, but not without an instant
		if r.action(w.do).at && ev.item.due == 0 {
			m.end(w, "cancelled no_instant")
		}
		return
	}
	if a := r.action(w.do); a.at && (w.base != ev.item.due || w.worked != ruleAdd(a.in, w.base, a.after)) { // an edit counts now
		m.moved(w, a, ev.item.due)
	}
}

// moved reports whether the wait goes on, at another instant.
func (m *ruleModel) moved(w *ruleWait, a *ruleAction, base int) {
	if base == 0 {
		m.end(w, "cancelled no_instant")
		return
	}
	due := ruleAdd(a.in, base, a.after)
	if due == w.worked {
		w.base = base
		return
	}
	w.base, w.due, w.worked = base, due, due
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

// load replaces the recipes.
func (m *ruleModel) load(recipes []ruleRecipe) {
	m.recipes = recipes
	for _, w := range m.waits {
		r := m.recipe(w.recipe)
		if r == nil || !r.enabled || r.action(w.do) == nil {
			w.off = true
		}
	}
}
