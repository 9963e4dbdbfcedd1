package trigger

import (
	"cmp"
	"errors"

	"github.com/commis-recipes/commis/schedule"
)

// Schedule says when an [OnSchedule] recipe runs, and for which items. Its members are members of the trigger.
//
//	{"on":"schedule","times":["09:00"],"days":["monday"],"zone":"Europe/Brussels"}
//	{"on":"schedule","times":["08:00","14:00"],"calendar":"office","each":"open-cases","topics":["support"]}
//
// The recipe runs once at each slot, see [schedule.Slots]; with Each it runs once for each case or mention that a
// source of the host returns then, each in a thread of its own. If slots were missed, the last one runs if it is less
// than 72 hours late.
type Schedule struct {
	// Times are the times of day, "00:00" to "23:59"; at least one. Two that fall on one instant are one.
	Times []string `json:"times,omitempty"`
	// Days are the days of the week, "monday" to "sunday"; nil means every day.
	Days []string `json:"days,omitempty"`
	// Zone is the IANA time zone of the times, unless Calendar is given.
	Zone string `json:"zone,omitempty"`
	// Calendar names one of the set's calendars, which provides the zone and the open days: the dates with an instant
	// at which it is open.
	Calendar string `json:"calendar,omitempty"`
	// Each names the host's source of the cases or mentions to run for, those in the trigger's topics; empty means that
	// it runs for none, and has no topics.
	Each string `json:"each,omitempty"`
}

// matchesItem reports whether the schedule runs for items of this kind. The engine checks whose slot it is.
func (s Schedule) matchesItem(item Ref) bool {
	switch item.Kind {
	case RecipeItem:
		return s.Each == ""
	case MentionItem, CaseItem:
		return s.Each != ""
	}
	return false
}

// checkSchedule checks the members of a schedule, and that one of On has them.
func (c *checker) checkSchedule(t Trigger, belongs bool) {
	s := t.Schedule
	if !belongs {
		for _, m := range []struct {
			path  string
			given bool
		}{
			{"times", s.Times != nil}, {"days", s.Days != nil}, {"zone", s.Zone != ""}, {"calendar", s.Calendar != ""}, {"each", s.Each != ""},
		} {
			if m.given {
				c.faultAt(m.path, "%s has none, leave it out", t.name())
			}
		}
		return
	}
	switch {
	case s.Zone != "" && s.Calendar != "":
		c.faultAt("calendar", "given beside zone; the zone is the calendar's, so keep one of the two")
	case s.Zone == "" && s.Calendar == "":
		c.faultAt("zone", "missing; name a time zone such as Europe/Brussels, or a calendar of the set (calendar)")
	}
	_, err := schedule.NewSlots(cmp.Or(s.Zone, "UTC"), s.Times, s.Days)
	for _, f := range FieldErrors(err) {
		var ce *schedule.CalendarError
		switch {
		case !errors.As(f, &ce):
			c.faults.Append(f)
		case ce.Path == "zone":
			c.faultAt(ce.Path, "%s%s", ce.Msg, zoneHint(s.Zone))
		default:
			c.faultAt(ce.Path, "%s", ce.Msg)
		}
	}
	c.checkID("calendar", s.Calendar, false)
	c.checkID("each", s.Each, false)
}
