package batch

import (
	"context"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// Backend begins the transactions of a database. It must be safe for concurrent use.
type Backend interface {
	// Begin begins a transaction. It first locks q.Subjects, which are sorted and distinct, so that it waits for every
	// other transaction that has locked one of them, in any process; it must lock them in one order that is the same for
	// all transactions. Then it answers q as [Transaction.Read] does, by what is committed after all subjects are locked.
	// When it returns an error, no transaction is left.
	Begin(ctx context.Context, q Query) (Transaction, Answer, error)
	// Conflict reports whether err, which may be wrapped, says that the database took a transaction back for the sake of
	// another one, as it does in a deadlock: the same transaction may succeed when it runs again. It must be false for
	// an error after which it is unknown whether a transaction was committed.
	Conflict(err error) bool
	// Check returns an error when the database cannot keep one of the texts: subjects, keys, kinds, lanes, names or ids.
	// It names the text, and asks nobody.
	Check(texts ...string) error
}

// Transaction is one transaction of a [Backend]. It is used by one goroutine at a time, though not always by the same
// one. It is over after Commit or Rollback. After an error of any method except Commit only Rollback is called.
type Transaction interface {
	// Read answers q; q.Subjects is empty. Rows that it returns are locked: no other transaction changes, takes or
	// removes one until this one has ended. It waits for transactions that have locked one of the rows, and then returns
	// them as they are after those transactions, together with the rows that those inserted. It locks the rows of one
	// call in one order that is the same for all transactions.
	//
	// It does not see what a later Commit will write. It sees what Insert wrote.
	Read(ctx context.Context, q Query) (Answer, error)
	// Insert does at once what Commit does with [Writes.Added].
	Insert(ctx context.Context, rows []schedule.Job) error
	// Savepoint sets a savepoint, in place of the one set before.
	Savepoint(ctx context.Context) error
	// RollbackToSavepoint undoes all that was done in the transaction since Savepoint. It also repairs a transaction
	// that [Transaction.Failed] since then.
	RollbackToSavepoint(ctx context.Context) error
	// Failed reports whether a statement of the host failed, so that the transaction cannot be committed. It asks
	// nobody. A database that goes on after a failed statement returns false.
	Failed() bool
	// Commit writes w and commits, in one round trip if the database can do that. An error undoes everything; unknown is
	// true when it may have been committed nevertheless. It is an error for which Conflict is true when another
	// transaction has remembered one of w.IDs meanwhile.
	Commit(ctx context.Context, w Writes) (unknown bool, err error)
	// Rollback undoes everything, and frees the connection whatever has happened to it; ctx may be done.
	Rollback(ctx context.Context)
}

// Query is what one round trip reads. Its parts may be empty.
type Query struct {
	// Subjects are the threads to lock, sorted and distinct. They are empty except in Begin.
	Subjects []string
	// Keys are the keys of rows, distinct.
	Keys []string
	// Lists are lists of rows by name.
	Lists []List
	// IDs are ids that may be remembered, distinct.
	IDs []string
	// Numbers is how many numbers are needed at least, for versions and fences.
	Numbers int
}

// List asks for at most Max rows that have the name among their Names, in the order of their keys, byte by byte, from
// the first one greater than After. Kind is the kind of the rows; where AnyKind is set it is empty and rows of every
// kind are asked for.
type List struct {
	Name, Kind string
	AnyKind    bool
	After      string
	Max        int
}

// Answer answers a [Query].
type Answer struct {
	// Rows are the live rows with the keys, in any order. They share no memory with the backend.
	Rows []schedule.Job
	// Lists are the lists that were asked for, in the order in which they were asked for.
	Lists [][]schedule.Job
	// Known are those of the ids that are remembered, in any order.
	Known []string
	// Numbers are the numbers, at least as many as were asked for. Each is greater than every number that was used by
	// a transaction which has locked one of the subjects, and is never given again, not even after a rollback.
	Numbers []Block
}

// Block is a number of consecutive numbers.
type Block struct {
	First uint64
	Count int
}

// Writes are what an update, or a group of them, writes. No key is in two of Put, Dropped and Added.
type Writes struct {
	// IDs are remembered. They were not when they were read.
	IDs []string
	// Put are inserted, or replace the rows with their keys, as they are: with Version, Attempt and Fence. Their leases
	// end.
	Put []schedule.Job
	// Dropped are the keys of rows to remove. There may be none with a key.
	Dropped []string
	// Added are inserted where no row with their key is live, with a new number as Version and Fence and no Attempt.
	// Those that are live do not change. Keys are distinct.
	Added []schedule.Job
	// Entries are recorded in their order, as [history.Recorder] says. They have been checked.
	Entries []history.Entry
}

// Empty reports whether there is nothing to write.
func (w *Writes) Empty() bool {
	return len(w.IDs)+len(w.Put)+len(w.Dropped)+len(w.Added)+len(w.Entries) == 0
}
