package scheduletest_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// ledger is a store that shares no code with Memory. It lists its rows in no order, knows microseconds only, and gives
// an empty payload back for nil. A transaction writes aside; when what it read has changed by its end, it runs again.
type ledger struct {
	*disk
	flaw       flaw
	optimistic bool // updates of a subject do not wait for each other
	shy        bool // Take passes by the rows of subjects that are being updated
	slow       bool // every call takes its time, which needs a bubble
	latest     time.Time
}

// disk is what outlives the process.
type disk struct {
	mu      sync.Mutex
	rows    map[string]record
	inbox   map[string]bool
	seq     uint64
	threads map[string]chan struct{} // holds a token while the subject is being updated
	waiting map[string]int           // how many wait for the subject
	shared  map[string]error         // what one that waits for the subject fails with
	pauses  atomic.Int64
}

// inEntry is under which a ctx carries a transaction of the disk.
type inEntry struct{ *disk }

type record struct {
	schedule.Job
	arrived         uint64
	taken, leased   time.Time
	everTaken       int
	droppedButThere bool
}

func newLedger(f flaw) *ledger {
	return &ledger{flaw: f, disk: &disk{rows: map[string]record{}, inbox: map[string]bool{}, threads: map[string]chan struct{}{},
		waiting: map[string]int{}, shared: map[string]error{}}}
}

// pause takes some microseconds, not the same each time.
func (l *ledger) pause() {
	if l.slow {
		time.Sleep(time.Duration(1+l.pauses.Add(1)*7919%13) * time.Microsecond)
	}
}

func (l *ledger) next() uint64 {
	l.seq++
	return l.seq
}

// turns waits until no other update of any of the subjects runs.
func (l *ledger) turns(ctx context.Context, about schedule.Scope) (end func(), err error) {
	subjects := about.Subjects
	var ends []func()
	end = func() {
		for _, end := range ends {
			end()
		}
	}
	if l.optimistic {
		return end, nil
	}
	switch l.flaw {
	case locksFirst:
		subjects = subjects[:1]
	case locksAsGiven:
	default:
		subjects = slices.Compact(slices.Sorted(slices.Values(subjects)))
	}
	if l.flaw == aheadLocksAsGiven {
		subjects = slices.Clone(subjects)
		for _, key := range about.Keys {
			if name := "row " + key; !slices.Contains(subjects, name) {
				subjects = append(subjects, name)
			}
		}
	}
	for _, subject := range subjects {
		one, err := l.turn(ctx, subject)
		if err != nil {
			end()
			return nil, err
		}
		ends = append(ends, one)
	}
	return end, nil
}

// turn waits until no other update of the subject runs.
func (l *ledger) turn(ctx context.Context, subject string) (func(), error) {
	l.mu.Lock()
	thread := l.threads[subject]
	if thread == nil {
		thread = make(chan struct{}, 1)
		l.threads[subject] = thread
	}
	l.waiting[subject]++
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.waiting[subject]--
	}()
	if l.flaw == waitsForever {
		ctx = context.WithoutCancel(ctx)
	}
	select {
	case thread <- struct{}{}:
		return func() { <-thread }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *ledger) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) (err error) {
	if err := ctx.Err(); err != nil && l.flaw != ignoresContext {
		return err
	}
	early := l.ahead(about)
	end, err := l.turns(ctx, about)
	if err != nil {
		return err
	}
	if err := l.sharedFailure(about.Subjects[0]); err != nil {
		end()
		return err
	}
	for over := false; !over; {
		over, err = l.attempt(ctx, about, early, fn, end)
	}
	end()
	return err
}

// attempt runs fn and tells whether that was it.
func (l *ledger) attempt(
	ctx context.Context, about schedule.Scope, early early, fn func(context.Context, schedule.Tx) error, end func(),
) (over bool, err error) {
	tx := &entry{l: l, subject: about.Subjects[0], about: about, early: early, writes: map[string]*record{}, reads: map[string]record{}, ids: map[string]bool{}}
	defer func() {
		p := recover()
		tx.closed = l.flaw != staysOpen
		if p == nil {
			return
		}
		tx.panicked()
		if l.flaw == panicIsNil {
			over, err = true, nil
			return
		}
		if l.flaw != panicLocks {
			end()
		}
		panic(p)
	}()
	err = fn(context.WithValue(ctx, inEntry{l.disk}, tx), tx)
	if !tx.valid() {
		return false, nil
	}
	if err == nil && tx.spoilt {
		err = errors.New("the transaction is aborted")
	}
	if err != nil {
		tx.rollback()
		switch l.flaw {
		case swallowsError:
			return true, nil
		case hidesError:
			return true, errors.New(err.Error())
		}
		return true, err
	}
	return tx.commit(ctx)
}

func (l *ledger) Reopen(context.Context) (schedule.Store, error) {
	again := *l
	again.disk = &disk{rows: l.rows, inbox: l.inbox, seq: l.seq, threads: map[string]chan struct{}{},
		waiting: map[string]int{}, shared: map[string]error{}}
	switch l.flaw {
	case cannotReopen:
		return nil, errBroken
	case inboxInMemory:
		again.inbox = map[string]bool{}
	case sequenceInMemory:
		again.seq = 0
	case leasesInMemory:
		for key, r := range again.rows {
			r.leased = time.Time{}
			again.rows[key] = r
		}
	}
	return &again, nil
}
