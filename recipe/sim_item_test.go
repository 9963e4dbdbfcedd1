package recipe_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// simHost is what the host knows of its items, and when it knew it.
type simHost struct {
	first   simItem // every case before it was changed
	changes map[string][]simChange
	joined  int             // when the conversation became a part of its case; zero is never
	offered map[int]int     // how often it was time to send an event that recipes led to
	acted   map[string]bool // keys of actions whose events are there
}

// simChange is what a case was changed to.
type simChange struct {
	seq int
	simItem
}

func newSimHost(due time.Time) simHost {
	return simHost{
		first: simItem{"t", due}, changes: map[string][]simChange{}, offered: map[int]int{}, acted: map[string]bool{},
	}
}

func (h *simHost) join(w *simWorld) {
	if h.joined == 0 {
		h.joined = w.db.tickSeq()
		w.tell(nil, "conversation c5 is a part of case 5 from now on")
	}
}

// knows returns what the host knew of the case at the time.
func (h *simHost) knows(caseID string, seq int) simItem {
	if caseID == "" {
		return simItem{topic: "t"}
	}
	it := h.first
	for _, c := range h.changes[caseID] {
		if c.seq <= seq {
			it = c.simItem
		}
	}
	return it
}

// knew returns everything that the host knew of the case up to the time.
func (h *simHost) knew(caseID string, seq int) []simItem {
	all := []simItem{h.knows(caseID, 0)}
	for _, c := range h.changes[caseID] {
		if c.seq <= seq {
			all = append(all, c.simItem)
		}
	}
	return all
}

// sends returns the event as it is sent, which is as it was when it was sent first: after the change that it tells.
func (h *simHost) sends(w *simWorld, i int) trigger.Event {
	ev := &w.events[i]
	if w.db.sent[ev.id] > 0 {
		return ev.event()
	}
	seq := w.db.tickSeq()
	w.db.sent[ev.id] = seq
	if h.joined > 0 {
		ev.in = ev.in.joined()
	}
	if ev.kind == simUpdate {
		h.changes[ev.in.caseID] = append(h.changes[ev.in.caseID], simChange{seq, ev.item})
	}
	ev.item = h.knows(ev.in.caseID, seq)
	return ev.event()
}

// shows writes what the host knows by now into an event.
func (h *simHost) shows(f *simFlight, ev *trigger.Event) {
	seq := f.w.db.tickSeq()
	if f.reads == nil {
		f.reads = map[string]simRead{}
	}
	f.reads[ev.ID] = simRead{seq, f.w.clock(f.worker)}
	var in simThread
	if ev.Case != nil {
		in = simThread{caseID: ev.Case.ID, contact: ev.Case.Contact.ID}
	} else if m := ev.Mention; m != nil {
		in = simThread{conversation: m.Conversation, contact: m.Contact.ID}
		if h.joined > 0 {
			in = in.joined()
		}
	}
	if in.caseID == "" {
		return
	}
	it := h.knows(in.caseID, seq)
	if ev.Mention != nil {
		m := *ev.Mention
		m.CaseID, m.Topic = in.caseID, it.topic
		ev.Mention = &m
	}
	ev.Case = it.caseOf(in)
	if ev.Kind == trigger.CaseTagAdded {
		ev.Case.Tags = []string{ev.Tag}
	}
}

// acts changes what an action asked for, which is an event, once for each key.
func (h *simHost) acts(w *simWorld, c *simCall) {
	r := simRecipeByID(c.task.recipe)
	a := &r.actions[c.task.action]
	by := w.event(c.task.event)
	if h.acted[c.key] || by == nil || a.tag == "" && len(a.says) == 0 {
		return
	}
	h.acted[c.key] = true
	ev := simEvent{
		id: fmt.Sprintf("%s>%s.%s", by.id, r.id, a.do), at: w.now, in: by.in, kind: simMention, tags: a.says, tag: a.tag,
		cause: c.cause, root: by.root, via: append(slices.Clone(by.via), r.id),
	}
	if h.joined > 0 {
		ev.in = ev.in.joined()
	}
	if a.tag != "" {
		ev.kind, ev.in.conversation = simTag, ""
		if ev.in.caseID == "" {
			return
		}
	}
	var via []string
	for _, f := range c.cause.Via {
		via = append(via, f.Recipe)
	}
	if c.cause.Root != ev.root || !slices.Equal(via, ev.via) {
		w.breaks("%v says that %v and %v led to it", c.task, c.cause.Root, via)
	}
	w.events, w.taken = append(w.events, ev), append(w.taken, false)
	w.tell(nil, "the host will send %s", &ev)
}

// event returns the event with the id, or nil.
func (w *simWorld) event(id string) *simEvent {
	for i := range w.events {
		if w.events[i].id == id {
			return &w.events[i]
		}
	}
	return nil
}

// simRefresh reads an item again. It may be the worker's last call.
func simRefresh(ctx context.Context, ev *trigger.Event) error {
	f := simIn(ctx)
	if f.life.dead {
		return errSimDead
	}
	f.w.host.shows(f, ev)
	roll, bad := f.w.fault("refresh", ev.ID)
	if !bad {
		return nil
	}
	switch roll % 5 {
	case 0, 1:
		return f.crash()
	case 2:
		f.w.tell(f, "cannot refresh")
		return errSimDown
	default:
		f.pause(roll / 5)
	}
	if f.life.dead {
		return errSimDead
	}
	return nil
}
