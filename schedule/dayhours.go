package schedule

import (
	"cmp"
	"slices"
	"sort"
)

// span is a piece of one date, [from, to) in seconds since midnight.
type span struct{ from, to int64 }

// dayHours are the open hours of one date. The zero value is closed all day.
type dayHours struct {
	spans []span  // in order, with gaps between them, not empty
	sums  []int64 // open seconds before each span
	total int64   // open seconds of the date
}

// newDayHours returns the hours of a date with the intervals own, following a date with the intervals before.
func newDayHours(own, before []interval) dayHours {
	var all []span
	for _, v := range own {
		all = append(all, v.today())
	}
	for _, v := range before {
		all = append(all, v.tomorrow())
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var a dayHours
	for _, s := range all {
		last := len(a.spans) - 1
		switch {
		case s.from == s.to:
		case last >= 0 && s.from <= a.spans[last].to:
			a.spans[last].to = max(a.spans[last].to, s.to)
		default:
			a.spans = append(a.spans, s)
		}
	}
	for _, s := range a.spans {
		a.sums = append(a.sums, a.total)
		a.total += s.to - s.from
	}
	return a
}

// until returns the number of open seconds in the first second seconds of the date.
func (a dayHours) until(second int64) int64 {
	i := sort.Search(len(a.spans), func(i int) bool { return a.spans[i].from >= second }) - 1
	if i < 0 {
		return 0
	}
	return a.sums[i] + min(second, a.spans[i].to) - a.spans[i].from
}

// open reports whether the date is open in one of its seconds.
func (a dayHours) open(second int64) bool { return a.until(second+1) > a.until(second) }
