package schedule

import "time"

// Job is one row of a [Store]: work to do at an instant, or a small state that never becomes due.
type Job struct {
	// Key identifies the row. At most one live row has a given key.
	Key string
	// Kind groups rows for [Store.Take] and [Tx.List].
	Kind string
	// Subject is the thread that the row belongs to. Every Update that changes the row has it in its scope.
	Subject string
	// Lane groups rows that wait for the same resource, such as one receiver, so that Take can skip rows whose lane is
	// full. It may be empty, which is a lane like all others.
	Lane string
	// Names are the names by which [Tx.List] finds the row. They must be distinct.
	Names []string
	// Due is when the row may be taken. A row with a zero Due is state and is never taken.
	Due time.Time
	// Payload belongs to the caller.
	Payload []byte
	// Version is set by Put. It increases and is never reused for the key, not even after Drop.
	Version uint64
	// Attempt is how often the row was taken since Put.
	Attempt int
	// Fence changes on every Put, Take and Settle. Whoever has the current one may settle the row.
	Fence uint64
}
