package schedule

import (
	"slices"
	"time"
)

// Job is one row of a [Store]: something to do at an instant, or a little state that never comes due.
type Job struct {
	// Key names the row. There is at most one live row for a key.
	Key string
	// Kind groups rows for [Store.Take] and [Tx.List].
	Kind string
	// Subject is the thread that the row belongs to: whoever changes the row has it in the scope of the Update.
	Subject string
	// Lane groups rows that wait for the same thing, such as one receiver, so that Take can pass over those whose lane
	// is full. It may be empty, which is a lane like all others.
	Lane string
	// Names are what [Tx.List] finds the row by. None is twice.
	Names []string
	// Due is when it may be taken. A row with a zero Due is state and is never taken.
	Due time.Time
	// Payload is the caller's own.
	Payload []byte
	// Version is set by Put. It grows and is never used again for the key, not even after Drop.
	Version uint64
	// Attempt is how often the row was taken since Put.
	Attempt int
	// Fence changes on every Put, Take and Settle. Whoever holds the current one may settle the row.
	Fence uint64
}

// clone returns a job that shares nothing with j.
func (j Job) clone() Job {
	j.Payload, j.Names = slices.Clone(j.Payload), slices.Clone(j.Names)
	return j
}
