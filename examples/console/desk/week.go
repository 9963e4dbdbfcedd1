package desk

import (
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// week is when a recipe may run, for a picture of this week.
type week struct {
	Calendar string `json:"calendar"`
	When     string `json:"when"` // during or outside
	Zone     string `json:"zone"`
	Days     []day  `json:"days"` // Monday to Sunday, of the week of now
}

// day is one day of a week: when the calendar is open.
type day struct {
	Date string `json:"date"` // YYYY-MM-DD
	Day  string `json:"day"`  // monday
	Open []span `json:"open"`
}

// span is a part of a day, in minutes since its midnight.
type span struct {
	From  int `json:"from"`
	Until int `json:"until"`
}

// week returns the hours of a recipe; nil when it has none, or the calendar has faults.
func (d *Desk) week(set recipe.Set, r *recipe.Recipe) *week {
	if r.Hours == nil {
		return nil
	}
	calendar := set.Calendars[r.Hours.Calendar]
	hours, err := calendar.Compile()
	if err != nil {
		return nil
	}
	zone, err := time.LoadLocation(calendar.Zone)
	if err != nil {
		return nil
	}
	out := &week{Calendar: r.Hours.Calendar, When: string(r.Hours.When), Zone: calendar.Zone}
	now := d.now().In(zone)
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7)
	for i := range 7 {
		date := monday.AddDate(0, 0, i)
		out.Days = append(out.Days, dayOf(hours, time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, zone)))
	}
	return out
}

// dayOf returns the open minutes of a day that begins at an instant, as its clocks show them.
func dayOf(hours *schedule.Hours, midnight time.Time) day {
	names := [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	out := day{Date: midnight.Format(time.DateOnly), Day: names[midnight.Weekday()], Open: []span{}}
	end := midnight.AddDate(0, 0, 1)
	for t := midnight; t.Before(end); {
		change, ok := hours.Change(t)
		if !ok || change.After(end) {
			change = end
		}
		if hours.Open(t) {
			s := span{From: t.Hour()*60 + t.Minute(), Until: change.Hour()*60 + change.Minute()}
			if change.Equal(end) {
				s.Until = 24 * 60
			}
			out.Open = append(out.Open, s)
		}
		t = change
	}
	return out
}
