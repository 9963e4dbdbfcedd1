package schedule

import (
	"fmt"
	"time"
)

// secondsPerDay is the length of a date on a clock whose offset does not change.
const secondsPerDay = 24 * 60 * 60

// date is a day of the Gregorian calendar without a zone, as the number of days since 1970-01-01.
type date int64

// parseDate reads "YYYY-MM-DD".
func parseDate(s string) (date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a date (YYYY-MM-DD)", s)
	}
	return date(t.Unix() / secondsPerDay), nil // a whole number of days, also before 1970
}

// splitReading splits a wall-clock reading, in seconds since 1970-01-01 00:00 on that clock, into date and second of
// the day.
func splitReading(wall int64) (date, int64) {
	d, s := wall/secondsPerDay, wall%secondsPerDay
	if s < 0 {
		d, s = d-1, s+secondsPerDay
	}
	return date(d), s
}

// weekday splits d into whole weeks, counted from the Monday before 1970-01-01, and the day of the week, Monday being
// 0.
func (d date) weekday() (weeks int64, weekday int) {
	const thursday = 3 // 1970-01-01
	weeks, rest := (int64(d)+thursday)/7, (int64(d)+thursday)%7
	if rest < 0 {
		weeks, rest = weeks-1, rest+7
	}
	return weeks, int(rest)
}
