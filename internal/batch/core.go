package batch

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// Core runs updates in groups. Its fields must not change after the first call. It is safe for concurrent use, and
// starts no goroutine that outlives the calls of Update whose group it runs.
type Core struct {
	// Backend begins the transactions. It must not be nil.
	Backend Backend
	// Groups is how many transactions run at a time, besides those that are held up by a slow function. Zero means 2. One is
	// begun beside another one only when as many updates wait as the other one has.
	Groups int
	// Size is how many updates share a transaction at most. Zero means 64.
	Size int
	// Ahead is how many rows of each announced name are read ahead. Zero means 100.
	Ahead int
	// Patience is how long a transaction may make no progress before another one is begun beside it, for those that
	// wait. Zero means 20 ms; a negative one means that there are never more than Groups, which is for a database with
	// one writer.
	Patience time.Duration

	mu        sync.Mutex
	queue     []*call        // those that wait, in the order of their arrival
	prompt    int            // number of groups that run, or gather their members, and are not slow
	gathering bool           // a group gathers its members
	running   int            // number of members of running groups that are not slow
	locked    map[string]int // the subjects of running groups
	usage     atomic.Int64   // how many numbers a function uses, estimated
}

// ErrNested is the error of an update that is begun inside the function of another one.
var ErrNested = errors.New("the store was called inside a transaction")

// Update runs fn as [schedule.Store] says. The ctx of fn carries an [Update], see [Running].
//
// A function may run again, alone in its transaction, after the database took back the group that it was in. A ctx that
// ends while its function does not run ends the call; the group of the function goes on while anybody waits for it.
func (c *Core) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if Running(ctx) != nil {
		return ErrNested
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(about.Subjects) == 0 {
		return errors.New("Update: scope: subjects: missing: name at least one thread")
	}
	for _, texts := range [][]string{about.Subjects, about.Keys, about.Names, about.IDs} {
		if err := c.Backend.Check(texts...); err != nil {
			return err
		}
	}
	m := newCall(c, ctx, about, fn)
	c.mu.Lock()
	c.queue = append(c.queue, m)
	c.dispatch()
	c.mu.Unlock()
	return m.wait()
}

func (c *Core) size() int { return cmp.Or(c.Size, 64) }

func (c *Core) patience() time.Duration { return cmp.Or(c.Patience, 20*time.Millisecond) }
