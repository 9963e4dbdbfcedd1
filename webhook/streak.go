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

// streak are instants at which an endpoint failed, in order, without a success in between: as many of them as are needed
// to tell when it is enough.
type streak []time.Time

// with returns the streak with one more failure, and whether the first was long enough ago, at since, and those of the
// last five days are enough. The streak itself stays as it is.
func (s streak) with(at, since time.Time) (streak, bool) {
	s = append(slices.Clone(s), at)
	slices.SortStableFunc(s, time.Time.Compare) // clocks of other processes
	last := s[len(s)-1]
	s = slices.DeleteFunc(s, func(t time.Time) bool { return last.Sub(t) > disableAfter })
	enough := last.Sub(since) >= disableAfter && len(s) >= disableTries && last.Sub(s[0]) >= disableSpan
	return s.thin(), enough
}

// thin leaves out what changes nothing, however the streak goes on. The last two always count. One before them tells
// only whether there is a failure in the last five days that is half a day old; where its neighbours are closer to each
// other than the time between, one of these is in it whenever it is.
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

// settled reports whether a failure now would tell nothing that the last two, a moment ago, do not: then it is not
// written down, so that an endpoint that fails all the time does not cost a transaction for each message.
func (s streak) settled(at, since time.Time) bool {
	const moment = time.Minute
	n := len(s)
	return n >= disableTries && at.Sub(since) < disableAfter && at.Sub(s[n-2]) < moment && !at.Before(s[n-1])
}
