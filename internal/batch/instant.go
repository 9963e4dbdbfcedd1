package batch

import (
	"fmt"
	"time"
)

// near is the last integer that counts nanoseconds, and -near the first one: whole seconds, in 1823 and in 2116.
const near = 4_611_686_018 * int64(time.Second)

var first, last = time.Unix(0, -near), time.Unix(0, near)

// farYear bounds what can be stored: far away from every year that an event may have, and from the ends of the integers.
const farYear = 60_000

// Instant returns the integer that an instant is stored as: the nanoseconds since 1970 between the years 1824 and 2115,
// and beyond these the microseconds from there on, so that integers sort as their instants do. An instant between two
// integers is rounded down, and one before the year -60,000 or after 60,000 is taken for that year.
func Instant(t time.Time) int64 {
	if y := t.Year(); y > farYear || y < -farYear {
		t = time.Date(min(max(y, -farYear), farYear), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	switch {
	case t.After(last):
		return near + microseconds(last, t)
	case t.Before(first):
		return -near + microseconds(first, t)
	}
	return t.UnixNano()
}

// microseconds returns the time between two instants, rounded down.
func microseconds(from, to time.Time) int64 {
	n := (to.Unix() - from.Unix()) * 1_000_000
	nano := int64(to.Nanosecond() - from.Nanosecond())
	n += nano / 1000
	if nano%1000 < 0 {
		n--
	}
	return n
}

// Time returns the instant that is stored as n, in UTC.
func Time(n int64) time.Time {
	from, beyond := last, n-near
	switch {
	case n < -near:
		from, beyond = first, n+near
	case n <= near:
		return time.Unix(0, n).UTC()
	}
	return time.Unix(from.Unix()+beyond/1_000_000, int64(from.Nanosecond())+beyond%1_000_000*1000).UTC()
}

// RoundUp returns the first instant from t on that is stored exactly, so that nothing is taken early. It is the zero time
// for that, which means never, and for no other. An instant that is too far away is an error.
func RoundUp(t time.Time) (time.Time, error) {
	if t.IsZero() {
		return t, nil
	}
	if y := t.Year(); y > farYear || y < -farYear {
		return t, fmt.Errorf("instant %v: write one between the years %d and %d", t, -farYear, farYear)
	}
	n := Instant(t)
	for up := Time(n); ; up = Time(n) {
		if up.Equal(t) {
			return t, nil
		}
		if up.After(t) && !up.IsZero() {
			return up, nil
		}
		n++
	}
}
