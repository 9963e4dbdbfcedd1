package action

import (
	"cmp"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// SmartAssign assigns the item to the agent or the team that last handled a conversation with the same contact, if that
// was recently enough.
//
//	{"do":"smart_assign","with":{"within":"3h"}}
//
// [SmartAssigner] implements it with functions of the host. With [SocialConnect] it is for recipes for new items only.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", smart assign.
type SmartAssign struct {
	// Within is the longest time since then.
	Within Within `json:"within" schema:"required"`
}

// Within is the window of a [SmartAssign]. Only the five values below are legal: they are names, not durations, so "168h"
// is refused.
type Within string

// The five windows.
const (
	ThreeHours Within = "3h"
	OneDay     Within = "24h"
	TwoDays    Within = "2d"
	ThreeDays  Within = "3d"
	OneWeek    Within = "1w"
)

// Kind returns "smart_assign".
func (SmartAssign) Kind() string { return "smart_assign" }

// Validate requires one of the five windows.
func (c SmartAssign) Validate() error {
	var f faults
	oneOf(&f, "within", c.Within, ThreeHours, OneDay, TwoDays, ThreeDays, OneWeek)
	return f.Err()
}

// Target returns the mention or the case that the event is about. It does not apply when the contact is unknown.
func (SmartAssign) Target(ev trigger.Event) (trigger.Ref, error) {
	item, err := OnItem.ref(ev)
	if err == nil && contactID(ev) == "" {
		return trigger.Ref{}, Skip(NoContact)
	}
	return item, err
}

// Window returns the window as a length of time; a day is 24 hours. It is zero for a value that is not legal.
func (c SmartAssign) Window() time.Duration {
	switch c.Within {
	case ThreeHours:
		return 3 * time.Hour
	case OneDay:
		return 24 * time.Hour
	case TwoDays:
		return 48 * time.Hour
	case ThreeDays:
		return 72 * time.Hour
	case OneWeek:
		return 168 * time.Hour
	}
	return 0
}

// contactID returns the contact of the event's item, or else of the other item that the event carries.
func contactID(ev trigger.Event) string {
	var mention, matter string
	if ev.Mention != nil {
		mention = ev.Mention.Contact.ID
	}
	if ev.Case != nil {
		matter = ev.Case.Contact.ID
	}
	if ev.Item().Kind == trigger.CaseItem {
		return cmp.Or(matter, mention)
	}
	return cmp.Or(mention, matter)
}
