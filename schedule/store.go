package schedule

import (
	"context"
	"errors"
	"time"
)

// ErrStale says that a claim is void: the row was replaced, dropped, settled or taken again.
var ErrStale = errors.New("stale claim")

// Store is everything the library requires of a host's storage. It must be safe for concurrent use.
type Store interface {
	// Update runs fn atomically: all its writes are visible when Update returns nil, and none of them when fn fails or
	// panics. It is serialised with every other Update that shares a subject of the scope, and with every other
	// transaction that touches one of its rows: a row that fn has read does not change until fn has ended. The absence
	// of a row is not locked for fn; only the subjects lock it. The ctx passed to fn carries the host's own transaction, if
	// it has one. fn may run more than once, and must not wait for another Update: the two may share a transaction of the
	// database, in which their functions run one after the other. An error that is not fn's own means that it is unknown
	// whether fn was committed: the caller repeats, and Remember makes that safe.
	Update(ctx context.Context, about Scope, fn func(ctx context.Context, tx Tx) error) error

	// Take leases at most max rows of the kind that are due at now, oldest first, and none whose lane is full. No two
	// calls return one row before its lease has passed: a row that was taken at t is due again at t+lease, unless it
	// was settled, replaced or dropped. Each row has a new Fence and a greater Attempt. A zero lease leases nothing:
	// each call lists every row.
	Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]Job, error)

	// Add inserts rows, in the transaction that ctx carries: that of an Update of this store, or the host's own where
	// the store documents how ctx carries it. Otherwise it uses a transaction of its own. It waits for no Update other
	// than one that writes a row with the same key, and reads nothing. A row whose key is already live does not change,
	// and of two rows with one key the first is inserted.
	Add(ctx context.Context, rows ...Job) error
}

// Scope announces what an Update will access.
type Scope struct {
	// Subjects are the threads that it is serialised by, in any order; at least one.
	Subjects []string
	// Keys, Names and IDs are the arguments of expected calls of Get, List and Remember. A store may read them ahead,
	// or ignore them; fn may use others too.
	Keys, Names, IDs []string
}

// On returns the scope of an Update of the subjects that announces no reads.
func On(subjects ...string) Scope { return Scope{Subjects: subjects} }

// Tx is one transaction of a [Store]. It sees its own writes. It is valid only inside the function that it was passed
// to, and is not safe for concurrent use.
type Tx interface {
	// Remember remembers the id and reports whether it is new. It is the inbox: an applied event is not applied again.
	Remember(id string) (first bool, err error)
	// Get returns the live rows with the keys, in the order of the keys; keys without a row are skipped.
	Get(keys ...string) ([]Job, error)
	// List returns at most max live rows of the kind that have the name among their Names and a key greater than after,
	// in the order of their keys, compared byte by byte.
	List(name, kind, after string, max int) ([]Job, error)
	// Put inserts or replaces the row with j.Key, and returns it with its Version and Fence. Claims on the old row
	// become void.
	Put(j Job) (Job, error)
	// Drop removes rows and returns those that were live, in the order of the keys. Claims on them become void.
	Drop(keys ...string) ([]Job, error)
	// Settle ends a claim: with a zero retryAt the row is removed, otherwise it becomes due then. It returns ErrStale
	// when the fence is not the row's current one.
	Settle(key string, fence uint64, retryAt time.Time) error
}
