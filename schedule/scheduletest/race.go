package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func takeOnce(ctx context.Context, s schedule.Store) error {
	const rows = 2 * callers
	for i := range rows {
		j := job(fmt.Sprintf("row-%d", i), time.Duration(i/8)*time.Second)
		j.Subject = fmt.Sprintf("case/%d", i%8)
		if _, err := putOne(ctx, s, j); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	taken := map[string]int{}
	some := func(most int) error {
		jobs, err := take(ctx, s, time.Hour, time.Hour, most)
		mu.Lock()
		defer mu.Unlock()
		for _, j := range jobs {
			taken[j.Key]++
		}
		return err
	}
	err := atOnce(func(int) error { return errors.Join(some(1), some(2)) })
	if err != nil {
		return err
	}
	// A take may skip rows that another one is about to take, so some may be left.
	if err := some(noLimit); err != nil {
		return err
	}
	for key, n := range taken {
		if n != 1 {
			return fmt.Errorf("row %q was taken %d times within its lease", key, n)
		}
	}
	if len(taken) != rows {
		return fmt.Errorf("%d rows were taken, want %d", len(taken), rows)
	}
	return nil
}

// claimRace settles claims whose leases have passed, while others take the same rows over.
func claimRace(ctx context.Context, s schedule.Store) error {
	const rounds = 2
	for i := range rounds * callers {
		j := job(fmt.Sprintf("row-%d", i), time.Duration(i)*time.Microsecond)
		j.Subject = fmt.Sprintf("case/%d", i%8)
		if _, err := putOne(ctx, s, j); err != nil {
			return err
		}
	}
	claims, err := take(ctx, s, time.Minute, time.Minute, noLimit)
	if err != nil {
		return err
	}
	if len(claims) != rounds*callers {
		return fmt.Errorf("taking: got %d rows, want %d", len(claims), rounds*callers)
	}
	var mu sync.Mutex
	taken, settled := map[string]bool{}, map[string]bool{}
	takes := func(most int) error {
		jobs, err := take(ctx, s, time.Hour, time.Hour, most)
		mu.Lock()
		defer mu.Unlock()
		for _, j := range jobs {
			taken[j.Key] = true
		}
		return err
	}
	settles := func(claim schedule.Job) error {
		err := settle(ctx, s, claim, time.Time{})
		if errors.Is(err, schedule.ErrStale) {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		settled[claim.Key] = err == nil
		return err
	}
	err = atOnce(func(i int) error {
		for round := range rounds {
			if (i+round)%2 == 0 {
				if err := takes(1); err != nil {
					return err
				}
			}
			if err := settles(claims[round*callers+i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := takes(noLimit); err != nil { // what is left
		return err
	}
	for _, j := range claims {
		if taken[j.Key] == settled[j.Key] {
			return fmt.Errorf("row %q: taken over: %t, and settled by its old claim: %t", j.Key, taken[j.Key], settled[j.Key])
		}
	}
	return nil
}
