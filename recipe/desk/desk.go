package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Desk is a helpdesk in memory: it stores the mentions and cases of all events, changes them by actions, and sends the
// changes as new events, each with its cause. Nothing leaves the process.
//
// A kitchen of package recipetest that was made with a desk has one. Another engine gets its
// [Desk.Handlers] and [Desk.Refresh]; each event from outside goes through [Desk.Receive] first, and after each call of
// the engine [Desk.Pump] handles the new events.
//
// The zero value is an empty desk. A desk is for one goroutine, so its engine has one worker. An item is never changed
// in place, so events may share it.
type Desk struct {
	// World has the statuses of the helpdesk: resolve sets the first one of class resolved, and a customer's message in a
	// case of class pending reopens it with the first one of class unresolved. Zero means the three usual statuses.
	World trigger.World
	// Away are the users who are not available; empty means that all are.
	Away []string
	// Teams has the users of each team or group. A team that is not listed has one user, with its name.
	Teams map[string][]string

	// Still keeps the desk from changing anything by itself: a customer's message reopens no case. It is for events of a
	// journal, which tells all changes.
	Still bool

	handlers *action.Handlers
	mentions map[string]*trigger.Mention
	cases    map[string]*trigger.Case
	latest   map[string]string // by case: its latest mention
	handled  map[string]action.Handled
	seen     map[string]bool // IDs of the events from outside
	follow   map[string]int  // by first cause: how many events followed
	outbox   []trigger.Event // new events that were not handed out yet
	sent     []trigger.Mention
	outside  map[string]int
}

// Reserve reserves the IDs of later events from outside, so that the desk's own events get others.
func (d *Desk) Reserve(ids ...string) {
	for _, id := range ids {
		put(&d.seen, id, d.seen[id])
	}
}

// Receive stores the items of an event from outside, and returns the event with its items completed from the desk. Fields
// that the event leaves out keep their values on the desk. A repeated event changes nothing. now is the instant of the
// desk's own changes that follow from it.
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
		if known == nil && ev.Mention != nil { // a case known only from its mentions
			known = &trigger.Case{ID: id, Topic: ev.Mention.Topic, Contact: ev.Mention.Contact}
		}
		ev.Case = overlay(known, ev.Case)
	}
	ev = ev.Normal()
	d.keep(&ev)
	if !d.Still {
		d.reopen(ev, now)
	}
	return ev
}

// Case returns a case; ok is false for an unknown one.
func (d *Desk) Case(id string) (k trigger.Case, ok bool) { return deref(d.cases[id]) }

// Mention returns a mention; ok is false for an unknown one.
func (d *Desk) Mention(id string) (m trigger.Mention, ok bool) { return deref(d.mentions[id]) }

// Sent returns the messages that recipes sent to customers so far, in order, without drafts and replies for approval.
func (d *Desk) Sent() []trigger.Mention { return slices.Clone(d.sent) }

// Refresh reads the items of an event again, for [recipe.Engine.Refresh].
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

// keep stores the event's items, and completes the event with the latest mention of its case.
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

// reopen reopens a pending case in which the customer writes. A resolved case stays resolved.
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

// put sets a value of a map, which it creates when it is nil.
func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[key] = value
}

// deref returns the value of a pointer, or the zero value for nil.
func deref[T any](p *T) (value T, ok bool) {
	if p == nil {
		return value, false
	}
	return *p, true
}
