package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/commis-recipes/commis/schedule"
)

// anySubject runs many updates that put one of two rows if neither exists. The updates for the one and for the other
// share one of their two subjects, and no row: they only read the absence of rows.
func anySubject(ctx context.Context, s schedule.Store) error {
	const rounds = 4
	sides := [2][]string{{"case/1", "case/2"}, {"case/2", "case/3"}}
	side := func(round, i int) string { return fmt.Sprintf("row-%d-%d", round, i%2) }
	err := atOnce(func(i int) error {
		for round := range rounds {
			err := updateOf(ctx, s, sides[i%2], func(_ context.Context, tx schedule.Tx) error {
				there, err := tx.Get(side(round, 0), side(round, 1))
				runtime.Gosched()
				if err != nil || len(there) > 0 {
					return err
				}
				_, err = tx.Put(job(side(round, i), 0))
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		for round := range rounds {
			there, err := tx.Get(side(round, 0), side(round, 1))
			if err != nil {
				return err
			}
			if len(there) != 1 {
				return fmt.Errorf("each of %d updates put one of two rows where it found neither: got %s, want one",
					callers, list(names(there)))
			}
		}
		return nil
	})
}

// anyOrder runs many updates that name the same subjects in different orders. Each waits for the others, and all must
// end.
func anyOrder(ctx context.Context, s schedule.Store) error {
	const rounds = 2
	if err := updateThread(ctx, s, func(tx schedule.Tx) error { return count(tx, job("common", 0)) }); err != nil {
		return err
	}
	err := atOnce(func(i int) error {
		subjects := []string{"left", "middle", "right"}
		for range i % 3 {
			subjects = append(subjects[1:], subjects[0])
		}
		if i%2 == 1 {
			slices.Reverse(subjects)
		}
		for range rounds {
			err := updateOf(ctx, s, subjects, func(_ context.Context, tx schedule.Tx) error { return count(tx, job("common", 0)) })
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return wantCount(ctx, s, job("common", 0), 1+rounds*callers)
}

// ownSubject returns a subject that nobody else updates.
func ownSubject(i int) string { return fmt.Sprintf("own-%d", i) }

// rowOnce runs many updates that drop rows found by a name: each row is dropped by one.
func rowOnce(ctx context.Context, s schedule.Store) error {
	const pool = 20
	var rows []schedule.Job
	for i := range pool {
		j := job(fmt.Sprintf("row-%02d", i), 0)
		j.Names = []string{"pool"}
		rows = append(rows, j)
	}
	if _, err := put(ctx, s, rows...); err != nil {
		return err
	}
	var mu sync.Mutex
	got := map[string]int{}
	err := atOnce(func(i int) error {
		var mine []schedule.Job
		err := update(ctx, s, ownSubject(i), func(tx schedule.Tx) error {
			found, err := tx.List("pool", kind, "", 1+i%3)
			runtime.Gosched()
			if err != nil {
				return err
			}
			mine, err = tx.Drop(names(found)...)
			return err
		})
		mu.Lock()
		defer mu.Unlock()
		for _, j := range mine {
			got[j.Key]++
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, j := range rows {
		want := 1 - got[j.Key]
		if want < 0 {
			return fmt.Errorf("row %q was dropped by %d updates of different subjects", j.Key, got[j.Key])
		}
		err := updateThread(ctx, s, func(tx schedule.Tx) error { _, err := wantDropped(tx, want, j.Key); return err })
		if err != nil {
			return fmt.Errorf("after %d updates dropped row %q: %w", got[j.Key], j.Key, err)
		}
	}
	return nil
}

// rowUpdate counts in an existing row, in updates of different subjects, which replace it in two ways.
func rowUpdate(ctx context.Context, s schedule.Store) error {
	const rounds = 2
	if err := updateThread(ctx, s, func(tx schedule.Tx) error { return count(tx, job("common", 0)) }); err != nil {
		return err
	}
	err := atOnce(func(i int) error {
		for range rounds {
			err := update(ctx, s, ownSubject(i), func(tx schedule.Tx) error {
				if i%4 == 0 {
					_, err := wantListed(tx, "named common", "", noLimit, "common")
					return err
				}
				if _, err := live(tx, "common"); err != nil || i%4 == 1 {
					return err
				}
				if i%4 == 2 {
					return count(tx, job("common", 0))
				}
				return countAnew(tx, job("common", 0))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return wantCount(ctx, s, job("common", 0), 1+rounds*callers/2)
}

// countAnew does the same as count by dropping and putting the row.
func countAnew(tx schedule.Tx, j schedule.Job) error {
	dropped, err := wantDropped(tx, 1, j.Key)
	if err != nil {
		return err
	}
	runtime.Gosched()
	if _, err := tx.Put(dropped[0]); err != nil {
		return err
	}
	return count(tx, j)
}

// rowSkew is writeSkew with updates of different subjects, which share only the rows that they read.
func rowSkew(ctx context.Context, s schedule.Store) error {
	const rounds = 4
	side := func(round, i int) string { return fmt.Sprintf("row-%d-%d", round, i%2) }
	for round := range rounds {
		one, two := job(side(round, 0), 0), job(side(round, 1), 0)
		one.Names = []string{fmt.Sprintf("round %d", round)}
		two.Names = one.Names
		if _, err := put(ctx, s, one, two); err != nil {
			return err
		}
	}
	err := atOnce(func(i int) error {
		for round := range rounds {
			err := update(ctx, s, ownSubject(i), func(tx schedule.Tx) error {
				var there []schedule.Job
				var err error
				if round%2 == 0 {
					there, err = tx.Get(side(round, 0), side(round, 1))
				} else {
					there, err = tx.List(fmt.Sprintf("round %d", round), kind, "", noLimit)
				}
				runtime.Gosched()
				if err != nil || len(there) < 2 {
					return err
				}
				_, err = tx.Drop(side(round, i))
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		var errs []error
		for round := range rounds {
			there, err := tx.Get(side(round, 0), side(round, 1))
			if err == nil && len(there) != 1 {
				err = fmt.Errorf("each of %d updates of different subjects dropped one of two rows that it found both: got %s, want one",
					callers, list(names(there)))
			}
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
}
