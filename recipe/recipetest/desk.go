package recipetest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Desk is a helpdesk in memory: it knows every mention and case that an event told of, changes them as actions ask, and
// tells what followed as new events, each with its cause. Nothing leaves it.
//
// A [Kitchen] that was made by [NewWithDesk] or [LoadWithDesk] has one. An engine of another kind gets its
// [Desk.Handlers] and [Desk.Refresh]; each event from outside goes through [Desk.Receive] first, and after each call of
// the engine [Desk.Pump] hands it what followed.
//
// The zero value is an empty desk. A desk is for one goroutine, so its engine has one worker. An item is never changed
// in place, so events may share it.
type Desk struct {
	// World are the words of the helpdesk: resolve sets the first status of the class resolved, and a customer who writes
	// in a case of the class pending reopens it with the first of the class unresolved. Zero means the three statuses.
	World trigger.World
	// Away are the users who take no work now; empty means that everybody does.
	Away []string
	// Teams are the users of each team or group. One that is not listed has one user, who has its name.
	Teams map[string][]string

	handlers *action.Handlers
	mentions map[string]*trigger.Mention
	cases    map[string]*trigger.Case
	latest   map[string]string // by case: its latest mention
	handled  map[string]action.Handled
	seen     map[string]bool // by ID of an event from outside: whether it came
	follow   map[string]int  // by first cause: how many events followed
	outbox   []trigger.Event // what followed and was not handed out yet
	sent     []trigger.Mention
	outside  map[string]int
}

// Reserve says that events from outside will have these IDs, so that none that follows gets one of them.
func (d *Desk) Reserve(ids ...string) {
	for _, id := range ids {
		put(&d.seen, id, d.seen[id])
	}
}

// Receive takes in what an event from outside tells, and returns the event with what else the desk knows about its items.
// What the event says of an item counts; fields that it leaves out stay as the desk has them. The same event again tells
// nothing new. now is the instant at which the desk does what follows from it.
func (d *Desk) Receive(ev trigger.Event, now time.Time) trigger.Event {
	if d.seen[ev.ID] {
		return ev
	}
	put(&d.seen, ev.ID, true)
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

// Case returns a case as the desk has it; ok is false for one that it does not know.
func (d *Desk) Case(id string) (k trigger.Case, ok bool) { return deref(d.cases[id]) }

// Mention returns a mention as the desk has it; ok is false for one that it does not know.
func (d *Desk) Mention(id string) (m trigger.Mention, ok bool) { return deref(d.mentions[id]) }

// Sent returns what recipes sent to customers so far, in order. Drafts and what somebody has to approve are not sent.
func (d *Desk) Sent() []trigger.Mention { return slices.Clone(d.sent) }

// Refresh re-reads the items of an event, as [recipe.Engine.Refresh] asks for.
func (d *Desk) Refresh(_ context.Context, ev *trigger.Event) error {
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

// keep makes the event's items the desk's, and completes the event with the latest mention of its case.
func (d *Desk) keep(ev *trigger.Event) {
	if k := ev.Case; k != nil {
		put(&d.cases, k.ID, k)
		if m := d.mentions[d.latest[k.ID]]; m != nil && m.CaseID == k.ID && ev.Mention == nil {
			ev.Mention = m
		}
	}
	m := ev.Mention
	if m == nil {
		return
	}
	put(&d.mentions, m.ID, m)
	if ev.Kind != trigger.MentionCreated {
		return
	}
	if m.CaseID != "" && m.Type != trigger.NoteType { // nobody answers a note
		put(&d.latest, m.CaseID, m.ID)
	}
	if m.Type == trigger.SentType && ev.Actor == trigger.Agent && m.Contact.ID != "" {
		put(&d.handled, m.Contact.ID, action.Handled{User: cmp.Or(ev.User, m.Author.ID), At: ev.At})
	}
}

// reopen is the desk's rule for a customer who writes in a case that waits for an answer: it is open again. A case
// that is resolved stays so.
func (d *Desk) reopen(ev trigger.Event, now time.Time) {
	if !ev.CustomerReply() || ev.Case == nil || d.World.Class(ev.Case.Status) != trigger.Pending {
		return
	}
	open := d.World.FirstOfClass(trigger.Unresolved)
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

// put sets a value of a map, which it makes when there is none.
func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[key] = value
}

// deref returns what a pointer leads to, if anything.
func deref[T any](p *T) (value T, ok bool) {
	if p == nil {
		return value, false
	}
	return *p, true
}
