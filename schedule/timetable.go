package schedule

import (
	"cmp"
	"maps"
	"slices"
)

// timetable holds a calendar's hours by wall-clock reading, on a clock whose offset does not change: every date has 24
// hours. Readings are seconds since 1970-01-01 00:00 on that clock. Hours accounts for the offsets of real zones.
type timetable struct {
	week  [7]dayHours // Monday first
	sums  [8]int64    // open seconds of the week before each day, and of the whole week
	dates []exception
}

// exception is a date that differs from the same day of other weeks.
type exception struct {
	date date
	dayHours
	gain int64 // how many more seconds all earlier exceptions are open than the week says
}

func newTimetable(week [7][]interval, closed map[date]bool, special map[date][]interval) timetable {
	var t timetable
	for i, own := range week {
		t.week[i] = newDayHours(own, week[(i+6)%7])
		t.sums[i+1] = t.sums[i] + t.week[i].total
	}
	dates := make(map[date]dayHours, 2*(len(closed)+len(special)))
	follow := func(d date, before []interval) { // the day after an exception, unless it is one itself
		if _, ok := special[d]; !ok && !closed[d] {
			_, i := d.weekday()
			dates[d] = newDayHours(week[i], before)
		}
	}
	for d := range closed {
		dates[d] = dayHours{}
		follow(d+1, nil)
	}
	for d, own := range special {
		dates[d] = newDayHours(own, nil)
		follow(d+1, own)
	}
	var gain int64
	for _, d := range slices.Sorted(maps.Keys(dates)) {
		_, i := d.weekday()
		t.dates = append(t.dates, exception{d, dates[d], gain})
		gain += dates[d].total - t.week[i].total
	}
	return t
}

// open reports whether the calendar is open at a reading.
func (t *timetable) open(wall int64) bool {
	d, second := splitReading(wall)
	if i, ok := t.exception(d); ok {
		return t.dates[i].open(second)
	}
	_, i := d.weekday()
	return t.week[i].open(second)
}

// until returns the open seconds before a reading, counted from some fixed reading: only differences are meaningful.
func (t *timetable) until(wall int64) int64 {
	d, second := splitReading(wall)
	weeks, weekday := d.weekday()
	sum := weeks*t.sums[7] + t.sums[weekday]
	i, ok := t.exception(d)
	if ok {
		return sum + t.dates[i].gain + t.dates[i].until(second)
	}
	if i > 0 {
		last := t.dates[i-1]
		_, j := last.date.weekday()
		sum += last.gain + last.total - t.week[j].total
	}
	return sum + t.week[weekday].until(second)
}

// isConstantFrom reports whether the calendar is always open, or never, from a reading on.
func (t *timetable) isConstantFrom(wall int64) bool {
	d, _ := splitReading(wall)
	if n := len(t.dates); n > 0 && t.dates[n-1].date >= d {
		return false
	}
	return t.sums[7] == 0 || t.sums[7] == 7*secondsPerDay
}

// exception returns the index of d in t.dates, or the index where it would be inserted.
func (t *timetable) exception(d date) (int, bool) {
	return slices.BinarySearchFunc(t.dates, d, func(e exception, d date) int { return cmp.Compare(e.date, d) })
}
