package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// crash runs an errand to count its calls, and then crashes the process at each of them in every way.
func crash(ctx context.Context, s schedule.Store) error {
	whole, now := crashingStore{Store: s}, time.Duration(0)
	e := errand("undisturbed")
	if err := e.run(ctx, &whole, &now); err != nil {
		return err
	}
	if err := e.check(ctx, s); err != nil {
		return fmt.Errorf("where no process ends: %w", err)
	}
	for call := 1; call <= whole.calls; call++ {
		for _, how := range []crashPoint{beforeCall, insideCall, afterCall} {
			e := errand(fmt.Sprintf("call-%d-%s", call, how))
			var err error
			if s, err = interrupted(ctx, s, e, call, how); err != nil {
				return fmt.Errorf("where the process ends %s call %d: %w", how, call, err)
			}
		}
	}
	return nil
}

// interrupted runs an errand in a process that crashes at a call, and again in another process after the lease has
// passed.
func interrupted(ctx context.Context, s schedule.Store, e errand, call int, how crashPoint) (schedule.Store, error) {
	var now time.Duration
	err := e.run(ctx, &crashingStore{Store: s, crashCall: call, point: how}, &now)
	switch {
	case err == nil:
		return s, errors.New("the work was over before")
	case !errors.Is(err, errCrashed):
		return s, err
	}
	if s, err = reopen(ctx, s); err != nil {
		return s, err
	}
	now += errandLease
	if err := e.run(ctx, s, &now); err != nil {
		return s, err
	}
	return s, e.check(ctx, s)
}

// reopened checks everything that a store must keep.
func reopened(ctx context.Context, s schedule.Store) error {
	idle := job("idle", 0)
	idle.Due = time.Time{}
	stored, err := put(ctx, s, idle, job("waits", 5*time.Hour), job("dropped", 6*time.Hour))
	if err != nil {
		return err
	}
	if _, err := drop(ctx, s, "dropped"); err != nil {
		return err
	}
	if _, err := put(ctx, s, job("leased", 0), job("claimed", time.Second), job("retried", time.Minute)); err != nil {
		return err
	}
	claims, err := wantTaken(ctx, s, time.Minute, time.Hour, noLimit, "leased", "claimed", "retried")
	if err != nil {
		return err
	}
	if err := settle(ctx, s, claims[2], start.Add(4*time.Hour)); err != nil {
		return err
	}
	later, err := get(ctx, s, job("retried", 0))
	if err != nil {
		return err
	}
	if err := wantFirst(ctx, s, thread, "known", true); err != nil {
		return err
	}
	for range 2 {
		if s, err = reopen(ctx, s); err != nil {
			return err
		}
		for _, j := range []schedule.Job{stored[0], stored[1], claims[0], claims[1], later} {
			if err := wantRow(ctx, s, j); err != nil {
				return err
			}
		}
		err := errors.Join(wantNamed(ctx, s, "name", "claimed", "idle", "leased", "retried", "waits"), wantGone(ctx, s, "dropped"), wantFirst(ctx, s, thread, "known", false),
			wantStale(ctx, s, stored[2]), wantStale(ctx, s, claims[2]), wantNone(ctx, s, time.Hour))
		if err != nil {
			return err
		}
	}
	if err := settle(ctx, s, claims[1], time.Time{}); err != nil {
		return fmt.Errorf("a claim from before: %w", err)
	}
	again, err := put(ctx, s, job("dropped", 6*time.Hour), job("waits", 5*time.Hour))
	if err != nil {
		return err
	}
	for i, old := range []schedule.Job{stored[2], stored[1]} {
		if again[i].Version <= old.Version || again[i].Fence == old.Fence {
			return fmt.Errorf("row %q: it had version %d and fence %d, and has %d and %d after another Put",
				old.Key, old.Version, old.Fence, again[i].Version, again[i].Fence)
		}
	}
	taken, err := wantTaken(ctx, s, 6*time.Hour, time.Hour, noLimit, "leased", "retried", "waits", "dropped")
	if err != nil {
		return err
	}
	for i, n := range []int{2, 2, 1, 1} {
		if taken[i].Attempt != n {
			return fmt.Errorf("row %q: got Attempt %d, want %d", taken[i].Key, taken[i].Attempt, n)
		}
	}
	return errors.Join(wantStale(ctx, s, claims[0]), wantStale(ctx, s, later), settle(ctx, s, taken[0], time.Time{}))
}
