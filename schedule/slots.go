package schedule

import (
	"cmp"
	"slices"
	"time"
)

// Slots are recurring instants: certain times of day in a zone, on certain days. [NewSlots] and [Hours.Slots] return
// them. The zero value has none. Slots do not change and are safe for concurrent use.
//
// A slot is the first instant at which clocks show the time on the date. If clocks are set forward past the time, the
// slot is the instant of that change; if they are set back and show the time again, the second time is not a slot. Two
// times that fall on one instant are one slot.
//
// Instants that methods return have the location of the argument. Searches end with the year 9999 in UTC.
type Slots struct {
	zone  *time.Location // nil means UTC
	times []int64        // seconds since midnight, ascending, distinct
	days  [7]bool        // Monday first
	hours *Hours         // nil, or hours that must be open at some instant of the date
}

// NewSlots returns the slots at the times of day, "00:00" to "23:59", on the days of the week, "monday" to "sunday", in
// the IANA time zone. Nil days means every day. An error joins (see [errors.Join]) one [*CalendarError] per fault, with
// the paths "times", "days" and "zone".
func NewSlots(zone string, times, days []string) (*Slots, error) {
	var r calendarReader
	s := r.slots(times, days)
	s.zone = r.zone(zone)
	return s.orFaults(r.faults.Err())
}

// Slots returns the slots at the times of day on the days of the week, see [NewSlots], in the zone of the hours and on
// their open days: the dates with an instant at which the hours are open.
func (h *Hours) Slots(times, days []string) (*Slots, error) {
	var r calendarReader
	s := r.slots(times, days)
	s.zone, s.hours = h.zone, h
	return s.orFaults(r.faults.Err())
}

func (s *Slots) orFaults(err error) (*Slots, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Next returns the first slot after t. It returns false if there is no such slot.
func (s *Slots) Next(t time.Time) (time.Time, bool) {
	if t.Unix() >= searchEnd {
		return time.Time{}, false
	}
	first := s.reading(max(t.Unix(), searchStart))
	last := max(first, s.lastException()) + repeatsAfter
	for d := first; d <= last; d++ {
		if !s.includes(d) {
			continue
		}
		for _, second := range s.times {
			switch at := s.instant(d, second); {
			case at >= searchEnd:
				return time.Time{}, false
			case at > t.Unix():
				return time.Unix(at, 0).In(t.Location()), true
			}
		}
	}
	return time.Time{}, false
}

// Last returns the last slot at or before t. It returns false if there is no such slot.
func (s *Slots) Last(t time.Time) (time.Time, bool) {
	until := min(t.Unix(), searchEnd-1)
	last := s.reading(max(until, searchStart)) + maxSetBack/secondsPerDay // the date may have been later before clocks were set back
	first := min(last, s.firstException()) - repeatsAfter
	for d := last; d >= first; d-- {
		if !s.includes(d) {
			continue
		}
		for _, second := range slices.Backward(s.times) {
			if at := s.instant(d, second); at <= until {
				return time.Unix(at, 0).In(t.Location()), true
			}
		}
	}
	return time.Time{}, false
}

// repeatsAfter is a number of days after which weeks only repeat: every day of the week has occurred several times, and
// clocks are not changed on each of them.
const repeatsAfter = 70

// reading returns the date that clocks show.
func (s *Slots) reading(instant int64) date {
	_, offset := time.Unix(instant, 0).In(s.location()).Zone()
	d, _ := splitReading(instant + int64(offset))
	return d
}

func (s *Slots) location() *time.Location { return cmp.Or(s.zone, time.UTC) }

// includes reports whether the date is one of the days.
func (s *Slots) includes(d date) bool {
	_, i := d.weekday()
	return s.days[i] && (s.hours == nil || s.hours.openOn(d))
}

// instant returns the first instant at which clocks show the time on the date, or have been set past it.
func (s *Slots) instant(d date, second int64) int64 {
	wall := int64(d)*secondsPerDay + second
	from := wall - maxSetBack // no zone is this far from UTC
	for {
		here := offsetPeriodFrom(s.location(), from)
		if here.end+here.offset > wall || here.end >= searchEnd {
			return max(from, wall-here.offset)
		}
		from = here.end
	}
}

// lastException returns the last date that differs from the same day of other weeks.
func (s *Slots) lastException() date {
	if s.hours == nil || len(s.hours.table.dates) == 0 {
		return -1 << 40
	}
	return s.hours.table.dates[len(s.hours.table.dates)-1].date
}

func (s *Slots) firstException() date {
	if s.hours == nil || len(s.hours.table.dates) == 0 {
		return 1 << 40
	}
	return s.hours.table.dates[0].date
}

// openOn reports whether the hours are open at some instant of the date.
func (h *Hours) openOn(d date) bool {
	begin, end := int64(d)*secondsPerDay, int64(d+1)*secondsPerDay
	for from := begin - maxSetBack; from < end+maxSetBack && from < searchEnd; {
		s := offsetPeriodFrom(h.location(), from)
		low, high := max(begin, from+s.offset), min(end, s.end+s.offset)
		if low < high && h.count(low, high, true) > 0 {
			return true
		}
		from = s.end
	}
	return false
}
