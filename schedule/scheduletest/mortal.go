package scheduletest

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

var errDead = errors.New("the process has ended")

// death is how a process ends at a call of its store.
type death string

const (
	beforeCall death = "before" // nothing reached the store
	insideCall death = "inside" // the function was run and not committed
	afterCall  death = "after"  // it is done, and nobody got the answer
)

// mortal is a process's view of a store. At one of its calls the process ends.
type mortal struct {
	schedule.Store
	calls int // so far
	last  int // the number of the call at which it ends; zero means never
	death death
}

func (m *mortal) dies() bool {
	m.calls++
	return m.calls == m.last
}

func (m *mortal) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if !m.dies() {
		return m.Store.Update(ctx, about, fn)
	}
	switch m.death {
	case insideCall:
		_, _ = safely(func() error {
			return m.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
				_ = fn(ctx, tx)
				panic(errDead)
			})
		})
	case afterCall:
		_ = m.Store.Update(ctx, about, fn)
	}
	return errDead
}

func (m *mortal) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	if !m.dies() {
		return m.Store.Take(ctx, now, kind, lease, most, full...)
	}
	if m.death == afterCall {
		_, _ = m.Store.Take(ctx, now, kind, lease, most, full...)
	}
	return nil, errDead
}
