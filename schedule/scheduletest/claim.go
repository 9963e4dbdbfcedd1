package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func versions(ctx context.Context, s schedule.Store) error {
	var last uint64
	newer := func(after string, j schedule.Job, err error) error {
		if err == nil && j.Version <= last {
			err = fmt.Errorf("version after %s: got %d, want more than %d", after, j.Version, last)
		}
		last = j.Version
		return err
	}
	puts := func(after string) error {
		given := job("a", 0)
		given.Version = 1 // the store counts this, not the caller
		j, err := putOne(ctx, s, given)
		if err := newer(after, j, err); err != nil {
			return err
		}
		return wantRow(ctx, s, j)
	}
	if err := errors.Join(puts("nothing"), puts("a Put"), puts("two Puts")); err != nil {
		return err
	}
	both, err := put(ctx, s, job("a", 0), job("a", 0))
	if err := newer("a Put of another transaction", both[0], err); err != nil {
		return err
	}
	if err := newer("a Put of the same transaction", both[1], nil); err != nil {
		return err
	}
	for range 2 {
		if _, err := drop(ctx, s, "a"); err != nil {
			return err
		}
		if err := puts("a Drop"); err != nil {
			return err
		}
	}
	claim, err := wantOne(ctx, s, 0, time.Minute, "a")
	if err != nil {
		return err
	}
	if claim.Version != last {
		return fmt.Errorf("version after a Take: got %d, want %d as before", claim.Version, last)
	}
	if err := settle(ctx, s, claim, start); err != nil {
		return err
	}
	if claim, err = wantOne(ctx, s, 0, time.Minute, "a"); err != nil {
		return err
	}
	if claim.Version != last {
		return fmt.Errorf("version after a retry: got %d, want %d as before", claim.Version, last)
	}
	if err := settle(ctx, s, claim, time.Time{}); err != nil {
		return err
	}
	if err := puts("a Settle"); err != nil {
		return err
	}
	var again schedule.Job
	err = updateThread(ctx, s, func(tx schedule.Tx) error {
		if _, err := tx.Drop("a"); err != nil {
			return err
		}
		again, err = tx.Put(job("a", 0))
		return err
	})
	return newer("a Drop of the same transaction", again, err)
}

// fences follows a row through every change of its fence, and then tries all old fences.
func fences(ctx context.Context, s schedule.Store) error {
	var (
		at      time.Duration
		claims  []schedule.Job
		current schedule.Job
	)
	puts := func() (err error) { current, err = putOne(ctx, s, job("a", 0)); return err }
	takes := func() (err error) {
		at += time.Hour
		current, err = wantOne(ctx, s, at, time.Minute, "a")
		return err
	}
	retries := func() (err error) {
		if err = settle(ctx, s, current, start.Add(at)); err == nil {
			current, err = get(ctx, s, job("a", 0))
		}
		return err
	}
	drops := func() error { current = schedule.Job{}; _, err := drop(ctx, s, "a"); return err }
	done := func() error {
		claim := current
		current = schedule.Job{}
		return settle(ctx, s, claim, time.Time{})
	}
	for i, step := range []func() error{
		puts, puts, takes, takes, takes, retries, retries, takes, retries, takes, puts, takes, drops, puts, takes,
		done, puts, takes, drops, puts, done, puts, takes, takes, retries, drops, puts, retries, takes,
	} {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
		if current.Key == "" { // dropped or done
			continue
		}
		for _, old := range claims {
			if old.Fence == current.Fence {
				return fmt.Errorf("step %d: fence %d is used again", i, old.Fence)
			}
		}
		claims = append(claims, current)
		if err := wantRow(ctx, s, current); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	for _, old := range claims[:len(claims)-1] {
		if err := wantStale(ctx, s, old); err != nil {
			return err
		}
	}
	return settle(ctx, s, current, time.Time{})
}

func replace(ctx context.Context, s schedule.Store) error {
	first, err := put(ctx, s, job("a", 0), job("b", 0), job("c", time.Second))
	if err != nil {
		return err
	}
	taken, err := take(ctx, s, time.Minute, time.Hour, noLimit)
	if err != nil {
		return err
	}
	if len(taken) != 3 {
		return fmt.Errorf("taking: got %s, want 3 rows", list(names(taken)))
	}
	changed := job("a", 2*time.Minute)
	changed.Payload, changed.Attempt = []byte("changed"), 3
	other := job("b", 2*time.Minute)
	other.Kind = "other"
	later := job("c", 3*time.Minute)
	now, err := put(ctx, s, changed, other, later)
	if err != nil {
		return err
	}
	for i, j := range now {
		want := []schedule.Job{changed, other, later}[i]
		want.Version, want.Attempt, want.Fence = j.Version, 0, j.Fence
		if err := errors.Join(equal(j, want), wantRow(ctx, s, want)); err != nil {
			return err
		}
	}
	for _, claim := range append(first, taken...) {
		if err := wantStale(ctx, s, claim); err != nil {
			return err
		}
	}
	// The lease ended with the claim, and the kind and the instant of the old row no longer count.
	if err := wantNone(ctx, s, 2*time.Minute-time.Microsecond); err != nil {
		return err
	}
	a, err := wantOne(ctx, s, 2*time.Minute, time.Hour, "a")
	if err != nil {
		return err
	}
	want := now[0]
	want.Fence, want.Attempt = a.Fence, 1
	if err := equal(a, want); err != nil {
		return err
	}
	if _, err := wantOne(ctx, s, 3*time.Minute, time.Hour, "c"); err != nil {
		return err
	}
	jobs, err := s.Take(ctx, start.Add(3*time.Minute), "other", time.Hour, noLimit)
	if err != nil {
		return err
	}
	if len(jobs) != 1 || jobs[0].Key != "b" {
		return fmt.Errorf("taking rows of the new kind: got %s, want b", list(names(jobs)))
	}
	return nil
}

// stale settles void claims in the middle of transactions that go on.
func stale(ctx context.Context, s schedule.Store) error {
	if _, err := put(ctx, s, job("a", 0), job("b", time.Second)); err != nil {
		return err
	}
	first, err := wantTaken(ctx, s, time.Minute, time.Minute, noLimit, "a", "b")
	if err != nil {
		return err
	}
	again, err := wantTaken(ctx, s, time.Hour, time.Hour, noLimit, "a", "b")
	if err != nil {
		return err
	}
	for i, try := range []struct {
		key   string
		fence uint64
	}{
		{"a", first[0].Fence},
		{"a", again[1].Fence}, // the fence of another row
		{"a", again[0].Fence + 1000},
		{"b", again[0].Fence},
		{"A", again[0].Fence},
		{"never", 0},
		{"never", again[0].Fence},
	} {
		if try.key == "a" && try.fence == again[0].Fence || try.key == "b" && try.fence == again[1].Fence {
			continue // rows may share fences
		}
		for _, retryAt := range []time.Time{{}, start} {
			n := fmt.Sprintf("%d-%d", i, retryAt.Unix())
			err := updateThread(ctx, s, func(tx schedule.Tx) error {
				if _, err := tx.Put(job("before-"+n, time.Hour*24)); err != nil {
					return err
				}
				if err := wantErrStale(try.key, tx.Settle(try.key, try.fence, retryAt)); err != nil {
					return err
				}
				_, err := tx.Put(job("after-"+n, time.Hour*24))
				return err
			})
			if err != nil {
				return fmt.Errorf("a transaction with a stale claim: %w", err)
			}
			for _, key := range []string{"before-" + n, "after-" + n} {
				if _, err := get(ctx, s, job(key, 0)); err != nil {
					return fmt.Errorf("after a transaction with a stale claim: %w", err)
				}
			}
		}
	}
	for _, j := range again {
		if err := wantRow(ctx, s, j); err != nil {
			return fmt.Errorf("after stale claims: %w", err)
		}
		if err := settle(ctx, s, j, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}
