package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

const (
	errandLease = 5 * time.Minute
	errandStep  = 30 * time.Minute // of the clock
	errandEnd   = 2 * time.Hour
	errandTakes = 50 // about ten are needed
)

// errand is the subject and the kind of a small job that uses a store as an engine does: an event creates three rows,
// "a" cancels the timer and continues with "c", and "b" needs two attempts.
type errand string

// job returns a row of the errand; name is the last part of its key.
func (e errand) job(name string, after time.Duration) schedule.Job {
	j := job(string(e)+"/"+name, after)
	j.Kind, j.Subject = string(e), string(e)
	return j
}

// did returns the row that counts how often an action was done.
func (e errand) did(name string) schedule.Job {
	j := e.job("did-"+name, 0)
	j.Due = time.Time{}
	return j
}

// run receives the event and does everything that becomes due. After a crash the next process runs it again.
func (e errand) run(ctx context.Context, s schedule.Store, now *time.Duration) error {
	err := update(ctx, s, string(e), func(tx schedule.Tx) error {
		first, err := tx.Remember(string(e))
		if err != nil || !first {
			return err
		}
		_, err1 := tx.Put(e.job("a", 0))
		_, err2 := tx.Put(e.job("b", time.Hour))
		_, err3 := tx.Put(e.job("timer", time.Hour))
		return errors.Join(err1, err2, err3)
	})
	for takes := 0; err == nil && *now <= errandEnd; takes++ {
		if takes == errandTakes {
			return fmt.Errorf("there is still something to do after %d takes", takes)
		}
		var jobs []schedule.Job
		jobs, err = s.Take(ctx, start.Add(*now), string(e), errandLease, 1)
		switch {
		case err != nil:
		case len(jobs) == 0:
			*now += errandStep
		default:
			err = e.work(ctx, s, jobs[0], *now)
		}
	}
	return err
}

// work does the work of a row.
func (e errand) work(ctx context.Context, s schedule.Store, j schedule.Job, now time.Duration) error {
	name := strings.TrimPrefix(j.Key, string(e)+"/")
	return update(ctx, s, j.Subject, func(tx schedule.Tx) error {
		_, tried, err := find(tx, e.did("try").Key)
		if err != nil {
			return err
		}
		if name == "b" && !tried {
			return errors.Join(tx.Settle(j.Key, j.Fence, start.Add(now+errandStep)), count(tx, e.did("try")))
		}
		if name == "a" {
			_, err1 := tx.Put(e.job("c", now))
			_, err2 := wantDropped(tx, 1, e.job("timer", 0).Key)
			err = errors.Join(err1, err2)
		}
		return errors.Join(err, tx.Settle(j.Key, j.Fence, time.Time{}), count(tx, e.did(name)))
	})
}

// check reports whether everything was done exactly once.
func (e errand) check(ctx context.Context, s schedule.Store) error {
	for _, name := range []string{"a", "b", "c", "try"} {
		if err := wantCount(ctx, s, e.did(name), 1); err != nil {
			return err
		}
	}
	return update(ctx, s, string(e), func(tx schedule.Tx) error {
		for _, j := range []schedule.Job{
			e.job("a", 0), e.job("b", 0), e.job("c", 0), e.job("timer", 0), e.did("timer"),
		} {
			if err := wantMissing(tx, j.Key); err != nil {
				return err
			}
		}
		return nil
	})
}
