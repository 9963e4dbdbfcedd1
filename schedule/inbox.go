package schedule

import "time"

// inbox is the ids that a [Memory] remembers, the oldest first.
type inbox struct {
	seen  map[string]struct{}
	order []arrival
	now   time.Time // the last instant that was heard of
}

type arrival struct {
	id string
	at time.Time
}

func (b *inbox) add(id string) {
	b.seen[id] = struct{}{}
	b.order = append(b.order, arrival{id, b.now})
}

// forget drops what was remembered longer ago than keep. A clock that goes back changes nothing.
func (b *inbox) forget(now time.Time, keep time.Duration) {
	if b.now.IsZero() { // what came before the first instant counts from it
		for i := range b.order {
			b.order[i].at = now
		}
		b.now = now
	}
	if now.After(b.now) {
		b.now = now
	}
	n := 0
	for n < len(b.order) && b.now.Sub(b.order[n].at) > keep {
		delete(b.seen, b.order[n].id)
		n++
	}
	b.order = b.order[n:]
}
