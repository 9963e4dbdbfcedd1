package trigger

import (
	"slices"
	"strings"
)

// Spec describes one trigger of the library: a word that [Trigger.On] may contain.
type Spec struct {
	On string
	// Kinds are the kinds of event that start it, see [KindSpec.Starts].
	Kinds []Kind
	// Items are the items that its events may be about. Those of [OnSchedule] are about items of its source.
	Items []string
	// Like is the trigger that goes with the same actions in Social Connect: itself, or the most similar trigger that
	// Social Connect has.
	Like string
	// Messages says that it is about messages: its recipes have types, and by default messages from recipes and bots do
	// not start them, see [Trigger.By].
	Messages bool
	// Cases says that it needs the host's cases.
	Cases bool
	// Alone says that it cannot be combined with another trigger, and that its events are the system's, so that it has no by.
	Alone bool
	// Members are the members of a trigger that it has in addition to on.
	Members []string

	matches func(t Trigger, e Event) bool // whether an event of its kinds starts it; nil means that each does
	holds   func(t Trigger, k *Case) bool // whether the case is in the state that it names; nil means that it names no state
}

// specs has one row for each trigger of the library. Everything that depends on the trigger is derived from it: its
// members, the events that start it, and, in the packages above, the actions it goes with and its formula in the index of
// filters.
var specs = []*Spec{
	{On: OnNewItem, Like: OnNewItem, Messages: true, Items: about(MentionItem, CaseItem), Members: members("types")},
	{On: OnCaseMention, Like: OnCaseMention, Messages: true, Cases: true, Items: about(MentionItem), Members: members("types")},
	{On: OnCaseTagAdded, Like: OnCaseTagAdded, Cases: true, Items: about(CaseItem), Members: members("tag"),
		matches: func(t Trigger, e Event) bool { return namedOrAny(t.Tag, e.Tag) && !e.tagWasThere(true) },
		holds:   func(t Trigger, k *Case) bool { return len(t.Tag) == 0 || slices.ContainsFunc(t.Tag, k.has) }},
	{On: OnCaseTagRemoved, Like: OnCaseTagAdded, Cases: true, Items: about(CaseItem), Members: members("tag"),
		matches: func(t Trigger, e Event) bool { return namedOrAny(t.Tag, e.Tag) && !e.tagWasThere(false) },
		holds:   func(t Trigger, k *Case) bool { return len(t.Tag) == 0 || slices.ContainsFunc(t.Tag, k.hasNot) }},
	{On: OnCaseStatusChanged, Like: OnCaseStatusChanged, Cases: true, Items: about(CaseItem), Members: members("status"),
		matches: func(t Trigger, e Event) bool { return namedOrAny(t.Status, e.To) && e.From != e.To },
		holds:   func(t Trigger, k *Case) bool { return k.Status == "" || namedOrAny(t.Status, k.Status) }},
	{On: OnCaseAssigned, Like: OnCaseTagAdded, Cases: true, Items: about(CaseItem), Members: members(""),
		matches: func(_ Trigger, e Event) bool { return !e.assignedAsBefore() }},
	{On: OnCaseUpdated, Like: OnCaseTagAdded, Cases: true, Items: about(CaseItem), Members: members(""), matches: changedSomething},
	{On: OnMentionUpdated, Like: OnCaseMention, Items: about(MentionItem), Members: members(""), matches: changedSomething},
	{On: OnRecord, Like: OnRecord, Items: about(RecordItem), Members: []string{"source", "object", "by"},
		matches: func(t Trigger, e Event) bool {
			return (t.Source == "" || t.Source == e.Record.Source) && (t.Object == "" || t.Object == e.Record.Object)
		}},
	{On: OnPoll, Like: OnRecord, Alone: true, Items: about(RecordItem), Members: []string{"poll"},
		matches: func(t Trigger, e Event) bool { return t.Poll != nil && t.Poll.Source == e.Record.Source }},
	{On: OnSchedule, Like: OnRecord, Alone: true, Items: about(MentionItem, CaseItem),
		Members: []string{"times", "days", "zone", "calendar", "each", "topics", "all_topics"},
		matches: func(t Trigger, e Event) bool { return t.Schedule.matchesItem(e.Item()) }},
}

// Names returns every trigger that the library knows.
func Names() []string {
	all := make([]string, len(specs))
	for i, s := range specs {
		all[i] = s.On
	}
	return all
}

// SpecOf returns the description of a trigger; ok is false for an event of the host's own kind.
func SpecOf(on string) (spec Spec, ok bool) {
	s := specOf(on)
	if s == nil {
		return Spec{}, false
	}
	spec = *s
	for _, k := range kindSpecs {
		if slices.Contains(k.starts, on) {
			spec.Kinds = append(spec.Kinds, k.Kind)
		}
	}
	spec.Items, spec.Members = slices.Clone(s.Items), slices.Clone(s.Members)
	return spec, true
}

// specOf returns the row of a trigger, without its kinds, or nil for an event of the host's own kind.
func specOf(on string) *Spec {
	for _, s := range specs {
		if s.On == on {
			return s
		}
	}
	return nil
}

// Has reports whether the member is one of Members.
func (s Spec) Has(member string) bool { return slices.Contains(s.Members, member) }

// Carries reports whether its events may be about an item of the kind, [CaseItem] for example.
func (s Spec) Carries(item string) bool { return slices.Contains(s.Items, item) }

func about(items ...string) []string { return items }

// members returns the members of a trigger whose items have topics and that anybody may start, together with its own.
func members(own string) []string {
	return append(strings.Fields(own), "topics", "all_topics", "by")
}

func changedSomething(_ Trigger, e Event) bool { return len(e.Changes) > 0 }

func (k *Case) has(tag string) bool    { return slices.Contains(k.Tags, tag) }
func (k *Case) hasNot(tag string) bool { return !slices.Contains(k.Tags, tag) }
