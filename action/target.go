package action

import (
	"cmp"

	"github.com/commis-recipes/commis/trigger"
)

// Target says which of an event's items an action changes. The zero value is [OnItem].
type Target string

// The items of an event.
const (
	OnItem    Target = "item"    // the item that the event is about
	OnCase    Target = "case"    // the case, or the one that the mention belongs to
	OnMention Target = "mention" // the mention, or the latest one of the case
)

// ref returns the item of the event that t names, or the error of an action that does not apply: an event about a
// record has no item to change, and a case that has just arrived is not associated with a mention.
func (t Target) ref(ev trigger.Event) (trigger.Ref, error) {
	switch t {
	case OnCase:
		if r := ev.CaseRef(); r.ID != "" && ev.Kind != trigger.CaseCreated {
			return r, nil
		}
		return trigger.Ref{}, Skip(NoAssociatedCase)
	case OnMention:
		if r := ev.MentionRef(); r.ID != "" {
			return r, nil
		}
		return trigger.Ref{}, Skip(NoMention)
	}
	r := ev.Item()
	if r.Kind != trigger.MentionItem && r.Kind != trigger.CaseItem {
		return trigger.Ref{}, Skip(NoMentionOrCase)
	}
	return r, nil
}

// theMention returns the mention that the event is about, for actions that change mentions only.
func theMention(ev trigger.Event) (*trigger.Mention, error) {
	if ev.Item().Kind != trigger.MentionItem {
		return nil, Skip(MentionsOnly)
	}
	return ev.Mention, nil
}

// name returns the target with the zero value spelled out.
func (t Target) name() string { return string(cmp.Or(t, OnItem)) }
