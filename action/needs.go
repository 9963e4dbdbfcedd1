package action

import (
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// need is what an action needs of an event.
type need struct {
	what  string // for a message
	path  string // of the member that asks for it; empty means the kind itself
	had   func(on trigger.Spec) bool
	cases bool // it needs the host's cases
}

// needOf returns what the config needs of an event; nothing for a host's own kind, and for those that go elsewhere.
func needOf(c Config) need {
	if r := rowOf(c); r != nil {
		return r.needs(c)
	}
	return need{}
}

// NeedsCases reports whether the config, in a recipe with the trigger, needs the host's cases feature: every
// recipe on a case update does, and so does what changes the case that a mention belongs to.
func NeedsCases(c Config, t trigger.Trigger) bool {
	return needOf(c).cases || slices.ContainsFunc(t.On, func(on string) bool {
		spec, _ := trigger.SpecOf(on)
		return spec.Cases
	})
}

// need is what an action on the target needs.
func (t Target) need() need {
	switch t {
	case OnCase:
		return need{what: "a case", had: hasItems, cases: true}
	case OnMention:
		return need{what: "a mention", had: hasItems}
	}
	return need{what: "a mention or a case", had: hasItems}
}

// hasItems reports whether events of the trigger may have a mention and a case: all but records from elsewhere. Those of a
// schedule have what its source hands out, if it has one.
func hasItems(on trigger.Spec) bool {
	return on.Carries(trigger.MentionItem) || on.Carries(trigger.CaseItem)
}

// aboutCases reports whether events of the trigger may be about a case, and not only have one.
func aboutCases(on trigger.Spec) bool { return on.Carries(trigger.CaseItem) }

// bringsMention reports whether events of the trigger may be about a mention that has just arrived.
func bringsMention(on trigger.Spec) bool { return on.Messages }

// nothing is what an action needs that goes elsewhere; theItem, one that is about the mention or the case of its event.
func nothing[C Config](C) need { return need{} }
func theItem[C Config](C) need { return OnItem.need() }
