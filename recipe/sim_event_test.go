package recipe_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// simEvent is a mention, or what happens to a case.
type simEvent struct {
	id    string
	at    time.Time
	in    simThread
	kind  simKind
	sent  bool     // by an agent
	tags  []string // of the mention
	tag   string   // that the case got
	item  simItem  // what the case is changed to; of the others what the host knew of it when they were sent
	cause trigger.Cause
	root  string   // the first cause; its own id when it is one
	via   []string // the recipes that led to it
}

type simKind string

const (
	simMention simKind = "mention"
	simTag     simKind = "tag"
	simUpdate  simKind = "update"
)

// simItem is what the host knows of a case.
type simItem struct {
	topic string
	due   time.Time // zero is none
}

// simThread is what the host knows of a mention's thread. Any of it may be empty.
type simThread struct{ caseID, conversation, contact string }

// simThreads are the threads of a world. Two cases are of one contact, and the host knows one conversation with and without
// its case, and the case without it.
var simThreads = []simThread{
	{caseID: "1"},
	{conversation: "c2"},
	{contact: "ada"},
	{caseID: "3", contact: "bob"},
	{caseID: "4", contact: "bob"},
	{caseID: "5", conversation: "c5"},
	{conversation: "c5"},
	{caseID: "5"},
}

// same reports whether a reply in the other thread is one in this: in the same case; without a case in the same
// conversation; else from the same contact.
func (t simThread) same(o simThread) bool {
	switch {
	case t.caseID != "" && o.caseID != "":
		return t.caseID == o.caseID
	case t.conversation != "" && o.conversation != "":
		return t.conversation == o.conversation
	}
	return t.contact != "" && t.contact == o.contact
}

// joined returns the thread after its conversation became a part of the case.
func (t simThread) joined() simThread {
	if t.conversation == "c5" {
		t.caseID = "5"
	}
	return t
}

// name is what names the thread best.
func (t simThread) name() string {
	switch {
	case t.caseID != "":
		return "case " + t.caseID
	case t.conversation != "":
		return "conversation " + t.conversation
	}
	return "contact " + t.contact
}

// simAfter returns the instant so many days later, and none where there is none.
func simAfter(at time.Time, days int) time.Time {
	if at.IsZero() {
		return at
	}
	return at.AddDate(0, 0, days)
}

// caused reports whether a recipe led to it.
func (ev *simEvent) caused() bool { return len(ev.via) > 0 }

// is reports whether the event is the signal.
func (ev *simEvent) is(signal string) bool {
	switch signal {
	case "customer_reply":
		return ev.kind == simMention && !ev.sent && !ev.caused()
	case "agent_reply":
		return ev.kind == simMention && ev.sent && !ev.caused()
	case "tag_added":
		return ev.kind == simTag
	}
	return signal == "any"
}

// byAgent reports whether an agent or a recipe did it, so that a customer may have answered.
func (ev *simEvent) byAgent() bool { return ev.kind != simMention || ev.sent || ev.caused() }

// starts reports whether the event is one that the recipe's trigger and filter name.
func (ev *simEvent) starts(r simRecipe) bool {
	if r.topic != "" && r.topic != ev.item.topic {
		return false
	}
	switch ev.kind {
	case simMention:
		return !r.tagged && slices.Contains(ev.tags, r.id) && (!ev.caused() || r.loud)
	case simTag:
		return r.tagged && ev.tag == r.id
	}
	return false
}

// event is the event as the host sends it.
func (ev *simEvent) event() trigger.Event {
	e := trigger.Event{ID: ev.id, At: ev.at, Actor: trigger.Agent, Cause: ev.cause}
	if ev.caused() {
		e.Actor = trigger.Recipe
	}
	if ev.in.caseID != "" {
		e.Case = ev.item.caseOf(ev.in)
	}
	switch ev.kind {
	case simTag:
		e.Kind, e.Tag = trigger.CaseTagAdded, ev.tag
	case simUpdate:
		e.Kind, e.Changes = trigger.CaseUpdated, map[string]trigger.Change{"case.fields": {}}
	case simMention:
		e.Kind = trigger.MentionCreated
		e.Mention = &trigger.Mention{
			ID: "m" + ev.id, Topic: ev.item.topic, Service: "twitter", Type: "inbox", Tags: ev.tags,
			CaseID: ev.in.caseID, Conversation: ev.in.conversation, Contact: trigger.Contact{ID: ev.in.contact},
		}
		if ev.sent || ev.caused() {
			e.Mention.Type = trigger.SentType
		} else {
			e.Actor = trigger.Customer
		}
	}
	return e
}

func (it simItem) caseOf(t simThread) *trigger.Case {
	k := &trigger.Case{ID: t.caseID, Topic: it.topic, Status: "unresolved", Contact: trigger.Contact{ID: t.contact}}
	if !it.due.IsZero() {
		k.Fields = map[string]any{"due": it.due.Format(time.RFC3339)}
	}
	return k
}

func (ev *simEvent) String() string {
	by := "customer"
	switch {
	case ev.caused():
		by = fmt.Sprintf("recipes %v after %s", ev.via, ev.root)
	case ev.sent || ev.kind != simMention:
		by = "agent"
	}
	return fmt.Sprintf("%s, a %s at %s by the %s in %+v %v %s, topic %s, due %s", ev.id, ev.kind, ev.at.Format(time.TimeOnly), by,
		ev.in, ev.tags, ev.tag, ev.item.topic, ev.item.due.Format(time.TimeOnly))
}
