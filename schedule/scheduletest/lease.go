package scheduletest

import (
	"context"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func leases(ctx context.Context, s schedule.Store) error {
	const h, m, us = time.Hour, time.Minute, time.Microsecond
	if _, err := put(ctx, s, job("a", 0), job("b", m)); err != nil {
		return err
	}
	for _, step := range []struct {
		at, lease time.Duration
		most      int
		want      []string
	}{
		{h, 10 * m, 1, []string{"a"}}, // until 1h10m: a lease counts from the take, not from Due
		{h, 30 * m, noLimit, []string{"b"}},
		{h, m, noLimit, nil},
		{h + 10*m - us, m, noLimit, nil},
		{h + 10*m, 5 * m, noLimit, []string{"a"}}, // until 1h15m
		{h + 15*m - us, m, noLimit, nil},
		{h + 15*m, 24 * h, noLimit, []string{"a"}},
		{h + 30*m - us, m, noLimit, nil},
		{h + 30*m, 1500 * time.Millisecond, noLimit, []string{"b"}},
		{h + 30*m + 1500*time.Millisecond - us, m, noLimit, nil},
		{h + 30*m + 1500*time.Millisecond, 48 * h, noLimit, []string{"b"}},
		{h + 15*m + 24*h - us, m, noLimit, nil},
		{h + 15*m + 24*h, m, noLimit, []string{"a"}},
	} {
		jobs, err := wantTaken(ctx, s, step.at, step.lease, step.most, step.want...)
		if err != nil {
			return err
		}
		// A lease does not change the row.
		for _, j := range jobs {
			want := job(j.Key, map[string]time.Duration{"a": 0, "b": m}[j.Key])
			want.Version, want.Attempt, want.Fence = j.Version, j.Attempt, j.Fence
			if err := equal(j, want); err != nil {
				return err
			}
			if err := wantRow(ctx, s, j); err != nil {
				return err
			}
		}
	}
	return nil
}

func zeroLease(ctx context.Context, s schedule.Store) error {
	if _, err := put(ctx, s, job("a", 0), job("b", time.Second), job("c", time.Hour)); err != nil {
		return err
	}
	fences := map[uint64]bool{}
	for n := 1; n < 6; n += 2 {
		both, err := wantTaken(ctx, s, time.Minute, 0, noLimit, "a", "b")
		if err != nil {
			return err
		}
		one, err := wantTaken(ctx, s, time.Minute, 0, 1, "a")
		if err != nil {
			return err
		}
		fences[both[0].Fence], fences[one[0].Fence] = true, true
		if len(fences) != n+1 || both[0].Attempt != n || one[0].Attempt != n+1 {
			return fmt.Errorf("row %q: listed for the time %d and %d: got Attempt %d and %d, and %d different fences so far",
				"a", n, n+1, both[0].Attempt, one[0].Attempt, len(fences))
		}
	}
	// Leased rows are not listed.
	if _, err := wantTaken(ctx, s, time.Minute, time.Hour, 1, "a"); err != nil {
		return err
	}
	if _, err := wantTaken(ctx, s, time.Minute, 0, noLimit, "b"); err != nil {
		return err
	}
	listed, err := wantTaken(ctx, s, 2*time.Hour, 0, noLimit, "a", "b", "c")
	if err != nil {
		return err
	}
	// To be listed is to be taken: there is a claim on the row.
	for _, j := range listed {
		if err := wantRow(ctx, s, j); err != nil {
			return err
		}
		if err := settle(ctx, s, j, time.Time{}); err != nil {
			return err
		}
	}
	return wantNone(ctx, s, 3*time.Hour)
}

func clockBack(ctx context.Context, s schedule.Store) error {
	const h, m, us = time.Hour, time.Minute, time.Microsecond
	if _, err := put(ctx, s, job("a", 0), job("b", 2*h), job("c", 5*h)); err != nil {
		return err
	}
	for _, step := range []struct {
		at, lease time.Duration
		most      int
		want      []string
	}{
		{3 * h, m, 1, []string{"a"}}, // until 3h1m
		{h, m, noLimit, nil},
		{2*h - us, m, noLimit, nil},
		{2 * h, 10 * m, noLimit, []string{"b"}}, // until 2h10m
		{2*h + 10*m - us, m, noLimit, nil},
		{h, m, noLimit, nil},
		{2*h + 10*m, 2 * h, noLimit, []string{"b"}}, // until 4h10m
		{3*h + m - us, m, noLimit, nil},
		{3*h + m, m, noLimit, []string{"a"}},
		{4 * h, 3 * h, noLimit, []string{"a"}}, // until 7h
		{5 * h, 3 * h, noLimit, []string{"b", "c"}},
		{-h, m, noLimit, nil},
		{7*h - us, m, noLimit, nil},
		{8 * h, m, noLimit, []string{"a", "b", "c"}},
	} {
		if _, err := wantTaken(ctx, s, step.at, step.lease, step.most, step.want...); err != nil {
			return err
		}
	}
	// A row put by a clock that went back is due by that clock.
	if _, err := putOne(ctx, s, job("d", h)); err != nil {
		return err
	}
	if err := wantNone(ctx, s, h-us); err != nil {
		return err
	}
	_, err := wantOne(ctx, s, h, m, "d")
	return err
}

func attempts(ctx context.Context, s schedule.Store) error {
	at := time.Duration(0)
	takes := func(from, to int) (j schedule.Job, err error) {
		for n := from; n <= to; n++ {
			at += time.Hour
			if j, err = wantOne(ctx, s, at, time.Minute, "a"); err != nil {
				return j, err
			}
			if j.Attempt != n {
				return j, fmt.Errorf("taking for the time %d since Put: got Attempt %d", n, j.Attempt)
			}
		}
		return j, wantRow(ctx, s, j)
	}
	given := job("a", 0)
	given.Attempt = 7 // the store counts this, not the caller
	j, err := putOne(ctx, s, given)
	if err != nil {
		return err
	}
	if j.Attempt != 0 {
		return fmt.Errorf("after Put: got Attempt %d, want 0", j.Attempt)
	}
	if j, err = takes(1, 3); err != nil {
		return err
	}
	if err := settle(ctx, s, j, start.Add(at)); err != nil {
		return err
	}
	if j, err = takes(4, 5); err != nil {
		return err
	}
	if _, err := putOne(ctx, s, j); err != nil {
		return err
	}
	if j, err = takes(1, 2); err != nil {
		return err
	}
	if _, err := drop(ctx, s, "a"); err != nil {
		return err
	}
	if _, err := putOne(ctx, s, j); err != nil {
		return err
	}
	_, err = takes(1, 1)
	return err
}
