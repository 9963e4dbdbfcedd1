package scheduletest

import (
	"context"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

const (
	thread = "case/5"
	kind   = "step"
)

var start = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// job returns a row that is due the given time after start.
func job(key string, after time.Duration) schedule.Job {
	return schedule.Job{
		Key: key, Kind: kind, Subject: thread, Lane: "lane", Names: []string{"named " + key, "name"},
		Due: start.Add(after), Payload: []byte("for " + key),
	}
}

// update runs fn in a transaction. The error of fn is returned unchanged, whatever the store makes of it.
func update(ctx context.Context, s schedule.Store, subject string, fn func(tx schedule.Tx) error) error {
	return updateOf(ctx, s, []string{subject}, func(_ context.Context, tx schedule.Tx) error { return fn(tx) })
}

// updateOf is update for any subjects, and for functions that need their ctx.
func updateOf(
	ctx context.Context, s schedule.Store, subjects []string, fn func(ctx context.Context, tx schedule.Tx) error,
) error {
	return updateScope(ctx, s, schedule.On(subjects...), fn)
}

// updateScope is update for any scope.
func updateScope(
	ctx context.Context, s schedule.Store, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error,
) error {
	var own error
	err := s.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		own = fn(ctx, tx)
		return own
	})
	switch {
	case own != nil:
		return own
	case err != nil:
		return fmt.Errorf("update of %s: %w", list(about.Subjects), err)
	}
	return nil
}

// updateThread is an update of the subject that most rules use.
func updateThread(ctx context.Context, s schedule.Store, fn func(tx schedule.Tx) error) error {
	return update(ctx, s, thread, fn)
}

// put puts rows of one subject in one transaction, and returns them as the store does.
func put(ctx context.Context, s schedule.Store, jobs ...schedule.Job) ([]schedule.Job, error) {
	stored := make([]schedule.Job, len(jobs))
	err := update(ctx, s, jobs[0].Subject, func(tx schedule.Tx) error {
		for i, j := range jobs {
			var err error
			if stored[i], err = tx.Put(j); err != nil {
				return fmt.Errorf("putting %q: %w", shorten(j.Key), err)
			}
		}
		return nil
	})
	return stored, err
}

// putOne puts one row in a transaction of its own.
func putOne(ctx context.Context, s schedule.Store, j schedule.Job) (schedule.Job, error) {
	stored, err := put(ctx, s, j)
	return stored[0], err
}

// get gets the row with the key and the subject of j, which must exist.
func get(ctx context.Context, s schedule.Store, j schedule.Job) (got schedule.Job, err error) {
	err = update(ctx, s, j.Subject, func(tx schedule.Tx) (err error) {
		got, err = live(tx, j.Key)
		return err
	})
	return got, err
}

// drop drops rows, which must exist.
func drop(ctx context.Context, s schedule.Store, keys ...string) (dropped []schedule.Job, err error) {
	err = updateThread(ctx, s, func(tx schedule.Tx) (err error) {
		dropped, err = wantDropped(tx, len(keys), keys...)
		return err
	})
	return dropped, err
}

// settle ends a claim; a zero retryAt means that the work is done.
func settle(ctx context.Context, s schedule.Store, claim schedule.Job, retryAt time.Time) error {
	return update(ctx, s, claim.Subject, func(tx schedule.Tx) error {
		return tx.Settle(claim.Key, claim.Fence, retryAt)
	})
}

// add adds rows outside of an update.
func add(ctx context.Context, s schedule.Store, jobs ...schedule.Job) error {
	if err := s.Add(ctx, jobs...); err != nil {
		return fmt.Errorf("adding %s: %w", list(names(jobs)), err)
	}
	return nil
}

// take takes rows at the given time after start.
func take(
	ctx context.Context, s schedule.Store, after, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	jobs, err := s.Take(ctx, start.Add(after), kind, lease, most, full...)
	if err != nil {
		return nil, fmt.Errorf("taking at start+%v: %w", after, err)
	}
	return jobs, nil
}

// shorten keeps a report readable.
func shorten(s string) string {
	const most = 200
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}
