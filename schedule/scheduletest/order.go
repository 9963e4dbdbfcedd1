package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func oldestFirst(ctx context.Context, s schedule.Store) error {
	// On their own clocks these two appear in reverse order.
	east := job("east", 2*time.Hour)
	east.Due = east.Due.In(time.FixedZone("", -10*3600))
	west := job("west", time.Hour)
	west.Due = west.Due.In(time.FixedZone("", 10*3600))
	for _, j := range []schedule.Job{
		job("c", 2*time.Microsecond), job("a", 0), job("d", time.Minute), job("b", time.Microsecond), east, west,
	} {
		j.Subject = "case/" + j.Key
		if _, err := putOne(ctx, s, j); err != nil {
			return err
		}
	}
	if _, err := wantTaken(ctx, s, 3*time.Hour, 0, noLimit, "a", "b", "c", "d", "west", "east"); err != nil {
		return err
	}
	taken, err := wantTaken(ctx, s, 3*time.Hour, time.Minute, 3, "a", "b", "c")
	if err != nil {
		return err
	}
	// A retried row is as old as its new instant.
	for i, after := range []time.Duration{90 * time.Minute, 30 * time.Second, 3 * time.Hour} {
		if err := settle(ctx, s, taken[i], start.Add(after)); err != nil {
			return err
		}
	}
	// A replaced row is as old as its own instant.
	late := job("d", 4*time.Hour)
	late.Subject = "case/d"
	if _, err := putOne(ctx, s, late); err != nil {
		return err
	}
	_, err = wantTaken(ctx, s, 4*time.Hour, time.Minute, noLimit, "b", "west", "a", "east", "c", "d")
	return err
}

func kinds(ctx context.Context, s schedule.Store) error {
	for i, name := range oddNames {
		for n := range 2 {
			j := job(fmt.Sprintf("row-%d-%d", i, n), time.Duration(n)*time.Second)
			j.Kind, j.Subject = name, fmt.Sprintf("%s-%d", name, n)
			if _, err := putOne(ctx, s, j); err != nil {
				return err
			}
		}
	}
	if err := wantNone(ctx, s, time.Hour); err != nil {
		return fmt.Errorf("of a kind without rows: %w", err)
	}
	for i, name := range oddNames {
		jobs, err := s.Take(ctx, start.Add(time.Hour), name, time.Hour, noLimit)
		if err != nil {
			return fmt.Errorf("taking rows of the kind %q: %w", shorten(name), err)
		}
		for n := range 2 {
			want := job(fmt.Sprintf("row-%d-%d", i, n), time.Duration(n)*time.Second)
			if len(jobs) != 2 || jobs[n].Key != want.Key {
				return fmt.Errorf("taking rows of the kind %q: got %s, want 2 rows", shorten(name), list(names(jobs)))
			}
			want.Kind, want.Subject = name, fmt.Sprintf("%s-%d", name, n)
			want.Version, want.Attempt, want.Fence = jobs[n].Version, 1, jobs[n].Fence
			if err := equal(jobs[n], want); err != nil {
				return err
			}
		}
	}
	return nil
}

func maxRows(ctx context.Context, s schedule.Store) error {
	for i := range 9 { // the youngest first
		if _, err := putOne(ctx, s, job(fmt.Sprintf("row-%d", 9-i), time.Duration(9-i)*time.Second)); err != nil {
			return err
		}
	}
	if _, err := wantTaken(ctx, s, time.Hour, time.Hour, 0); err != nil {
		return err
	}
	for i := 1; i <= 7; i += 3 {
		a, b, c := fmt.Sprintf("row-%d", i), fmt.Sprintf("row-%d", i+1), fmt.Sprintf("row-%d", i+2)
		if _, err := wantTaken(ctx, s, time.Hour, time.Hour, 1, a); err != nil {
			return err
		}
		if _, err := wantTaken(ctx, s, time.Hour, time.Hour, 2, b, c); err != nil {
			return err
		}
	}
	return wantNone(ctx, s, time.Hour)
}

func notBeforeDue(ctx context.Context, s schedule.Store) error {
	for _, after := range []time.Duration{0, time.Microsecond, time.Millisecond, 1500 * time.Millisecond, 400 * 24 * time.Hour} {
		key := fmt.Sprintf("after-%v", after)
		if _, err := putOne(ctx, s, job(key, after)); err != nil {
			return err
		}
		if err := wantNone(ctx, s, after-time.Microsecond); err != nil {
			return err
		}
		taken, err := wantOne(ctx, s, after, time.Minute, key)
		if err != nil {
			return err
		}
		if err := settle(ctx, s, taken, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

func neverDue(ctx context.Context, s schedule.Store) error {
	idle := job("idle", 0)
	idle.Due = time.Time{}
	idle, err := putOne(ctx, s, idle)
	if err != nil {
		return err
	}
	stops := job("stops", 0)
	if _, err := putOne(ctx, s, stops); err != nil {
		return err
	}
	stops.Due = time.Time{}
	if _, err := putOne(ctx, s, stops); err != nil {
		return err
	}
	for _, now := range []time.Time{{}, start, start.AddDate(100, 0, 0)} {
		jobs, err := s.Take(ctx, now, kind, time.Minute, noLimit)
		if err != nil {
			return err
		}
		if len(jobs) > 0 {
			return fmt.Errorf("taking at %v: got %s, want nothing but state to be there", now, list(names(jobs)))
		}
	}
	if err := wantRow(ctx, s, idle); err != nil {
		return err
	}
	// A Put may make state become due.
	if _, err := putOne(ctx, s, job("idle", 0)); err != nil {
		return err
	}
	_, err = wantOne(ctx, s, 0, time.Minute, "idle")
	return err
}

// largeTransaction exceeds the number of parameters that databases and their drivers accept at once.
func largeTransaction(ctx context.Context, s schedule.Store) error {
	const n = 1200
	jobs := make([]schedule.Job, n)
	for i := range jobs {
		jobs[i] = job(fmt.Sprintf("row-%d", i), time.Duration(i)*time.Microsecond)
	}
	if _, err := put(ctx, s, jobs...); err != nil {
		return err
	}
	if _, err := wantTaken(ctx, s, time.Hour, 0, noLimit, names(jobs)...); err != nil {
		return err
	}
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		_, err1 := wantGot(tx, names(jobs), names(jobs)...)
		_, err2 := wantListed(tx, "name", "", noLimit, slices.Sorted(slices.Values(names(jobs)))...)
		return errors.Join(err1, err2)
	})
	if err != nil {
		return err
	}
	if _, err := drop(ctx, s, names(jobs)...); err != nil {
		return err
	}
	if err := errors.Join(wantGone(ctx, s, "row-0"), wantNone(ctx, s, time.Hour), add(ctx, s, jobs...)); err != nil {
		return err
	}
	_, err = wantTaken(ctx, s, time.Hour, 0, noLimit, names(jobs)...)
	return err
}
