package judge

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/schedule"
)

// Hours are a calendar's business hours. Two rules with the same calendar share one value.
type Hours struct {
	*schedule.Hours
	calendar schedule.Calendar
	points   []time.Time
}

// NewHours compiles a calendar.
func NewHours(c schedule.Calendar) (*Hours, error) {
	hours, err := c.Compile()
	if err != nil {
		return nil, err
	}
	return &Hours{Hours: hours, calendar: c}, nil
}

// beginning is the first instant of all searches, a Monday morning; before it only special dates are looked at.
var beginning = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

const (
	day = 24 * time.Hour
	// span is how long after the beginning calendars are compared: more than two years of weeks, after which they repeat.
	span = 800 * day
)

// changes returns the instants at which the hours open or close, in two years and around each special date. Between two of them
// nothing changes, and after them the weeks repeat.
func (h *Hours) changes() []time.Time {
	if h.points != nil {
		return h.points
	}
	h.points = []time.Time{beginning}
	h.within(beginning, beginning.Add(span))
	dates := slices.Concat(h.calendar.Closed, slices.Sorted(maps.Keys(h.calendar.Special)))
	for _, text := range dates {
		if at, err := time.Parse(time.DateOnly, text); err == nil {
			h.within(at.Add(-2*day), at.Add(3*day))
		}
	}
	return h.points
}

func (h *Hours) within(from, to time.Time) {
	for {
		at, ok := h.Change(from)
		if !ok || at.After(to) {
			return
		}
		h.points = append(h.points, at)
		from = at
	}
}

// EverOpen returns whether there is an open instant, and whether there is a closed one.
func (h *Hours) EverOpen() (open, closed bool) {
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	if h.Open(first) {
		_, closed = h.Change(first)
		return true, closed
	}
	_, open = h.Next(first)
	return open, true
}

// instants returns instants that make a difference to the rules' hours, and to tests of the event's instant. complete says that
// there are no others: the calendars are in one zone.
func instants(rules []*Rule, tests []*Test) (points []time.Time, complete bool) {
	complete = true
	points = []time.Time{beginning}
	zone := ""
	for _, r := range rules {
		if r.Hours == nil {
			continue
		}
		points = append(points, r.Hours.changes()...)
		complete = complete && (zone == "" || zone == r.Hours.calendar.Zone)
		zone = cmp.Or(r.Hours.calendar.Zone, "UTC")
	}
	for _, t := range tests {
		for _, v := range t.Values {
			if at, ok := v.(time.Time); ok && t.Compare != matching.Beyond {
				points = append(points, at.Add(-1), at, at.Add(1))
			}
		}
	}
	for _, r := range rules {
		if r.Slots != nil {
			return slotsNear(r.Slots), false
		}
	}
	slices.SortFunc(points, time.Time.Compare)
	return slices.CompactFunc(points, time.Time.Equal), complete
}

// slotsNear returns the slots of a schedule in a year.
func slotsNear(s *schedule.Slots) []time.Time {
	var all []time.Time
	for at, ok := s.Next(beginning); ok && len(all) < 1500; at, ok = s.Next(at) {
		all = append(all, at)
	}
	return all
}
