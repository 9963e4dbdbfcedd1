package schedule

import "time"

// inbox is the ids that a [Memory] remembers, the oldest first.
type inbox struct {
	seen  map[string]struct{}
	order []arrival // by their instants; the last ones may have none yet
	now   time.Time // how far the clock has come
}

// arrival is an id and an instant by which it had arrived: zero until one is heard of.
type arrival struct {
	id string
	at time.Time
}

func (b *inbox) remember(id string) {
	b.seen[id] = struct{}{}
	b.order = append(b.order, arrival{id: id})
}

// forgetLast takes the last n ids back.
func (b *inbox) forgetLast(n int) {
	keep := len(b.order) - n
	for _, a := range b.order[keep:] {
		delete(b.seen, a.id)
	}
	b.order = b.order[:keep]
}

// expire drops what was remembered longer ago than keep. A clock that goes back changes nothing, and one that jumps ahead
// counts as a thirtieth of keep a call, so that a wrong clock that is heard once empties nothing.
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

// markArrived says that all ids had arrived by now. After a jump that may be later than how far the clock has come, so that
// an id is not older than it is; and whoever heard of a later instant heard of a wrong one.
func (b *inbox) markArrived(now time.Time) {
	if now.Before(b.now) {
		now = b.now
	}
	for i := len(b.order) - 1; i >= 0 && (b.order[i].at.IsZero() || b.order[i].at.After(now)); i-- {
		b.order[i].at = now
	}
}
