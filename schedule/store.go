package schedule

import (
	"context"
	"errors"
	"time"
)

// ErrStale says that a claim is void: the row was replaced, dropped, settled or taken again.
var ErrStale = errors.New("stale claim")

// Store is what the library asks of a host's storage, and all of it. It must be safe for concurrent use.
type Store interface {
	// Update runs fn atomically, serialised with every other Update of the same subject: what fn wrote is there as
	// a whole when Update returns nil, and nothing of it when fn fails or panics. fn may run more than once.
	// The ctx passed to fn carries the host's own transaction, if it has one.
	// An error that is not fn's own means that it is unknown whether fn was committed: the caller repeats, and
	// Remember makes that safe.
	Update(ctx context.Context, subject string, fn func(ctx context.Context, tx Tx) error) error

	// Take leases at most max rows of the kind that are due at now, oldest first. No two calls return one row
	// before its lease has passed: a row that was taken at t is due again at t+lease, unless it was settled,
	// replaced or dropped. Each row comes with a new Fence and a greater Attempt. A zero lease holds nothing: it lists
	// each row once a call.
	Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int) ([]Job, error)
}

// Tx is one transaction of a [Store]. It sees its own writes. It is valid only inside the function that it was
// passed to, and is not safe for concurrent use.
type Tx interface {
	// Remember reports whether the id is seen for the first time, and remembers it. It is the inbox: an event
	// that was applied is not applied again.
	Remember(id string) (first bool, err error)
	// Get returns the live row with the key.
	Get(key string) (j Job, ok bool, err error)
	// Put inserts or replaces the row with j.Key, and returns it with its Version and Fence. Claims on the old row
	// are void.
	Put(j Job) (Job, error)
	// Drop removes rows and returns those that were live, in the order of the keys. Claims on them are void.
	Drop(keys ...string) ([]Job, error)
	// Settle ends a claim: with a zero retryAt the row is done and gone, otherwise it comes due then.
	// It returns ErrStale when the fence is not the row's current one.
	Settle(key string, fence uint64, retryAt time.Time) error
}
