package schedule

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Duration is a length of time that an administrator writes as text: Go's notation ("30m", "1h30m", "1.5s", see
// time.ParseDuration) with d for days and w for weeks ("2d", "1w2d3h"). A day is always 24 hours and a week 7 days,
// regardless of clock changes. The zero value is no time at all.
type Duration time.Duration

const (
	oneDay  = 24 * time.Hour
	oneWeek = 7 * oneDay
)

// ParseDuration parses the text form. It accepts every text that time.ParseDuration accepts, with the same result, and
// the units d and w anywhere. An empty text, a number without a unit, an unknown unit and a length out of range (about
// 292 years) are errors.
func ParseDuration(s string) (Duration, error) {
	sign, rest := int64(1), s
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		if rest[0] == '-' {
			sign = -1
		}
		rest = rest[1:]
	}
	if rest == "0" {
		return 0, nil
	}
	if rest == "" {
		return 0, durationError(s, "want a number and a unit, such as 30m, 2d or 1w")
	}
	var sum uint64
	for rest != "" {
		number, unit, after := cutPart(rest)
		if number == "" || number == "." {
			return 0, durationError(s, "want a number and a unit, such as 30m, 2d or 1w")
		}
		if unit == "" {
			return 0, durationError(s, "a number without a unit (w, d, h, m, s, ms, us or ns)")
		}
		size, ok := unitSize(unit)
		if !ok {
			return 0, durationError(s, fmt.Sprintf("unknown unit %.20q, want w, d, h, m, s, ms, us or ns", unit))
		}
		n, ok := multiply(number, size)
		if !ok || n > 1<<63-sum {
			return 0, durationError(s, "longer than 292 years")
		}
		sum += n
		rest = after
	}
	if sum == 1<<63 && sign > 0 {
		return 0, durationError(s, "longer than 292 years")
	}
	return Duration(sign * int64(sum)), nil
}

// Std returns d as the standard library's type.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String returns the canonical text of d, which ParseDuration parses to d: from weeks to seconds, without units that
// are zero ("1w2d3h", "30m", "1.5s", "250ms"), and "0s" for zero.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	left := uint64(d)
	if d < 0 {
		b.WriteByte('-')
		left = -left
	}
	for _, u := range []struct {
		name string
		size time.Duration
	}{{"w", oneWeek}, {"d", oneDay}, {"h", time.Hour}, {"m", time.Minute}} {
		if n := left / uint64(u.size); n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			left %= uint64(u.size)
		}
	}
	if left > 0 {
		b.WriteString(time.Duration(left).String()) // below a minute: a single number and unit
	}
	return b.String()
}

// MarshalText returns the text of String. It never fails.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText parses text as ParseDuration does. It leaves d unchanged on an error.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// unitSize returns the length of one unit of the text form.
func unitSize(unit string) (time.Duration, bool) {
	switch unit {
	case "ns":
		return time.Nanosecond, true
	case "us", "\u00b5s", "\u03bcs": // the micro sign and the Greek letter look the same
		return time.Microsecond, true
	case "ms":
		return time.Millisecond, true
	case "s":
		return time.Second, true
	case "m":
		return time.Minute, true
	case "h":
		return time.Hour, true
	case "d":
		return oneDay, true
	case "w":
		return oneWeek, true
	}
	return 0, false
}

// cutPart splits the first number and its unit off s.
func cutPart(s string) (number, unit, rest string) {
	n := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if n < len(s) && s[n] == '.' {
		n++
		n += len(s[n:]) - len(strings.TrimLeft(s[n:], "0123456789"))
	}
	number, s = s[:n], s[n:]
	if n = strings.IndexAny(s, ".0123456789"); n < 0 {
		n = len(s)
	}
	return number, s[:n], s[n:]
}

// multiply returns number, decimal digits with at most one point, times unit in nanoseconds, rounded like
// time.ParseDuration. It returns false when the result exceeds 1<<63.
func multiply(number string, unit time.Duration) (uint64, bool) {
	const most = uint64(1 << 63)
	whole, fraction, _ := strings.Cut(number, ".")
	var n uint64
	for _, c := range []byte(whole) {
		if n > most/10 {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	if n > most/uint64(unit) {
		return 0, false
	}
	n *= uint64(unit)
	digits, scale := uint64(0), 1.0
	for _, c := range []byte(fraction) {
		if digits > (math.MaxInt64-9)/10 {
			break // further digits are far below a nanosecond
		}
		digits = digits*10 + uint64(c-'0')
		scale *= 10
	}
	n += uint64(float64(digits) * (float64(unit) / scale))
	return n, n <= most
}

// durationError returns an error about the text s.
func durationError(s, msg string) error {
	return fmt.Errorf("duration %.40q: %s", s, msg)
}
