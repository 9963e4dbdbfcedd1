package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// settlesForGood settles by the fences of Take, Put and Get: whoever has the current one may settle.
func settlesForGood(ctx context.Context, s schedule.Store) error {
	stored, err := put(ctx, s, job("taken", 0), job("put", time.Hour), job("got", time.Hour), job("stays", time.Hour))
	if err != nil {
		return err
	}
	taken, err := wantOne(ctx, s, 0, time.Minute, "taken")
	if err != nil {
		return err
	}
	got, err := get(ctx, s, job("got", 0))
	if err != nil {
		return err
	}
	for _, claim := range []schedule.Job{taken, stored[1], got} {
		if err := settle(ctx, s, claim, time.Time{}); err != nil {
			return fmt.Errorf("row %q: its current claim: %w", claim.Key, err)
		}
		if err := errors.Join(wantGone(ctx, s, claim.Key), wantStale(ctx, s, claim)); err != nil {
			return err
		}
	}
	if _, err := wantOne(ctx, s, 24*time.Hour, time.Minute, "stays"); err != nil {
		return err
	}
	// The key is free again.
	again, err := putOne(ctx, s, job("taken", 0))
	if err != nil {
		return err
	}
	if err := errors.Join(wantStale(ctx, s, taken), wantRow(ctx, s, again)); err != nil {
		return err
	}
	_, err = wantOne(ctx, s, 0, time.Minute, "taken")
	return err
}

func retry(ctx context.Context, s schedule.Store) error {
	if _, err := putOne(ctx, s, job("a", 0)); err != nil {
		return err
	}
	const h, us = time.Hour, time.Microsecond
	claim, err := wantOne(ctx, s, 0, time.Minute, "a")
	if err != nil {
		return err
	}
	// The third retry is long before its lease has passed, and the fourth is in the past: it becomes due at once.
	for i, step := range []struct{ retry, lease time.Duration }{
		{h, time.Minute}, {2*h + us, 1000 * h}, {3 * h, 1000 * h}, {-h, time.Minute},
	} {
		if err := settle(ctx, s, claim, start.Add(step.retry)); err != nil {
			return fmt.Errorf("retry %d: %w", i, err)
		}
		if err := wantStale(ctx, s, claim); err != nil {
			return fmt.Errorf("after retry %d: %w", i, err)
		}
		row, err := get(ctx, s, job("a", 0))
		if err != nil {
			return fmt.Errorf("after retry %d: %w", i, err)
		}
		want := claim
		want.Due, want.Fence = start.Add(step.retry), row.Fence
		if err := equal(row, want); err != nil {
			return fmt.Errorf("after retry %d: %w", i, err)
		}
		if err := wantNone(ctx, s, step.retry-us); err != nil {
			return fmt.Errorf("after retry %d: %w", i, err)
		}
		if claim, err = wantOne(ctx, s, step.retry, step.lease, "a"); err != nil {
			return fmt.Errorf("after retry %d: %w", i, err)
		}
		want.Fence, want.Attempt = claim.Fence, want.Attempt+1
		if err := equal(claim, want); err != nil {
			return fmt.Errorf("after retry %d: %w", i, err)
		}
	}
	return nil
}

// wantOrder checks that dropped rows are in the order of the keys.
func wantOrder(got []string, want ...string) error {
	if slices.Equal(got, want) {
		return nil
	}
	return fmt.Errorf("the dropped rows %q are not in the order of the keys, %q", got, want)
}

func drops(ctx context.Context, s schedule.Store) error {
	idle := job("idle", 0)
	idle.Due = time.Time{}
	stored, err := put(ctx, s, job("taken", 0), job("waits", time.Hour), idle, job("stays", time.Hour))
	if err != nil {
		return err
	}
	taken, err := wantOne(ctx, s, 0, time.Minute, "taken")
	if err != nil {
		return err
	}
	dropped := map[string]schedule.Job{}
	err = updateThread(ctx, s, func(tx schedule.Tx) error {
		_, err1 := wantDropped(tx, 0)
		_, err2 := wantDropped(tx, 0, "never", "Taken", "taken ")
		got, err3 := wantDropped(tx, 3, "waits", "never", "taken", "idle", "taken")
		_, err4 := wantDropped(tx, 0, "waits", "taken")
		var order []string
		for _, j := range got {
			dropped[j.Key] = j
			order = append(order, j.Key)
		}
		err5 := errors.Join(err3, wantOrder(order, "waits", "taken", "idle"))
		return errors.Join(err1, err2, err5, err4)
	})
	if err != nil {
		return err
	}
	for _, want := range []schedule.Job{taken, stored[1], stored[2]} {
		if err := equal(dropped[want.Key], want); err != nil {
			return fmt.Errorf("dropping: %w", err)
		}
		if err := errors.Join(wantGone(ctx, s, want.Key), wantStale(ctx, s, want)); err != nil {
			return fmt.Errorf("after dropping: %w", err)
		}
	}
	err = updateThread(ctx, s, func(tx schedule.Tx) error {
		_, err := wantDropped(tx, 0, "waits", "taken")
		return err
	})
	if err != nil {
		return err
	}
	if _, err := wantOne(ctx, s, 24*time.Hour, time.Minute, "stays"); err != nil {
		return fmt.Errorf("after dropping: %w", err)
	}
	// A row with the key of a dropped one is another row.
	if _, err := putOne(ctx, s, job("taken", 0)); err != nil {
		return err
	}
	return wantStale(ctx, s, taken)
}
