package trigger

import (
	"cmp"
	"slices"
	"time"
)

// Event is one thing that happened in the host. The zero value is not valid: see [Event.Check].
type Event struct {
	// ID is unique. An event with the ID of an applied event is the same event and changes nothing.
	ID string `json:"id"`
	// Kind names the kind of event.
	Kind Kind `json:"kind"`
	// At is when it happened. Every rule about time uses it, not the moment of delivery.
	At time.Time `json:"at"`
	// Mention is the message that the event is about, or the latest message of the case; nil means none.
	Mention *Mention `json:"mention,omitempty"`
	// Case is the case that the event is about, or the one that the mention belongs to; nil means none.
	Case *Case `json:"case,omitempty"`
	// Record is a document from another system; nil means none.
	Record *Record `json:"record,omitempty"`
	// About is the item the event is about, for a kind of the host's own and for ScheduleFired: [MentionItem],
	// [CaseItem], [RecordItem], or [AboutMessage] for a mention that the event brings. The engine sets it from the
	// host's declaration ([OwnKind]); empty means the first item that the event carries.
	About string `json:"about,omitempty"`
	// Tag is the tag that was added or removed, for CaseTagAdded and CaseTagRemoved only.
	Tag string `json:"tag,omitempty"`
	// Recipe is the ID of the recipe whose schedule it is, for ScheduleFired only.
	Recipe string `json:"recipe,omitempty"`
	// From and To are the old and the new status, for CaseStatusChanged only.
	From Status `json:"from,omitempty"`
	To   Status `json:"to,omitempty"`
	// Changes holds the changes of an update by the field's path ("case.priority"), see [Event.Change]. Empty means no
	// change. The function [Diff] computes it from two states of an item.
	Changes map[string]Change `json:"changes,omitempty"`
	// Actor is the kind of party that caused it; empty means unknown, see [Event.By].
	Actor Actor `json:"actor,omitempty"`
	// User is the user who caused it, by ID or name in the host; empty means unknown.
	User string `json:"user,omitempty"`
	// Cause links an event that an action caused to its first cause; zero for a first cause.
	Cause Cause `json:"cause,omitzero"`
}

// Kind is a kind of event. The set is open: a host may add kinds of its own.
type Kind string

// The kinds of event that the library knows. One change is one event: a tag, a status and an assignment have kinds of
// their own, and are not repeated in a CaseUpdated. Two added tags are two events.
const (
	MentionCreated    Kind = "mention_created"     // a mention arrived in the inbox
	MentionUpdated    Kind = "mention_updated"     // fields of a mention changed
	CaseCreated       Kind = "case_created"        // a case was opened
	CaseUpdated       Kind = "case_updated"        // fields of a case changed, other than those below
	CaseTagAdded      Kind = "case_tag_added"      // a tag that the case did not have was added
	CaseTagRemoved    Kind = "case_tag_removed"    // a tag was removed from a case
	CaseStatusChanged Kind = "case_status_changed" // a case got another status
	CaseAssigned      Kind = "case_assigned"       // a case was assigned to others than before, or to nobody
	RecordReceived    Kind = "record_received"     // a document came in: a review, a Salesforce message
	RecordPolled      Kind = "record_polled"       // a document was fetched by polling
	// ScheduleFired says that a slot of a recipe on [OnSchedule] has come, which is the event's instant. It carries the
	// mention or case, or both, from the recipe's source, and About says which of them it is about; without Each it
	// carries nothing, and is about the recipe. Only the engine makes such events. They are first causes, by the
	// system, and cancel nothing that waits.
	ScheduleFired Kind = "schedule_fired"
)

// Actor is a kind of party.
type Actor string

// The parties that act in a helpdesk.
const (
	Agent    Actor = "agent"    // a user of the helpdesk
	Customer Actor = "customer" // a person who writes to it
	Recipe   Actor = "recipe"   // a recipe, by one of its actions
	Bot      Actor = "bot"      // a program that talks to customers
	System   Actor = "system"   // the host itself, or an unknown party
)

// Item returns the item that the event is about. It is zero when the event carries none; a ScheduleFired without an
// item is about its recipe.
func (e Event) Item() Ref {
	about, spec := e.About, e.Kind.spec()
	if spec != nil && spec.Item != "" {
		about = spec.Item
	}
	switch about {
	case MentionItem, AboutMessage:
		return e.MentionRef()
	case CaseItem:
		return e.CaseRef()
	case RecordItem:
		return e.RecordRef()
	}
	item := cmp.Or(e.MentionRef(), e.CaseRef(), e.RecordRef())
	if item == (Ref{}) && spec != nil && spec.slot && e.Recipe != "" {
		return Ref{Kind: RecipeItem, ID: e.Recipe}
	}
	return item
}

// carries reports whether the event carries an item of the kind.
func (e Event) carries(item string) bool {
	switch item {
	case MentionItem:
		return e.Mention != nil
	case CaseItem:
		return e.Case != nil
	case RecordItem:
		return e.Record != nil
	}
	return false
}

// MentionRef returns the event's mention, or the zero Ref without one.
func (e Event) MentionRef() Ref {
	if e.Mention == nil {
		return Ref{}
	}
	return Ref{Kind: MentionItem, ID: e.Mention.ID}
}

// CaseRef returns the event's case: the one it carries, or the one that its mention belongs to, or zero.
func (e Event) CaseRef() Ref {
	switch {
	case e.Case != nil:
		return Ref{Kind: CaseItem, ID: e.Case.ID}
	case e.Mention != nil && e.Mention.CaseID != "":
		return Ref{Kind: CaseItem, ID: e.Mention.CaseID}
	}
	return Ref{}
}

// RecordRef returns the event's record, or the zero Ref without one.
func (e Event) RecordRef() Ref {
	if e.Record == nil {
		return Ref{}
	}
	return Ref{Kind: RecordItem, ID: e.Record.ID}
}

// Topic returns the topic of the item that the event is about, or "" when it has none.
func (e Event) Topic() string {
	switch e.Item().Kind {
	case MentionItem:
		return e.Mention.Topic
	case CaseItem:
		if e.Case != nil {
			return e.Case.Topic
		}
	}
	return ""
}

// Normal returns the event with its instant in UTC, with its actor set (see [Event.By]), and with a case in the state
// after the event: with the new status after a change of status, with an added tag, and without a removed one. The
// original event, and anything it points to, does not change.
func (e Event) Normal() Event {
	e.At = e.At.UTC()
	e.Actor = e.By()
	if e.Case == nil {
		return e
	}
	switch tells := e.Kind.implies(); {
	case tells == impliesStatus && e.Case.Status != e.To:
		k := *e.Case
		k.Status = e.To
		e.Case = &k
	case tells == impliesTagAdded && !slices.Contains(e.Case.Tags, e.Tag):
		k := *e.Case
		k.Tags = tagsWith(k.Tags, e.Tag)
		e.Case = &k
	case tells == impliesTagRemoved && slices.Contains(e.Case.Tags, e.Tag):
		k := *e.Case
		k.Tags = tagsWithout(k.Tags, e.Tag)
		e.Case = &k
	}
	return e
}
