package schedule

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
)

// Calendar is a schedule of business hours as data that an administrator edits. Compile makes it usable.
//
// An interval is "HH:MM-HH:MM" in the wall-clock time of the zone, from the first minute up to, but not including, the
// last: "09:00-12:30". 24:00 may end an interval. One that ends before it begins ("22:00-02:00") runs past midnight
// into the next date. Intervals of a date may overlap; together they are a union.
type Calendar struct {
	// Zone is the name of the IANA time zone of the hours, such as "Europe/Brussels" or "UTC". It must be set; the zone
	// of the server ("Local") is refused.
	Zone string `json:"zone"`
	// Week maps days of the week, "monday" to "sunday", to their intervals. A missing or empty day is closed; a week
	// without any interval is refused.
	Week map[string][]string `json:"week"`
	// Closed lists dates, YYYY-MM-DD, that are closed all day, including the end of an interval that began the day
	// before. No interval begins on them that would run into the next day either. Nil means none.
	Closed []string `json:"closed,omitempty"`
	// Special maps dates, YYYY-MM-DD, to intervals that replace the week's; no interval of the day before runs into
	// them. An interval that runs past midnight is open on the next date, unless that one is closed or special. A date
	// without intervals is closed all day. Nil means none.
	Special map[string][]string `json:"special,omitempty"`
}

// CalendarError is one fault of a Calendar.
type CalendarError struct {
	Path string // the place: "zone", "week.monday[1]", "closed[0]", "special.2026-12-24[0]"
	Msg  string // the fault, without the place
}

// Error returns the path and the message.
func (e *CalendarError) Error() string { return e.Path + ": " + e.Msg }

// Compile checks c and returns its hours; later changes to c do not affect them. An error joins (see errors.Join) one
// *CalendarError per fault, in the order of the fields of Calendar, days in the order of the week, dates from the
// earliest. Zones come from the time zone database that time.LoadLocation finds; a program that may run without one
// imports time/tzdata.
func (c Calendar) Compile() (*Hours, error) {
	var r calendarReader
	zone := r.zone(c.Zone)
	week := r.week(c.Week)
	closed := r.closed(c.Closed)
	special := r.special(c.Special, closed)
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return &Hours{zone: zone, table: newTimetable(week, closed, special)}, nil
}

// calendarReader reads the parts of a calendar and collects their faults.
type calendarReader struct{ faults fault.List }

func (r *calendarReader) fault(path, format string, args ...any) {
	r.faults.Append(&CalendarError{Path: path, Msg: fmt.Sprintf(format, args...)})
}

func (r *calendarReader) zone(name string) *time.Location {
	switch name {
	case "":
		r.fault("zone", "missing, want the name of a time zone such as Europe/Brussels or UTC")
		return nil
	case "Local", "localtime": // both mean the server's setting
		r.fault("zone", "%q depends on the server, want the name of a time zone such as Europe/Brussels or UTC", name)
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		r.fault("zone", "%.60q is not a known time zone", name)
	}
	return zone
}

// week returns the intervals of each day, Monday first.
func (r *calendarReader) week(days map[string][]string) [7][]interval {
	names := dayNames
	var week [7][]interval
	some := false
	for i, name := range names {
		week[i] = r.intervals("week."+name, days[name])
		some = some || len(days[name]) > 0
	}
	for _, name := range slices.Sorted(maps.Keys(days)) {
		if slices.Contains(names, name) {
			continue
		}
		r.fault("week."+name, "not a day of the week, want monday to sunday in lower case")
		r.intervals("week."+name, days[name])
		some = some || len(days[name]) > 0
	}
	if !some {
		r.fault("week", "no intervals, so it would never be open; write at least one")
	}
	return week
}

func (r *calendarReader) closed(texts []string) map[date]bool {
	closed := make(map[date]bool, len(texts))
	for i, text := range texts {
		d, err := parseDate(text)
		if err != nil {
			r.fault(fault.Index("closed", i), "%v", err)
			continue
		}
		closed[d] = true
	}
	return closed
}

func (r *calendarReader) special(dates map[string][]string, closed map[date]bool) map[date][]interval {
	special := make(map[date][]interval, len(dates))
	for _, text := range slices.Sorted(maps.Keys(dates)) {
		path := "special." + text
		d, err := parseDate(text)
		switch {
		case err != nil:
			r.fault(path, "%v", err)
		case closed[d]:
			r.fault(path, "the date is in closed too, keep it in one of the two")
		}
		special[d] = r.intervals(path, dates[text])
	}
	return special
}

func (r *calendarReader) intervals(path string, texts []string) []interval {
	list := make([]interval, 0, len(texts))
	for i, text := range texts {
		v, err := parseInterval(text)
		if err != nil {
			r.fault(fault.Index(path, i), "%v", err)
			continue
		}
		list = append(list, v)
	}
	return list
}
