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
	// Update runs fn atomically: what fn wrote is there as a whole when Update returns nil, and nothing of it when fn
	// fails or panics. It is serialised with every other Update that has a subject of the scope too, and with every
	// other transaction that touches a row that it touches: a row that fn has read stays as it is until fn has ended.
	// That there is no row is not held for fn; only the subjects hold it.
	// fn may run more than once. The ctx passed to fn carries the host's own transaction, if it has one.
	// An error that is not fn's own means that it is unknown whether fn was committed: the caller repeats, and
	// Remember makes that safe.
	Update(ctx context.Context, about Scope, fn func(ctx context.Context, tx Tx) error) error

	// Take leases at most max rows of the kind that are due at now, oldest first, and none whose lane is full. No two
	// calls return one row before its lease has passed: a row that was taken at t is due again at t+lease, unless it
	// was settled, replaced or dropped. Each row comes with a new Fence and a greater Attempt. A zero lease holds
	// nothing: it lists each row once a call.
	Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]Job, error)

	// Add inserts rows, in the transaction that ctx carries: that of an Update of this store, or the host's own where
	// the store says how ctx carries it. Without one it is a transaction of its own. It waits for no Update but one
	// that writes a row with the same key, and reads nothing. A row whose key is live already stays as it is, and of
	// two with one key the first is inserted.
	Add(ctx context.Context, rows ...Job) error
}

// Scope says what an Update is about, before it runs.
type Scope struct {
	// Subjects are what it is serialised by, in any order; at least one.
	Subjects []string
	// Keys, Names and IDs are what it is about to Get, to List and to Remember. A store may read them ahead, or ignore
	// them; fn may ask for others too.
	Keys, Names, IDs []string
}

// On returns the scope of an Update of the subjects that says nothing of what it is about to read.
func On(subjects ...string) Scope { return Scope{Subjects: subjects} }

// Tx is one transaction of a [Store]. It sees its own writes. It is valid only inside the function that it was
// passed to, and is not safe for concurrent use.
type Tx interface {
	// Remember reports whether the id is seen for the first time, and remembers it. It is the inbox: an event
	// that was applied is not applied again.
	Remember(id string) (first bool, err error)
	// Get returns the live rows with the keys, in the order of the keys; keys without a row are left out.
	Get(keys ...string) ([]Job, error)
	// List returns at most max live rows of the kind that have the name among their Names and a key greater than after,
	// in the order of their keys, compared byte by byte.
	List(name, kind, after string, max int) ([]Job, error)
	// Put inserts or replaces the row with j.Key, and returns it with its Version and Fence. Claims on the old row
	// are void.
	Put(j Job) (Job, error)
	// Drop removes rows and returns those that were live, in the order of the keys. Claims on them are void.
	Drop(keys ...string) ([]Job, error)
	// Settle ends a claim: with a zero retryAt the row is done and gone, otherwise it comes due then.
	// It returns ErrStale when the fence is not the row's current one.
	Settle(key string, fence uint64, retryAt time.Time) error
}
