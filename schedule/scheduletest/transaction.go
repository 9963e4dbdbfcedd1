package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func ownWrites(ctx context.Context, s schedule.Store) error {
	if _, err := put(ctx, s, job("old", 0), job("claimed", 0), job("dropped", 0)); err != nil {
		return err
	}
	var kept schedule.Job
	err := updateThread(ctx, s, func(tx schedule.Tx) (err error) {
		for _, key := range []string{"new", "old", "old", "new"} {
			if kept, err = tx.Put(job(key, time.Minute)); err != nil {
				return err
			}
			if err := wantStored(tx, kept); err != nil {
				return err
			}
		}
		if err := seesOwnSettle(tx, "claimed"); err != nil {
			return err
		}
		old, err1 := wantDropped(tx, 1, "old")
		_, err2 := wantDropped(tx, 1, "dropped")
		_, err3 := wantDropped(tx, 0, "dropped", "claimed", "old")
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		if !old[0].Due.Equal(start.Add(time.Minute)) {
			return fmt.Errorf("dropping a row that the same transaction put: got one that is due at %v", old[0].Due.UTC())
		}
		return errors.Join(wantMissing(tx, "claimed"), wantMissing(tx, "dropped"), wantMissing(tx, "old"), wantStored(tx, kept))
	})
	if err != nil {
		return fmt.Errorf("in the transaction: %w", err)
	}
	for _, key := range []string{"claimed", "dropped", "old"} {
		if err := wantGone(ctx, s, key); err != nil {
			return err
		}
	}
	if err := wantRow(ctx, s, kept); err != nil {
		return err
	}
	_, err = wantOne(ctx, s, time.Minute, time.Hour, "new")
	return err
}

// seesOwnSettle settles a row for later, and then again by its new fence.
func seesOwnSettle(tx schedule.Tx, key string) error {
	claim, err := live(tx, key)
	if err != nil {
		return err
	}
	if err := tx.Settle(key, claim.Fence, start.Add(time.Hour)); err != nil {
		return err
	}
	if err := wantErrStale(key, tx.Settle(key, claim.Fence, time.Time{})); err != nil {
		return err
	}
	again, err := live(tx, key)
	if err != nil {
		return err
	}
	claim.Due, claim.Fence = start.Add(time.Hour), again.Fence
	if err := equal(again, claim); err != nil {
		return err
	}
	return errors.Join(tx.Settle(key, again.Fence, time.Time{}), wantMissing(tx, key))
}

// hidesUncommitted looks for the writes of a transaction that is undone in the end. The reader may have to wait for
// that end, so the transaction waits for it only briefly.
func hidesUncommitted(ctx context.Context, s schedule.Store) error {
	if _, err := putOne(ctx, s, job("replaced", 24*time.Hour)); err != nil {
		return err
	}
	undo := errors.New("undo")
	var looking chan error
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		if _, err := tx.Put(job("replaced", 0)); err != nil {
			return err
		}
		if _, err := tx.Put(job("new", 0)); err != nil {
			return err
		}
		if looking == nil {
			looking = make(chan error, 1)
			go func() { looking <- lookForUncommitted(ctx, s) }()
		}
		select {
		case err := <-looking:
			looking <- err
		case <-time.After(grace):
		}
		return undo
	})
	if !errors.Is(err, undo) {
		return err
	}
	return promptly(patience, "waiting for the end of a transaction", func() error { return <-looking })
}

func lookForUncommitted(ctx context.Context, s schedule.Store) error {
	if err := wantNone(ctx, s, time.Hour); err != nil {
		return err
	}
	return update(ctx, s, "case/6", func(tx schedule.Tx) error {
		_, err := wantListed(tx, "named new", "", noLimit)
		return errors.Join(err, wantMissing(tx, "new"))
	})
}

// failure is an error of a function's own.
type failure struct{ text string }

func (f *failure) Error() string { return f.text }

func ownError(ctx context.Context, s schedule.Store) error {
	own := &failure{"the function's own"}
	for _, err := range []error{
		own, fmt.Errorf("wrapped: %w", own), errors.Join(errors.New("another"), own), schedule.ErrStale,
		context.Canceled, context.DeadlineExceeded,
	} {
		for _, writes := range []bool{false, true} {
			got := s.Update(ctx, schedule.On(thread), func(_ context.Context, tx schedule.Tx) error {
				if writes {
					if _, err := tx.Put(job("a", 0)); err != nil {
						return err
					}
				}
				return err
			})
			want := error(own)
			if !errors.Is(err, own) {
				want = err
			}
			switch {
			case got == nil:
				return fmt.Errorf("the function returned %q, and Update nil", err)
			case !errors.Is(got, want):
				return fmt.Errorf("the function returned %q, and Update another error: %w", err, got)
			}
		}
	}
	return nil
}

func remembers(ctx context.Context, s schedule.Store) error {
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		for _, id := range oddNames {
			if err := errors.Join(wantRemember(tx, id, true), wantRemember(tx, id, false)); err != nil {
				return err
			}
		}
		_, err := tx.Put(job("row", 0))
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range oddNames {
		if err := errors.Join(wantFirst(ctx, s, thread, id, false), wantFirst(ctx, s, "case/6", id, false)); err != nil {
			return err
		}
	}
	// Ids and keys are unrelated.
	if err := errors.Join(wantFirst(ctx, s, thread, "row", true), wantGone(ctx, s, "a")); err != nil {
		return err
	}
	if _, err := drop(ctx, s, "row"); err != nil {
		return err
	}
	return wantFirst(ctx, s, thread, "row", false)
}

// closed calls a transaction that has ended, in every way. The calls must have no effect, and must not report success.
func closed(ctx context.Context, s schedule.Store) error {
	j, err := putOne(ctx, s, job("a", 0))
	if err != nil {
		return err
	}
	undo := errors.New("undo")
	for _, end := range []struct {
		name string
		fn   func() error
	}{
		{"is committed", func() error { return nil }},
		{"failed", func() error { return undo }},
		{"panicked", func() error { panic(undo) }},
	} {
		var (
			tx   schedule.Tx
			over context.Context
		)
		_, _ = safely(func() error {
			return s.Update(ctx, schedule.On(thread), func(ctx context.Context, own schedule.Tx) error {
				over, tx = ctx, own
				return end.fn()
			})
		})
		for _, call := range []struct {
			name string
			fn   func() error
		}{
			{"Remember", func() error { _, err := tx.Remember("late"); return err }},
			{"Get", func() error { _, err := tx.Get("a"); return err }},
			{"List", func() error { _, err := tx.List("name", kind, "", noLimit); return err }},
			{"Add by its ctx", func() error { return s.Add(over, job("late", 0)) }},
			{"Put", func() error { _, err := tx.Put(job("late", 0)); return err }},
			{"Drop", func() error { _, err := tx.Drop("a"); return err }},
			{"Settle", func() error { return tx.Settle("a", j.Fence, time.Time{}) }},
		} {
			if err, panicked := safely(call.fn); err == nil && !panicked {
				return fmt.Errorf("%s was taken after the transaction %s", call.name, end.name)
			}
		}
	}
	return errors.Join(wantRow(ctx, s, j), wantGone(ctx, s, "late"), wantFirst(ctx, s, thread, "late", true))
}
