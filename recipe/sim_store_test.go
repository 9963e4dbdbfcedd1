package recipe_test

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// simDB is the database of a world: the store's rows, and in the same transactions the history and what local
// handlers write. It watches what is committed and when.
type simDB struct {
	mem     schedule.Memory
	seq     int // counts what happens
	rows    map[string]time.Time
	sent    map[string]int   // when each event was first sent
	applied map[string][]int // when it was committed
	entries []simEntry
	done    []*simCall // what the handlers did, in order; local ones when they are committed
	epochs  map[string]int
	clocks  map[string]time.Time // of the worker that applied each event
	since   map[string]time.Time // from when on what each event armed counts
	sets    map[string]simEdit   // that the worker had
}

// simEntry is a committed line of the history.
type simEntry struct {
	seq    int
	worker int
	history.Entry
}

func (db *simDB) init() {
	db.rows, db.sent = map[string]time.Time{}, map[string]int{}
	db.applied, db.epochs = map[string][]int{}, map[string]int{}
	db.clocks, db.since, db.sets = map[string]time.Time{}, map[string]time.Time{}, map[string]simEdit{}
}

func (db *simDB) tickSeq() int { db.seq++; return db.seq }

// simStore is the store of every engine: the flight says whose world it is.
type simStore struct{}

var _ schedule.Store = simStore{}

func (simStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	f := simIn(ctx)
	if f.life.dead {
		return errSimDead
	}
	f.entered, f.since = f.w.clock(f.worker), f.w.armedAt(f.worker)
	f.set, f.about = f.w.sets[f.worker], about.Subjects[0]
	roll, bad := f.w.fault("update", about.Subjects[0])
	if !bad {
		return f.update(ctx, about, fn, 0)
	}
	what, roll := roll%12, roll/12
	switch what {
	case 0, 1:
		f.w.tell(f, "updates %s, and before", about.Subjects[0])
		return f.crash()
	case 2:
		f.w.tell(f, "updates %s: down", about.Subjects[0])
		return errSimDown
	case 3:
		f.w.tell(f, "updates %s: panics", about.Subjects[0])
		panic(errSimDown)
	case 4:
		f.w.tell(f, "is about to update %s", about.Subjects[0])
		f.pause(roll)
	case 5: // a serialisation conflict: it is run again
		if err := f.update(ctx, about, fn, -1); !errors.Is(err, errSimAgain) {
			return err
		}
	case 6:
		f.w.tell(f, "updates %s, and in the middle", about.Subjects[0])
		return f.update(ctx, about, fn, 1+int(roll%8))
	}
	if f.life.dead {
		return errSimDead
	}
	if err := f.update(ctx, about, fn, 0); err != nil {
		return err
	}
	switch what {
	case 7, 8, 9:
		f.w.tell(f, "has updated %s, and then", about.Subjects[0])
		return f.crash()
	case 10:
		f.w.tell(f, "has updated %s, and the answer is lost", about.Subjects[0])
		return errSimLost
	case 11:
		f.w.tell(f, "has updated %s", about.Subjects[0])
		f.pause(roll)
		if roll%7 == 0 {
			return f.crash()
		}
		if f.life.dead {
			return errSimDead
		}
	}
	return nil
}

var errSimAgain = errors.New("again")

// update runs one transaction. It crashes at the call of the transaction that is numbered so, or before it commits;
// -1 takes the whole transaction back instead.
func (f *simFlight) update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error, crashAt int) error {
	db := &f.w.db
	f.began, f.begunAt = db.tickSeq(), f.w.now
	tx := &simTx{f: f, crashAt: crashAt}
	err := db.mem.Update(ctx, about, func(ctx context.Context, real schedule.Tx) error {
		tx.Tx = real
		f.tx = tx
		defer func() { f.tx = nil }()
		err := fn(ctx, tx)
		switch {
		case f.life.dead:
			return errSimDead
		case err != nil:
			return err
		case crashAt > 0:
			return f.crash()
		case crashAt < 0:
			return errSimAgain
		}
		return nil
	})
	if err != nil {
		f.w.tell(f, "takes back its update of %s: %v", about.Subjects[0], err)
		return err
	}
	seq := db.tickSeq()
	for _, id := range tx.remembered {
		if f.event != "" && id == "event/"+f.event {
			db.applied[f.event] = append(db.applied[f.event], seq)
			db.clocks[f.event], db.since[f.event], db.sets[f.event] = f.entered, f.since, f.set
		}
	}
	for _, put := range tx.rows {
		put()
	}
	for _, e := range tx.entries {
		db.entries = append(db.entries, simEntry{seq, f.worker, e})
	}
	for _, c := range tx.done {
		c.seq = seq
		db.done = append(db.done, c)
		if c.answer == simDone {
			f.w.host.acts(f.w, c)
		}
	}
	f.w.tell(f, "updates %s: %s", about.Subjects[0], tx)
	return nil
}

func (simStore) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]schedule.Job, error) {
	f := simIn(ctx)
	if f.life.dead {
		return nil, errSimDead
	}
	f.claimed = f.w.clock(f.worker)
	roll, bad := f.w.fault("take", kind)
	what, roll := roll%8, roll/8
	if bad {
		switch what {
		case 0:
			return nil, f.crash()
		case 1:
			f.w.tell(f, "takes: down")
			return nil, errSimDown
		case 2:
			f.w.tell(f, "takes: panics")
			panic(errSimDown)
		}
	}
	jobs, err := f.w.db.mem.Take(ctx, now, kind, lease, max, full...)
	if len(jobs) > 0 {
		for _, j := range jobs {
			f.w.tell(f, "takes %s", j.Key)
		}
	}
	if !bad || err != nil {
		return jobs, err
	}
	switch what {
	case 3, 4, 5:
		return nil, f.crash()
	case 6:
		f.w.tell(f, "takes: the answer is lost")
		return nil, errSimLost
	default:
		f.pause(roll)
	}
	if f.life.dead {
		return nil, errSimDead
	}
	return jobs, nil
}

func (simStore) Add(ctx context.Context, rows ...schedule.Job) error {
	f := simIn(ctx)
	if f.life.dead {
		return errSimDead
	}
	if f.tx != nil {
		return f.tx.add(ctx, rows)
	}
	return simStore{}.Update(ctx, schedule.On("add"), func(ctx context.Context, _ schedule.Tx) error { return f.tx.add(ctx, rows) })
}
