package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// together runs many updates of one subject that had to wait for another one, and so may share a transaction.
func together(ctx context.Context, s schedule.Store) error {
	return waitTogether(ctx, s, func(int) error { return nil })
}

// togetherFails is together where each second function fails or panics after its writes.
func togetherFails(ctx context.Context, s schedule.Store) error {
	return waitTogether(ctx, s, func(i int) error {
		switch i % 4 {
		case 1:
			return &failure{fmt.Sprintf("failure %d", i)}
		case 3:
			panic(fmt.Sprintf("panic %d", i))
		}
		return nil
	})
}

// waitTogether runs updates that wait together and end as end says, and wants each to see all that those before it wrote,
// and nothing of those that failed.
func waitTogether(ctx context.Context, s schedule.Store, end func(i int) error) error {
	release, held, holder := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		holder <- updateThread(ctx, s, func(tx schedule.Tx) error {
			once.Do(func() { close(held) })
			<-release
			return nil
		})
	}()
	select {
	case <-held:
	case err := <-holder:
		return fmt.Errorf("the update that others wait for: %w", err)
	case <-ctx.Done():
		return ctx.Err()
	}
	results := make(chan error, 1)
	go func() { results <- atOnce(func(i int) error { return oneOfMany(ctx, s, i, end) }) }()
	select {
	case err := <-results: // none of them waited
		results <- err
	case <-time.After(grace):
	}
	close(release)
	if err := promptly(patience, "the update that others wait for", func() error { return <-holder }); err != nil {
		return err
	}
	if err := <-results; err != nil {
		return err
	}
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		stayed := 0
		for i := range callers {
			ended, panicked := safely(func() error { return end(i) })
			stays := ended == nil && !panicked
			if stays {
				stayed++
			}
			_, there, err := find(tx, manyKey(i))
			if err == nil && there != stays {
				err = fmt.Errorf("row %q of an update that succeeded: %t: there: %t", manyKey(i), stays, there)
			}
			if err := errors.Join(err, wantRemember(tx, manyKey(i), !stays)); err != nil {
				return err
			}
		}
		return wantSeen(tx, stayed)
	})
}

func manyKey(i int) string { return fmt.Sprintf("row-%02d", i) }

// oneOfMany counts in a common row, and puts one of its own.
func oneOfMany(ctx context.Context, s schedule.Store, i int, end func(i int) error) error {
	about := schedule.Scope{Subjects: []string{thread}}
	if i%3 > 0 { // and some announce nothing
		about.Keys, about.Names, about.IDs = []string{"common"}, []string{"many"}, []string{manyKey(i)}
	}
	var failed error
	err, panicked := safely(func() error {
		return s.Update(ctx, about, func(_ context.Context, tx schedule.Tx) error {
			if failed = writeOneOfMany(tx, i); failed != nil {
				return failed
			}
			return end(i)
		})
	})
	own, panics := safely(func() error { return end(i) })
	var got *failure
	switch {
	case failed != nil:
		return failed
	case panics && err == nil && !panicked:
		return errors.New("the function panicked: Update returned nil")
	case own != nil && !panics && (!errors.As(err, &got) || got.Error() != own.Error()):
		return fmt.Errorf("the function returned %q, and Update another error: %w", own, err)
	case own == nil && !panics && (err != nil || panicked):
		return fmt.Errorf("the function returned nil, and Update an error: %w", err)
	}
	return nil
}

func writeOneOfMany(tx schedule.Tx, i int) error {
	before, there, err := find(tx, "common")
	if err != nil {
		return err
	}
	n := 0
	if there {
		if n, err = strconv.Atoi(string(before.Payload)); err != nil {
			return err
		}
	}
	if err := wantSeen(tx, n); err != nil {
		return err
	}
	mine := job(manyKey(i), 0)
	mine.Names = []string{"many"}
	_, err = tx.Put(mine)
	return errors.Join(err, wantRemember(tx, manyKey(i), true), count(tx, job("common", 0)))
}

// wantSeen checks that as many updates are seen by their rows.
func wantSeen(tx schedule.Tx, n int) error {
	rows, err := tx.List("many", kind, "", noLimit)
	if err == nil && len(rows) != n {
		err = fmt.Errorf("%d updates of the subject were counted, and %d rows of them are there", n, len(rows))
	}
	return err
}
