package main

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// desk is a helpdesk in memory: it knows every mention and case that an event told of, changes them as actions ask,
// and tells what follows as new events. An item is never changed in place, so events may share it. A desk is for
// one goroutine, and starts with newDesk.
type desk struct {
	world    trigger.World // the statuses that its cases have
	away     []string      // the users who take no work
	mentions map[string]*trigger.Mention
	cases    map[string]*trigger.Case
	latest   map[string]string // by case: its latest mention
	handled  map[string]answer // by contact: who answered last
	ids      map[string]bool   // by ID of an event from outside: whether it came
	follow   map[string]int    // by first cause: how many events followed
	outbox   []trigger.Event   // what followed and was not handled yet
	outside  map[string]int    // by kind: what a real desk would have sent to somebody else
}

// answer says who answered a contact, and when.
type answer struct {
	user string
	at   time.Time
}

// newDesk returns an empty desk that these events will reach.
func newDesk(events []trigger.Event) *desk {
	d := &desk{
		mentions: make(map[string]*trigger.Mention),
		cases:    make(map[string]*trigger.Case),
		latest:   make(map[string]string),
		handled:  make(map[string]answer),
		ids:      make(map[string]bool, len(events)),
		follow:   make(map[string]int),
		outside:  make(map[string]int),
	}
	for _, ev := range events {
		d.ids[ev.ID] = false
	}
	return d
}

// receive takes in what an event from outside tells and returns the event with what else the desk knows about its
// items. What the event says of an item counts; fields that it leaves out stay as the desk has them. The same event
// again tells nothing new.
func (d *desk) receive(ev trigger.Event, now time.Time) trigger.Event {
	if d.ids[ev.ID] {
		return ev
	}
	d.ids[ev.ID] = true
	if told := ev.Mention; told != nil {
		ev.Mention = overlay(d.mentions[told.ID], told)
		if ev.Case != nil && ev.Mention.CaseID != ev.Case.ID { // it came to this case
			m := *ev.Mention
			m.CaseID = ev.Case.ID
			ev.Mention = &m
		}
	}
	if id := ev.CaseRef().ID; id != "" {
		known := d.cases[id]
		if known == nil && ev.Mention != nil { // a case that only its mentions told of
			known = &trigger.Case{ID: id, Topic: ev.Mention.Topic, Contact: ev.Mention.Contact}
		}
		ev.Case = overlay(known, ev.Case)
	}
	ev = ev.Normal()
	d.keep(&ev)
	d.reopen(ev, now)
	return ev
}

// keep makes the event's items the desk's, and completes the event with the latest mention of its case.
func (d *desk) keep(ev *trigger.Event) {
	if k := ev.Case; k != nil {
		d.cases[k.ID] = k
		if m := d.mentions[d.latest[k.ID]]; m != nil && m.CaseID == k.ID && ev.Mention == nil {
			ev.Mention = m
		}
	}
	m := ev.Mention
	if m == nil {
		return
	}
	d.mentions[m.ID] = m
	if ev.Kind != trigger.MentionCreated {
		return
	}
	if m.CaseID != "" && m.Type != trigger.NoteType { // nobody answers a note
		d.latest[m.CaseID] = m.ID
	}
	if m.Type == trigger.SentType && ev.Actor == trigger.Agent && m.Contact.ID != "" {
		d.handled[m.Contact.ID] = answer{user: m.Author.ID, at: ev.At}
	}
}

// reopen is the desk's rule for a customer who writes in a case that waits for an answer: it is open again. A case
// that is resolved stays so.
func (d *desk) reopen(ev trigger.Event, now time.Time) {
	if !ev.CustomerReply() || ev.Case == nil || d.world.Class(ev.Case.Status) != trigger.Pending {
		return
	}
	open := d.world.First(trigger.Unresolved)
	if open == "" {
		return
	}
	k := *ev.Case
	k.Status = open
	d.raise(trigger.Event{
		Kind: trigger.CaseStatusChanged, At: now, Case: &k, From: ev.Case.Status, To: open,
		Actor: trigger.System, Cause: trigger.Cause{Root: ev.Root(), Via: ev.Cause.Via},
	})
}

// nextID returns the ID of the next event that follows from the first cause: "e1/1", "e1/2", ... One that an event
// from outside has is left out.
func (d *desk) nextID(root string) string {
	for {
		d.follow[root]++
		id := root + "/" + strconv.Itoa(d.follow[root])
		if _, taken := d.ids[id]; !taken {
			return id
		}
	}
}

// raise tells that something followed; the event's items are the desk's from now on.
func (d *desk) raise(ev trigger.Event) {
	if ev.ID == "" {
		ev.ID = d.nextID(ev.Root())
	}
	d.keep(&ev)
	d.outbox = append(d.outbox, ev)
}

// followed returns the events that followed since the last call, in order.
func (d *desk) followed() []trigger.Event {
	events := slices.Clone(d.outbox)
	d.outbox = d.outbox[:0]
	return events
}

// refresh re-reads the event's items, before an action that was put off runs.
func (d *desk) refresh(_ context.Context, ev *trigger.Event) error {
	if ev.Mention != nil {
		if ev.Mention = d.mentions[ev.Mention.ID]; ev.Mention == nil {
			return recipe.ErrGone
		}
	}
	if id := ev.CaseRef().ID; id != "" {
		if ev.Case = d.cases[id]; ev.Case == nil {
			return recipe.ErrGone
		}
	}
	return nil
}
