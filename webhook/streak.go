package webhook

import (
	"slices"
	"time"
)

// When an endpoint is disabled: all tries of disableAfter failed, of which there were at least disableTries, the first and
// the last of them at least disableSpan apart.
const (
	disableAfter = 5 * 24 * time.Hour
	disableTries = 3
	disableSpan  = 12 * time.Hour
)

// streak has instants at which an endpoint failed, in order, without a success in between: as many as are needed to decide
// when to disable it.
type streak []time.Time

// with returns a copy of the streak with one more failure, and whether the endpoint must be disabled: the first failure, at
// since, is long enough ago, and those of the last five days are enough.
func (s streak) with(at, since time.Time) (streak, bool) {
	s = append(slices.Clone(s), at)
	slices.SortStableFunc(s, time.Time.Compare) // clocks of other processes
	last := s[len(s)-1]
	s = slices.DeleteFunc(s, func(t time.Time) bool { return last.Sub(t) > disableAfter })
	enough := last.Sub(since) >= disableAfter && len(s) >= disableTries && last.Sub(s[0]) >= disableSpan
	return s.thin(), enough
}

// thin leaves out failures that cannot matter later. The last two always count. One before them shows only that the last
// five days have a failure which is half a day old; if its neighbours are closer to each other than the difference, one of
// them shows the same.
func (s streak) thin() streak {
	for i := 1; i < len(s)-2; {
		if s[i+1].Sub(s[i-1]) <= disableAfter-disableSpan {
			s = slices.Delete(s, i, i+1)
			continue
		}
		i++
	}
	return s
}

// settled reports whether a failure now would add nothing to the last two, a moment ago. It is then not stored, so that an
// endpoint that fails all the time does not cost a transaction for each message.
func (s streak) settled(at, since time.Time) bool {
	const moment = time.Minute
	n := len(s)
	return n >= disableTries && at.Sub(since) < disableAfter && at.Sub(s[n-2]) < moment && !at.Before(s[n-1])
}
