package schedule

import "time"

// inbox is the ids that a [Memory] remembers, the oldest first.
type inbox struct {
	seen  map[string]struct{}
	order []arrival
	fresh int       // how many of the last ones came since the clock was heard of
	now   time.Time // the latest instant that was heard of
}

// arrival is an id and the first instant that was heard of behind its arrival.
type arrival struct {
	id string
	at time.Time
}

func (b *inbox) add(id string) {
	b.seen[id] = struct{}{}
	b.order = append(b.order, arrival{id: id})
	b.fresh++
}

// undo takes the last n ids back.
func (b *inbox) undo(n int) {
	keep := len(b.order) - n
	for _, a := range b.order[keep:] {
		delete(b.seen, a.id)
	}
	b.order = b.order[:keep]
	b.fresh -= n
}

// forget drops what was remembered longer ago than keep. A clock that goes back changes nothing, and one that jumps ahead
// counts as a thirtieth of keep a call, so that a wrong clock that is heard once empties nothing.
func (b *inbox) forget(now time.Time, keep time.Duration) {
	if most := b.now.Add(keep / 30); !b.now.IsZero() && now.After(most) {
		now = most
	}
	if b.now.IsZero() || now.After(b.now) {
		b.now = now
	}
	for i := len(b.order) - b.fresh; i < len(b.order); i++ {
		b.order[i].at = b.now
	}
	b.fresh = 0
	n := 0
	for n < len(b.order) && b.now.Sub(b.order[n].at) > keep {
		delete(b.seen, b.order[n].id)
		n++
	}
	b.order = b.order[n:]
}
