package scheduletest

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

var errCrashed = errors.New("the process has ended")

// crashPoint says when a process crashes during a call of its store.
type crashPoint string

const (
	beforeCall crashPoint = "before" // the function ran and was not committed
	insideCall crashPoint = "inside" // the call was done, and nobody got the answer
	afterCall  crashPoint = "after"  // it is done, and nobody got the answer
)

// crashingStore is a process's view of a store. The process crashes at one of its calls.
type crashingStore struct {
	schedule.Store
	calls     int // so far
	crashCall int // the number of the call at which it crashes; zero means never
	point     crashPoint
}

func (m *crashingStore) crashes() bool {
	m.calls++
	return m.calls == m.crashCall
}

func (m *crashingStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if !m.crashes() {
		return m.Store.Update(ctx, about, fn)
	}
	switch m.point {
	case insideCall:
		_, _ = safely(func() error {
			return m.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
				_ = fn(ctx, tx)
				panic(errCrashed)
			})
		})
	case afterCall:
		_ = m.Store.Update(ctx, about, fn)
	}
	return errCrashed
}

func (m *crashingStore) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	if !m.crashes() {
		return m.Store.Take(ctx, now, kind, lease, most, full...)
	}
	if m.point == afterCall {
		_, _ = m.Store.Take(ctx, now, kind, lease, most, full...)
	}
	return nil, errCrashed
}
