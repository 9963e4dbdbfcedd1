package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// adds adds rows next to live ones, some of which are claimed.
func adds(ctx context.Context, s schedule.Store) error {
	old, err := put(ctx, s, job("waits", time.Hour), job("taken", 0), job("gone", 0))
	if err != nil {
		return err
	}
	if _, err := drop(ctx, s, "gone"); err != nil {
		return err
	}
	claim, err := wantOne(ctx, s, 0, 2*time.Hour, "taken")
	if err != nil {
		return err
	}
	given := []schedule.Job{job("new", time.Minute), job("waits", 0), job("gone", 2*time.Minute), job("taken", 0), job("new", 0), job("idle", 0)}
	for i := range given {
		given[i].Payload, given[i].Names = []byte("added"), []string{"added"}
		given[i].Attempt, given[i].Version, given[i].Fence = 7, 1, 1 // the store counts these, not the caller
	}
	given[5].Due = time.Time{}
	if err := errors.Join(add(ctx, s), add(ctx, s, given...)); err != nil {
		return err
	}
	for _, want := range []schedule.Job{old[0], claim} {
		if err := wantRow(ctx, s, want); err != nil {
			return fmt.Errorf("after adding a row with a live key: %w", err)
		}
	}
	for _, i := range []int{0, 2, 5} {
		got, err := get(ctx, s, given[i])
		if err != nil {
			return fmt.Errorf("after adding: %w", err)
		}
		want := given[i]
		want.Attempt, want.Version, want.Fence = 0, got.Version, got.Fence
		if err := equal(got, want); err != nil {
			return fmt.Errorf("after adding: %w", err)
		}
		if i == 2 && (got.Version <= old[2].Version || got.Fence == old[2].Fence) {
			return fmt.Errorf("row %q: it had version %d and fence %d, and has %d and %d after adding it again",
				got.Key, old[2].Version, old[2].Fence, got.Version, got.Fence)
		}
	}
	if err := wantNamed(ctx, s, "added", "gone", "idle", "new"); err != nil {
		return err
	}
	taken, err := wantTaken(ctx, s, time.Hour, time.Hour, noLimit, "new", "gone", "waits")
	if err != nil {
		return err
	}
	return errors.Join(settle(ctx, s, taken[0], time.Time{}), settle(ctx, s, claim, time.Time{}))
}

// addWithin adds rows in transactions that end in every way.
func addWithin(ctx context.Context, s schedule.Store) error {
	if _, err := put(ctx, s, job("dropped", 0), job("live", 0), job("settled", 0)); err != nil {
		return err
	}
	undo := errors.New("undo")
	for _, end := range []struct {
		name  string
		stays bool
		fn    func() error
	}{
		{"fails", false, func() error { return undo }},
		{"panics", false, func() error { panic(undo) }},
		{"ends well", true, func() error { return nil }},
	} {
		var failed error
		err, _ := safely(func() error {
			return s.Update(ctx, schedule.On(thread), func(ctx context.Context, tx schedule.Tx) error {
				if failed = addAmong(ctx, s, tx); failed != nil {
					return failed
				}
				return end.fn()
			})
		})
		if failed == nil && end.stays {
			failed = err
		}
		want, due := []string{"dropped", "live", "settled"}, start
		if end.stays {
			want, due = []string{"added", "dropped", "live", "own", "settled"}, start.Add(time.Minute)
		}
		if err := errors.Join(failed, wantNamed(ctx, s, "name", want...), wantDue(ctx, s, due, "dropped", "settled")); err != nil {
			return fmt.Errorf("adding in a function that %s: %w", end.name, err)
		}
	}
	taken, err := take(ctx, s, time.Hour, time.Hour, noLimit)
	if err == nil && len(taken) != 5 {
		err = fmt.Errorf("taking what was added: got %s, want 5 rows", list(names(taken)))
	}
	return err
}

// wantDue checks when rows of the common subject are due.
func wantDue(ctx context.Context, s schedule.Store, due time.Time, keys ...string) error {
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		for _, key := range keys {
			j, err := live(tx, key)
			if err == nil && !j.Due.Equal(due) {
				err = fmt.Errorf("row %q: due at %v, want %v", key, j.Due.UTC(), due)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// addAmong adds rows between the other calls of a transaction.
func addAmong(ctx context.Context, s schedule.Store, tx schedule.Tx) error {
	own, err1 := tx.Put(job("own", 0))
	_, err2 := wantDropped(tx, 1, "dropped")
	settled, err3 := live(tx, "settled")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	err1 = tx.Settle("settled", settled.Fence, time.Time{})
	given := []schedule.Job{job("own", time.Hour), job("live", time.Hour), job("added", 0), job("dropped", time.Minute), job("settled", time.Minute)}
	if err := errors.Join(err1, add(ctx, s, given...), wantStored(tx, own)); err != nil {
		return err
	}
	_, err1 = wantListed(tx, "name", "", noLimit, "added", "dropped", "live", "own", "settled")
	again, err2 := live(tx, "dropped")
	_, err3 = live(tx, "added")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if !again.Due.Equal(start.Add(time.Minute)) {
		return fmt.Errorf("row %q was dropped and added: got one that is due at %v", again.Key, again.Due.UTC())
	}
	return nil
}

// addAtOnce adds a row while an update of the same subject runs, which ends later.
func addAtOnce(ctx context.Context, s schedule.Store) error {
	if _, err := putOne(ctx, s, job("old", 0)); err != nil {
		return err
	}
	var once sync.Once
	held, release, holder := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		holder <- updateThread(ctx, s, func(tx schedule.Tx) error {
			_, err1 := tx.Put(job("holder", 0))
			_, err2 := tx.Get("old", "added")
			_, err3 := tx.List("name", kind, "", noLimit)
			err4 := wantRemember(tx, "id", true)
			once.Do(func() { close(held) })
			<-release
			return errors.Join(err1, err2, err3, err4)
		})
	}()
	select {
	case <-held:
	case err := <-holder:
		return fmt.Errorf("the update: %w", err)
	case <-ctx.Done():
		return ctx.Err()
	}
	err := promptly(patience, "Add while an update of its subject runs", func() error { return add(ctx, s, job("added", 0)) })
	close(release)
	if err2 := promptly(patience, "the update", func() error { return <-holder }); err == nil {
		err = err2
	}
	if err != nil {
		return err
	}
	return wantNamed(ctx, s, "name", "added", "holder", "old")
}
