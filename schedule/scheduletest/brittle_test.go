package scheduletest_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

var errBroken = errors.New("disk on fire")

// brittle is a store that fails from one of its calls on, those of its transactions included.
type brittle struct {
	schedule.Memory
	left atomic.Int64
}

func (b *brittle) broken() error {
	if b.left.Add(-1) < 0 {
		return errBroken
	}
	return nil
}

func (b *brittle) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if err := b.broken(); err != nil {
		return err
	}
	return b.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, brittleTx{tx, b}) })
}

func (b *brittle) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	if err := b.broken(); err != nil {
		return nil, err
	}
	return b.Memory.Take(ctx, now, kind, lease, most, full...)
}

func (b *brittle) Add(ctx context.Context, rows ...schedule.Job) error {
	if err := b.broken(); err != nil {
		return err
	}
	return b.Memory.Add(ctx, rows...)
}

type brittleTx struct {
	schedule.Tx
	b *brittle
}

func (tx brittleTx) Remember(id string) (bool, error) {
	if err := tx.b.broken(); err != nil {
		return false, err
	}
	return tx.Tx.Remember(id)
}

func (tx brittleTx) Get(keys ...string) ([]schedule.Job, error) {
	if err := tx.b.broken(); err != nil {
		return nil, err
	}
	return tx.Tx.Get(keys...)
}

func (tx brittleTx) List(name, kind, after string, most int) ([]schedule.Job, error) {
	if err := tx.b.broken(); err != nil {
		return nil, err
	}
	return tx.Tx.List(name, kind, after, most)
}

func (tx brittleTx) Put(j schedule.Job) (schedule.Job, error) {
	if err := tx.b.broken(); err != nil {
		return schedule.Job{}, err
	}
	return tx.Tx.Put(j)
}

func (tx brittleTx) Drop(keys ...string) ([]schedule.Job, error) {
	if err := tx.b.broken(); err != nil {
		return nil, err
	}
	return tx.Tx.Drop(keys...)
}

func (tx brittleTx) Settle(key string, fence uint64, retryAt time.Time) error {
	if err := tx.b.broken(); err != nil {
		return err
	}
	return tx.Tx.Settle(key, fence, retryAt)
}

// A store's own error is told and found, whenever it comes.
func TestErrorsOfTheStore(t *testing.T) {
	t.Parallel()
	for n := range 50 {
		t.Run(fmt.Sprintf("after %d calls", n), func(t *testing.T) {
			t.Parallel()
			broken := check(t, func() schedule.Store {
				var b brittle
				b.left.Store(int64(n))
				return &b
			})
			if n == 0 {
				require.Equal(t, names, rules(broken))
			}
			for _, v := range broken {
				require.ErrorIs(t, v, errBroken, v.Rule)
				require.ErrorContains(t, v, v.Rule+": ")
				require.ErrorContains(t, v, "disk on fire")
			}
		})
	}
}

// names are the rules, which are never renamed.
var names = []string{
	"keys", "payloads", "instants", "copies",
	"oldest_first", "kinds", "max", "not_before_due", "state", "big",
	"leases", "zero_lease", "clock_back", "attempts",
	"versions", "fences", "replace", "drop", "done", "retry", "stale",
	"own_writes", "hides_uncommitted", "rollback_on_error", "rollback_on_panic", "own_error", "remember", "closed", "cancelled",
	"lost_update", "write_skew", "remember_once", "whole", "take_once", "claim_race",
	"get_many", "names", "renamed", "lanes", "add", "add_within", "add_at_once",
	"any_subject", "any_order", "row_once", "row_update", "row_skew",
	"announced", "announced_at_once", "announced_order", "together", "together_fails",
	"reopen", "crash", "commit_unknown",
}

// A store that cannot be reopened breaks what needs it, by its own error.
func TestCannotReopen(t *testing.T) {
	t.Parallel()
	broken := check(t, func() schedule.Store { return newLedger(cannotReopen) })
	require.Equal(t, []string{"reopen", "crash"}, rules(broken))
	for _, v := range broken {
		require.ErrorIs(t, v, errBroken)
	}
}

// A store that stops the goroutine, as a failing require does, is told as well.
type stopping struct{ schedule.Memory }

func (*stopping) Update(context.Context, schedule.Scope, func(context.Context, schedule.Tx) error) error {
	runtime.Goexit()
	return nil
}

func TestStoreThatStops(t *testing.T) {
	t.Parallel()
	require.Equal(t, names, rules(check(t, func() schedule.Store { return &stopping{} })))
}

// A store that never comes back from a call does not stop the suite.
type stuck struct{ schedule.Memory }

func (*stuck) Update(ctx context.Context, _ schedule.Scope, _ func(context.Context, schedule.Tx) error) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestStoreThatIsStuck(t *testing.T) {
	t.Parallel()
	broken := check(t, func() schedule.Store { return &stuck{} })
	require.Equal(t, names, rules(broken))
	require.ErrorContains(t, broken[0], "keys: the rule's calls: not over after 2m0s")
}

var _ scheduletest.Reopener = (*ledger)(nil)
