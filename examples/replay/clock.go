package main

import "time"

// clock is virtual time, in UTC: it stands until it is moved, and never goes back. The zero value starts where it is moved
// to first.
type clock struct {
	at      time.Time
	started bool
}

func (c *clock) now() time.Time { return c.at }

// reach moves the clock to the instant, unless it is past it already, and returns where it stands then.
func (c *clock) reach(t time.Time) time.Time {
	if !c.started || t.After(c.at) {
		c.at, c.started = t.UTC(), true
	}
	return c.at
}
