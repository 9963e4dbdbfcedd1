package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func cancelled(ctx context.Context, s schedule.Store) error {
	if err := cancelledBefore(ctx, s); err != nil {
		return fmt.Errorf("a ctx that is done before the call: %w", err)
	}
	if err := cancelledWithin(ctx, s); err != nil {
		return fmt.Errorf("a ctx that ends in the function: %w", err)
	}
	if err := cancelledWhileWaiting(ctx, s); err != nil {
		return fmt.Errorf("a ctx that ends while another update of the subject runs: %w", err)
	}
	return nil
}

func cancelledBefore(ctx context.Context, s schedule.Store) error {
	j, err := putOne(ctx, s, job("due", 0))
	if err != nil {
		return err
	}
	dead, cancel := context.WithCancel(ctx)
	cancel()
	if writePair(dead, s, "before") == nil {
		return errors.New("an update was taken")
	}
	if add(dead, s, job("added", 0)) == nil {
		return errors.New("rows were added")
	}
	if err := wantGone(ctx, s, "added"); err != nil {
		return err
	}
	if jobs, err := s.Take(dead, start, kind, time.Hour, noLimit); err == nil {
		return fmt.Errorf("Take gave %s and no error", list(names(jobs)))
	}
	if err := wantPair(ctx, s, "before", false); err != nil {
		return err
	}
	if err := wantRow(ctx, s, j); err != nil {
		return err
	}
	taken, err := wantOne(ctx, s, 0, time.Hour, "due")
	if err != nil {
		return err
	}
	return settle(ctx, s, taken, time.Time{})
}

// cancelledWithin runs one function that notices that its ctx is done, and one that does not. Whether the second one is
// committed is not specified, but it must be all or nothing.
func cancelledWithin(ctx context.Context, s schedule.Store) error {
	for _, notices := range []bool{true, false} {
		name := fmt.Sprintf("notices-%t", notices)
		ends, cancel := context.WithCancel(ctx)
		defer cancel()
		err := updateThread(ends, s, func(tx schedule.Tx) error {
			if err := putPair(tx, name); err != nil {
				return err
			}
			cancel()
			if notices {
				return ends.Err()
			}
			return nil
		})
		there, whole, err2 := findPair(ctx, s, name)
		switch {
		case err2 != nil:
			return err2
		case !whole:
			return errors.New("half of the function is kept")
		case there && notices:
			return errors.New("what a failed function wrote is kept")
		case !there && err == nil:
			return errors.New("Update returned nil and kept nothing")
		}
	}
	return nil
}

func cancelledWhileWaiting(ctx context.Context, s schedule.Store) error {
	var (
		once    sync.Once
		held    = make(chan struct{})
		release = make(chan struct{})
		holder  = make(chan error, 1)
		updated = make(chan error, 1)
		taken   = make(chan error, 1)
	)
	go func() {
		holder <- updateThread(ctx, s, func(tx schedule.Tx) error {
			once.Do(func() { close(held) })
			<-release
			_, err := tx.Put(job("holder", 24*time.Hour))
			return err
		})
	}()
	select {
	case <-held:
	case err := <-holder:
		return fmt.Errorf("the other update: %w", err)
	case <-ctx.Done():
		return ctx.Err()
	}
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { updated <- writePair(waiting, s, "waiting") }()
	go func() { _, err := s.Take(waiting, start, "other", time.Hour, noLimit); taken <- err }()
	var err error
	select {
	case err = <-updated: // it did not have to wait
		updated <- err
	case <-time.After(grace):
	}
	cancel()
	late := promptly(patience, "Update and Take", func() error {
		err = <-updated
		<-taken
		return nil
	})
	close(release)
	if err := promptly(patience, "the other update", func() error { return <-holder }); err != nil {
		return err
	}
	if late != nil {
		return late
	}
	there, whole, err2 := findPair(ctx, s, "waiting")
	switch {
	case err2 != nil:
		return err2
	case !whole:
		return errors.New("half of the function is kept")
	case !there && err == nil:
		return errors.New("Update returned nil and kept nothing")
	}
	return nil
}

// putPair writes two rows and remembers an id.
func putPair(tx schedule.Tx, name string) error {
	_, err1 := tx.Put(job(name+"-1", 24*time.Hour))
	_, err2 := tx.Remember(name)
	_, err3 := tx.Put(job(name+"-2", 24*time.Hour))
	return errors.Join(err1, err2, err3)
}

func writePair(ctx context.Context, s schedule.Store, name string) error {
	return updateThread(ctx, s, func(tx schedule.Tx) error { return putPair(tx, name) })
}

// findPair reports whether a pair exists, and whether all of it or none of it does.
func findPair(ctx context.Context, s schedule.Store, name string) (there, whole bool, err error) {
	err = updateThread(ctx, s, func(tx schedule.Tx) error {
		_, one, err1 := find(tx, name+"-1")
		_, two, err2 := find(tx, name+"-2")
		first, err3 := tx.Remember(name)
		there, whole = one, one == two && one == !first
		return errors.Join(err1, err2, err3)
	})
	return there, whole, err
}

func wantPair(ctx context.Context, s schedule.Store, name string, want bool) error {
	there, whole, err := findPair(ctx, s, name)
	if err == nil && (!whole || there != want) {
		err = fmt.Errorf("what the function wrote is there: %t, and as a whole: %t", there, whole)
	}
	return err
}
