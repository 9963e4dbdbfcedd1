package schedule

import "time"

// inbox holds the ids that a [Memory] remembers, the oldest first.
type inbox struct {
	seen  map[string]struct{}
	order []arrival // by instant; the last ones may have none yet
	now   time.Time // the latest time of the clock
}

// arrival is an id and an instant by which it had arrived: zero until the next call of expire.
type arrival struct {
	id string
	at time.Time
}

func (b *inbox) remember(id string) {
	b.seen[id] = struct{}{}
	b.order = append(b.order, arrival{id: id})
}

// expire drops ids that were remembered longer ago than keep. A clock that goes back has no effect, and one that jumps
// ahead advances by at most a thirtieth of keep per call, so that a single wrong reading does not empty the inbox.
func (b *inbox) expire(now time.Time, keep time.Duration) {
	switch most := b.now.Add(keep / 30); {
	case b.now.IsZero():
		b.now = now
	case now.After(most):
		b.now = most
	case now.After(b.now):
		b.now = now
	}
	b.markArrived(now)
	n := 0
	for n < len(b.order) && b.now.Sub(b.order[n].at) > keep {
		delete(b.seen, b.order[n].id)
		n++
	}
	b.order = b.order[n:]
}

// markArrived records that all ids had arrived by now, or by the inbox's clock if that is later. After a jump now may
// be ahead of that clock, so that no id counts as older than it is. An id with a later instant got it from a wrong
// clock and is corrected.
func (b *inbox) markArrived(now time.Time) {
	if now.Before(b.now) {
		now = b.now
	}
	for i := len(b.order) - 1; i >= 0 && (b.order[i].at.IsZero() || b.order[i].at.After(now)); i-- {
		b.order[i].at = now
	}
}
