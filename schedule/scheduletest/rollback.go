package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// storedRows are the rows of a store before a transaction that changes all of them.
type storedRows struct{ kept, dropped, done, retried schedule.Job }

func prepare(ctx context.Context, s schedule.Store) (storedRows, error) {
	if err := wantFirst(ctx, s, thread, "known", true); err != nil {
		return storedRows{}, err
	}
	if _, err := put(ctx, s, job("done", 0), job("retried", time.Microsecond)); err != nil {
		return storedRows{}, err
	}
	taken, err := wantTaken(ctx, s, time.Second, time.Hour, noLimit, "done", "retried")
	if err != nil {
		return storedRows{}, err
	}
	stored, err := put(ctx, s, job("kept", time.Minute), job("dropped", 2*time.Minute))
	if err != nil {
		return storedRows{}, err
	}
	return storedRows{kept: stored[0], dropped: stored[1], done: taken[0], retried: taken[1]}, nil
}

// write changes all rows of prepare, and more.
func (b storedRows) write(tx schedule.Tx) error {
	if err := errors.Join(wantRemember(tx, "known", false), wantRemember(tx, "new", true)); err != nil {
		return err
	}
	changed := job("kept", 0)
	changed.Payload, changed.Names = []byte("changed"), []string{"changed", "name"}
	if _, err := tx.Put(changed); err != nil {
		return err
	}
	if _, err := tx.Put(job("new", 0)); err != nil {
		return err
	}
	if _, err := wantDropped(tx, 1, "dropped"); err != nil {
		return err
	}
	if err := tx.Settle("done", b.done.Fence, time.Time{}); err != nil {
		return err
	}
	return tx.Settle("retried", b.retried.Fence, start)
}

// intact checks that nothing of write is stored.
func (b storedRows) intact(ctx context.Context, s schedule.Store) error {
	for _, j := range []schedule.Job{b.kept, b.dropped, b.done, b.retried} {
		if err := wantRow(ctx, s, j); err != nil {
			return err
		}
	}
	if err := errors.Join(wantGone(ctx, s, "new"), wantNone(ctx, s, time.Minute-time.Microsecond)); err != nil {
		return err
	}
	for _, name := range []string{"kept", "dropped", "done", "retried"} {
		if err := wantNamed(ctx, s, "named "+name, name); err != nil {
			return err
		}
	}
	if err := errors.Join(wantNamed(ctx, s, "changed"), wantNamed(ctx, s, "named new")); err != nil {
		return err
	}
	if _, err := wantTaken(ctx, s, 3*time.Minute, 24*time.Hour, noLimit, "kept", "dropped"); err != nil {
		return err
	}
	for _, claim := range []schedule.Job{b.done, b.retried} {
		if err := settle(ctx, s, claim, time.Time{}); err != nil {
			return fmt.Errorf("row %q: its claim: %w", claim.Key, err)
		}
	}
	return errors.Join(wantFirst(ctx, s, thread, "known", false), wantFirst(ctx, s, thread, "new", true))
}

func rollbackOnError(ctx context.Context, s schedule.Store) error {
	b, err := prepare(ctx, s)
	if err != nil {
		return err
	}
	undo := errors.New("undo")
	for range 2 {
		err := updateThread(ctx, s, func(tx schedule.Tx) error {
			if err := b.write(tx); err != nil {
				return err
			}
			return undo
		})
		if !errors.Is(err, undo) {
			return fmt.Errorf("the transaction that is undone: %w", err)
		}
	}
	return b.intact(ctx, s)
}

func rollbackOnPanic(ctx context.Context, s schedule.Store) error {
	b, err := prepare(ctx, s)
	if err != nil {
		return err
	}
	return promptly(patience, "the next calls after a panic", func() error {
		for range 2 {
			var failed error
			err, panicked := safely(func() error {
				return s.Update(ctx, schedule.On(thread), func(_ context.Context, tx schedule.Tx) error {
					if failed = b.write(tx); failed != nil {
						return failed
					}
					panic("undo")
				})
			})
			switch {
			case failed != nil:
				return fmt.Errorf("the transaction that panics: %w", failed)
			case err == nil && !panicked:
				return errors.New("the function panicked: Update returned nil")
			}
		}
		return b.intact(ctx, s)
	})
}
