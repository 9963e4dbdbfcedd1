package schedule

import (
	"errors"
	"fmt"
)

// interval is one line of a calendar: from and to are seconds since midnight, and to is on the next date when it is
// before from.
type interval struct{ from, to int64 }

// parseInterval reads "HH:MM-HH:MM".
func parseInterval(s string) (interval, error) {
	if len(s) != len("HH:MM-HH:MM") || s[5] != '-' {
		return interval{}, fmt.Errorf("%.40q is not an interval (HH:MM-HH:MM)", s)
	}
	from, okFrom := parseClock(s[:5])
	to, okTo := parseClock(s[6:])
	switch {
	case !okFrom || !okTo:
		return interval{}, fmt.Errorf("%q is not an interval (HH:MM-HH:MM, from 00:00 to 24:00)", s)
	case from == secondsPerDay:
		return interval{}, errors.New("24:00 can end an interval, not begin one")
	case from == to:
		return interval{}, fmt.Errorf("%q ends where it begins; the whole day is 00:00-24:00", s)
	}
	return interval{from, to}, nil
}

// parseClock parses "HH:MM", at most 24:00, as seconds since midnight.
func parseClock(s string) (int64, bool) {
	for i := range len(s) {
		if i == 2 && s[i] != ':' || i != 2 && (s[i] < '0' || s[i] > '9') {
			return 0, false
		}
	}
	hour := int64(s[0]-'0')*10 + int64(s[1]-'0')
	minute := int64(s[3]-'0')*10 + int64(s[4]-'0')
	seconds := hour*3600 + minute*60
	return seconds, minute < 60 && seconds <= secondsPerDay
}

// today returns the part of v on its own date.
func (v interval) today() span {
	if v.to < v.from {
		return span{from: v.from, to: secondsPerDay}
	}
	return span(v)
}

// tomorrow returns the part of v on the next date; it may be empty.
func (v interval) tomorrow() span {
	if v.to < v.from {
		return span{from: 0, to: v.to}
	}
	return span{}
}
