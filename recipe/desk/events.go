package desk

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/commis-recipes/commis/trigger"
)

// MaxFollow is the highest number of events in one [Desk.Pump]. The engine's own rules end every loop of recipes long
// before.
const MaxFollow = 100_000

// Events returns the desk's new events since the last call, in order. Each has an ID of its own, the instant of the action,
// and its cause.
func (d *Desk) Events() []trigger.Event {
	events := d.outbox
	d.outbox = nil
	return events
}

// Pump calls handle for each new event, in order, and for those that follow from them, until there are no more. The errors
// of handle are joined. More than [MaxFollow] events are an error that names the first cause of the last one; the rest are
// dropped.
func (d *Desk) Pump(handle func(trigger.Event) error) error {
	var errs []error
	for n := 0; len(d.outbox) > 0; {
		for _, ev := range d.Events() {
			if n++; n > MaxFollow {
				d.outbox = nil
				return errors.Join(append(errs, fmt.Errorf("more than %d events followed, the last one from event %q", MaxFollow, ev.Root()))...)
			}
			errs = append(errs, handle(ev))
		}
	}
	return errors.Join(errs...)
}

// raise adds a new event and stores its items.
func (d *Desk) raise(ev trigger.Event) {
	if ev.ID == "" {
		ev.ID = d.nextID(ev.Root())
	}
	d.keep(&ev)
	d.outbox = append(d.outbox, ev)
}

// nextID returns the ID of the next event that follows from the first cause: "e1/1", "e1/2", ... IDs of events from outside
// are skipped.
func (d *Desk) nextID(root string) string {
	for {
		put(&d.follow, root, d.follow[root]+1)
		id := root + "/" + strconv.Itoa(d.follow[root])
		if _, taken := d.seen[id]; !taken {
			return id
		}
	}
}
