package action

import (
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// need is an action's requirement of an event.
type need struct {
	what  string // for a message
	path  string // of the member that asks for it; empty means the kind itself
	had   func(on trigger.Spec) bool
	cases bool // it needs the host's cases
}

// needOf returns the config's requirement of an event; nothing for a host's own kind, and for kinds that need no item.
func needOf(c Config) need {
	if r := rowOf(c); r != nil {
		return r.needs(c)
	}
	return need{}
}

// NeedsCases reports whether the config, in a recipe with the trigger, needs the host's cases feature: all recipes on case
// updates do, and so do actions on a mention's case.
func NeedsCases(c Config, t trigger.Trigger) bool {
	return needOf(c).cases || slices.ContainsFunc(t.On, func(on string) bool {
		spec, _ := trigger.SpecOf(on)
		return spec.Cases
	})
}

// need returns the requirement of an action on the target.
func (t Target) need() need {
	switch t {
	case OnCase:
		return need{what: "a case", had: hasItems, cases: true}
	case OnMention:
		return need{what: "a mention", had: hasItems}
	}
	return need{what: "a mention or a case", had: hasItems}
}

// hasItems reports whether events of the trigger may have a mention and a case: all but records from elsewhere, and
// schedules without a source.
func hasItems(on trigger.Spec) bool {
	return on.Carries(trigger.MentionItem) || on.Carries(trigger.CaseItem)
}

// aboutCases reports whether events of the trigger may be about a case, and not only have one.
func aboutCases(on trigger.Spec) bool { return on.Carries(trigger.CaseItem) }

// bringsMention reports whether events of the trigger may be about a mention that has just arrived.
func bringsMention(on trigger.Spec) bool { return on.Messages }

// nothing is the requirement of an action that changes no item; theItem, of one on the event's mention or case.
func nothing[C Config](C) need { return need{} }
func theItem[C Config](C) need { return OnItem.need() }
