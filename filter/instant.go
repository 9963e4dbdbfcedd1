package filter

import (
	"regexp"
	"strings"
	"time"
)

// instantPattern is a date-time of RFC 3339, section 5.6: T and Z may be lower case, an offset is below 24 hours. A
// space may replace the T, and the offset may have the other forms of ISO 8601 (+0100, +01). It excludes forms that
// package time accepts but no standard allows: an hour of one digit, a comma before the fraction.
var instantPattern = regexp.MustCompile(`^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)$`)

// parseInstant reads a text as a time in RFC 3339 or ISO 8601, or as a date alone, which means its start in UTC.
func parseInstant(s string) (time.Time, bool) {
	if len(s) > maxNumeral {
		return time.Time{}, false
	}
	s = strings.TrimSpace(s)
	switch {
	case len(s) == len(time.DateOnly):
		t, err := time.Parse(time.DateOnly, s)
		return t, err == nil
	case len(s) < len(time.DateOnly) || s[4] != '-' || !instantPattern.MatchString(s): // most texts fail the second test
		return time.Time{}, false
	}
	s = s[:len(time.DateOnly)] + "T" + strings.ToUpper(withOffsetColon(s[len(time.DateOnly)+1:]))
	const second = len("2026-01-31T12:00:")
	if s[second:second+2] == "60" {
		return parseLeapSecond(s[:second] + "59" + s[second+2:])
	}
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil
}

// withOffsetColon returns a time of day with its offset in the form of RFC 3339.
func withOffsetColon(s string) string {
	switch offset := s[strings.LastIndexAny(s, "+-zZ"):]; len(offset) {
	case len("+01"):
		return s + ":00"
	case len("+0100"):
		return s[:len(s)-2] + ":" + s[len(s)-2:]
	}
	return s
}

// parseLeapSecond reads the second before a leap second and returns the leap second, which package time counts as the
// first second of the next month. Leap seconds occur at no other time (RFC 3339, section 5.7).
func parseLeapSecond(before string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, before)
	t = t.Add(time.Second)
	utc := t.UTC()
	return t, err == nil && utc.Day() == 1 && utc.Hour() == 0 && utc.Minute() == 0 && utc.Second() == 0
}
