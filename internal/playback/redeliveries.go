package playback

import (
	"encoding/json"
	"hash/maphash"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Redeliveries counts the events that an engine dropped, since it remembers an earlier one with their ID. Those that say the same are
// what hosts do that deliver an event until it is confirmed; one that says something else is lost. The zero value is ready.
type Redeliveries struct {
	// From is the instant of the first events that count.
	From time.Time
	// Equal and Different are how many say the same as the event that they repeat, and how many say something else.
	Equal, Different int
	// Examples are the IDs of the first different ones, five at most.
	Examples []string

	seed        [2]maphash.Seed
	now, before map[idSum]uint64 // the contents of events, by their IDs: of up to a month, and of the month before
	began       time.Time
}

// idSum is a hash of an event's ID: two of 64 bits, since events are many.
type idSum [2]uint64

// month is no shorter than the time in which a store remembers an event, see [schedule.Memory].
const month = 31 * 24 * time.Hour

// note takes in an event, and whether the engine dropped it.
func (r *Redeliveries) note(ev *trigger.Event, dropped bool) {
	if r.now == nil {
		r.now, r.began = make(map[idSum]uint64), ev.At
		r.seed = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
	}
	if ev.At.Sub(r.began) > month {
		r.before, r.now, r.began = r.now, make(map[idSum]uint64), ev.At
	}
	id := idSum{maphash.String(r.seed[0], ev.ID), maphash.String(r.seed[1], ev.ID)}
	text, err := json.Marshal(ev)
	if err != nil {
		return
	}
	content := maphash.Bytes(r.seed[0], text)
	if !dropped {
		r.now[id] = content
		return
	}
	first, known := r.now[id]
	if !known {
		first = r.before[id]
	}
	switch {
	case ev.At.Before(r.From):
	case first == content:
		r.Equal++
	default:
		r.Different++
		if len(r.Examples) < 5 {
			r.Examples = append(r.Examples, ev.ID)
		}
	}
}
