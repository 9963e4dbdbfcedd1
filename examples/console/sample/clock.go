package sample

import "time"

// clock is virtual time: it is moved while the day is played, and then goes on at the pace of another clock.
type clock struct {
	at      time.Time
	running func() time.Time // nil while the clock is moved
	began   time.Time        // the reading of running at the instant at
}

func (c *clock) now() time.Time {
	if c.running == nil {
		return c.at
	}
	return c.at.Add(c.running().Sub(c.began)).UTC()
}
