package playback

import "time"

// clock is virtual time, in UTC: it changes only when it is moved, and never goes back. The zero value starts where it is moved
// to first.
type clock struct {
	at      time.Time
	started bool
}

func (c *clock) now() time.Time { return c.at }

// reach moves the clock to the instant, unless it is past it already, and returns its time.
func (c *clock) reach(t time.Time) time.Time {
	if !c.started || t.After(c.at) {
		c.at, c.started = t.UTC(), true
	}
	return c.at
}
