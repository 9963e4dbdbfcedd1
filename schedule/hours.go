package schedule

import (
	"cmp"
	"math"
	"time"
)

// Hours are compiled business hours; Calendar.Compile returns them. The zero value is never open. Hours do not change
// and are safe for concurrent use.
//
// Whether they are open at an instant depends only on the date and time of day that clocks in the zone show at that
// instant. So when clocks are set back, a repeated reading is open both times; when they are set forward, a skipped one
// never happens, and an interval inside the gap does not open that day.
//
// Instants that methods return have the location of the argument. Searches end with the year 9999 in UTC: later
// openings count as never, and later time is not business time.
type Hours struct {
	zone  *time.Location // nil is UTC
	table timetable
}

// Open reports whether the hours are open at t.
func (h *Hours) Open(t time.Time) bool {
	_, offset := t.In(h.location()).Zone()
	return h.table.open(t.Unix() + int64(offset))
}

// Next returns the earliest instant at or after t at which the hours are open: t itself when they are open at t. It
// returns false when they never open again.
func (h *Hours) Next(t time.Time) (time.Time, bool) {
	if h.Open(t) {
		return t, true
	}
	return h.first(t, true)
}

// Change returns the earliest instant after t at which Open differs from Open(t): the closing when the hours are open
// at t, otherwise the next opening. It returns false when there is no such instant.
func (h *Hours) Change(t time.Time) (time.Time, bool) {
	return h.first(t, !h.Open(t))
}

// Add returns the earliest instant u such that [t, u) contains d of business time, so that a deadline that uses up an
// interval is the end of that interval, not the next opening. It returns t when d is zero or less, and false when there
// is not that much business time after t.
func (h *Hours) Add(t time.Time, d time.Duration) (time.Time, bool) {
	if d <= 0 {
		return t, true
	}
	seconds, rest := int64(d/time.Second), int64(d%time.Second)
	if h.Open(t) { // start at the whole second of t by adding the elapsed part of it
		rest += int64(t.Nanosecond())
		seconds += rest / int64(time.Second)
		rest %= int64(time.Second)
	}
	if rest > 0 {
		seconds++
	}
	last, ok := h.nth(t, seconds, true)
	if rest == 0 {
		last++
	}
	if !ok || last >= searchEnd {
		return time.Time{}, false
	}
	return time.Unix(last, rest).In(t.Location()), true
}

// Between returns the business time in [a, b), and the negative of Between(b, a) when a is after b. A result too long
// for a time.Duration becomes the longest one, about 292 years.
func (h *Hours) Between(a, b time.Time) time.Duration {
	a, b = clamp(a), clamp(b)
	if a.After(b) {
		return -h.Between(b, a)
	}
	var seconds int64
	for from, to := a.Unix(), b.Unix(); from < to; {
		s := offsetPeriodFrom(h.location(), from)
		end := min(s.end, to)
		seconds += h.table.until(end+s.offset) - h.table.until(from+s.offset)
		from = end
	}
	rest := h.elapsed(b) - h.elapsed(a)
	if rest < 0 {
		seconds, rest = seconds-1, rest+int64(time.Second)
	}
	const most = math.MaxInt64 / int64(time.Second)
	if seconds > most || seconds == most && rest > math.MaxInt64%int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(seconds*int64(time.Second) + rest)
}

func (h *Hours) location() *time.Location { return cmp.Or(h.zone, time.UTC) }

// elapsed returns the elapsed nanoseconds of t's second, zero when the hours are closed.
func (h *Hours) elapsed(t time.Time) int64 {
	if n := t.Nanosecond(); n > 0 && h.Open(t) {
		return int64(n)
	}
	return 0
}

// first returns the first whole second from t on in which the hours are open, or closed. They are not in the second of
// t.
func (h *Hours) first(t time.Time, open bool) (time.Time, bool) {
	second, ok := h.nth(t, 1, open)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(second, 0).In(t.Location()), true
}

// nth returns the n-th second, n > 0, in which the hours are open (or closed), counted from the second of t.
func (h *Hours) nth(t time.Time, n int64, open bool) (int64, bool) {
	for from := max(t.Unix(), searchStart); from < searchEnd; {
		s := offsetPeriodFrom(h.location(), from)
		if there := h.count(from+s.offset, s.end+s.offset, open); there < n {
			n -= there
			if there == 0 && h.table.isConstantFrom(from+s.offset-maxSetBack) {
				return 0, false
			}
			from = s.end
			continue
		}
		low, high := from, s.end-1 // the second is in [low, high]
		for low < high {
			middle := low + (high-low)/2
			if h.count(from+s.offset, middle+1+s.offset, open) >= n {
				high = middle
			} else {
				low = middle + 1
			}
		}
		return low, true
	}
	return 0, false
}

// count returns the open (or closed) seconds between two readings with the same UTC offset.
func (h *Hours) count(from, to int64, open bool) int64 {
	n := h.table.until(to) - h.table.until(from)
	if open {
		return n
	}
	return to - from - n
}

// clamp returns t without a monotonic reading, or the limit of the searched instants if t is beyond it.
func clamp(t time.Time) time.Time {
	switch s := t.Unix(); {
	case s >= searchEnd:
		return time.Unix(searchEnd, 0)
	case s < searchStart:
		return time.Unix(searchStart, 0)
	}
	return t.Round(0)
}
