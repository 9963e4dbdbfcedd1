package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// callers is the number of concurrent calls.
const callers = 64

// atOnce runs f for 0 to callers-1, all at the same time, and returns the first error.
func atOnce(f func(i int) error) error {
	errs := make([]error, callers)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			errs[i] = errGone
			<-gate
			errs[i] = f(i)
		})
	}
	close(gate)
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("call %d of %d at once: %w", i, callers, err)
		}
	}
	return nil
}

// count adds one to the number in a row's payload.
func count(tx schedule.Tx, j schedule.Job) error {
	row, _, err := find(tx, j.Key)
	if err != nil {
		return err
	}
	runtime.Gosched()
	n, _ := strconv.Atoi(string(row.Payload))
	j.Payload = []byte(strconv.Itoa(n + 1))
	_, err = tx.Put(j)
	return err
}

func wantCount(ctx context.Context, s schedule.Store, j schedule.Job, want int) error {
	got, err := get(ctx, s, j)
	if err == nil && string(got.Payload) != strconv.Itoa(want) {
		err = fmt.Errorf("row %q counts: got %s, want %d", j.Key, shorten(string(got.Payload)), want)
	}
	return err
}

// lostUpdate counts in one row of a common subject, while the rows are being taken, and in rows of many subjects.
func lostUpdate(ctx context.Context, s schedule.Store) error {
	const rounds = 2
	own := func(i int) schedule.Job {
		j := job(fmt.Sprintf("own-%d", i), 0)
		j.Subject = j.Key
		return j
	}
	err := atOnce(func(i int) error {
		own := own(i)
		for range rounds {
			if err := updateThread(ctx, s, func(tx schedule.Tx) error { return count(tx, job("common", 0)) }); err != nil {
				return err
			}
			if err := update(ctx, s, own.Subject, func(tx schedule.Tx) error { return count(tx, own) }); err != nil {
				return err
			}
			if _, err := take(ctx, s, 0, 0, noLimit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range callers {
		if err := wantCount(ctx, s, own(i), rounds); err != nil {
			return err
		}
	}
	return wantCount(ctx, s, job("common", 0), rounds*callers)
}

// writeSkew runs many updates that drop one of two rows while both exist: each reads both and writes one.
func writeSkew(ctx context.Context, s schedule.Store) error {
	const rounds = 8
	side := func(round, i int) string { return fmt.Sprintf("row-%d-%d", round, i%2) }
	for round := range rounds {
		if _, err := put(ctx, s, job(side(round, 0), 0), job(side(round, 1), 0)); err != nil {
			return err
		}
	}
	err := atOnce(func(i int) error {
		for round := range rounds {
			err := updateThread(ctx, s, func(tx schedule.Tx) error {
				_, mine, err1 := find(tx, side(round, i))
				_, other, err2 := find(tx, side(round, i+1))
				runtime.Gosched()
				if err := errors.Join(err1, err2); err != nil || !mine || !other {
					return err
				}
				_, err := tx.Drop(side(round, i))
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
	left, err := take(ctx, s, 0, time.Hour, noLimit)
	if err != nil {
		return err
	}
	if len(left) != rounds {
		return fmt.Errorf("each of %d updates dropped one of two rows while both were there: got %s, want one of each two",
			callers, list(names(left)))
	}
	return nil
}

func rememberOnce(ctx context.Context, s schedule.Store) error {
	for round := range 4 {
		var firsts atomic.Int64
		id := fmt.Sprintf("id-%d", round)
		err := atOnce(func(int) error {
			var first bool
			err := updateThread(ctx, s, func(tx schedule.Tx) (err error) {
				first, err = tx.Remember(id)
				return err
			})
			if first {
				firsts.Add(1)
			}
			return err
		})
		if err != nil {
			return err
		}
		if n := firsts.Load(); n != 1 {
			return fmt.Errorf("%d updates saw one id for the first time, want 1", n)
		}
	}
	return nil
}

// wholeUpdates runs many updates that put pairs of rows, and one caller that lists them. Take may skip a row whose
// subject is being updated, but an update of the subject must see both.
func wholeUpdates(ctx context.Context, s schedule.Store) error {
	var writers atomic.Int64
	writers.Store(callers - 1)
	return atOnce(func(i int) error {
		if i > 0 {
			defer writers.Add(-1)
			for round := range 2 {
				one, two := job(fmt.Sprintf("one-%d-%d", i, round), 0), job(fmt.Sprintf("two-%d-%d", i, round), 0)
				one.Subject, two.Subject = one.Key, one.Key
				if _, err := put(ctx, s, one, two); err != nil {
					return err
				}
			}
			return nil
		}
		const most = 200
		for n := 0; n < most && writers.Load() > 0; n++ {
			jobs, err := take(ctx, s, 0, 0, noLimit)
			if err != nil {
				return err
			}
			for subject, lone := range withoutPartner(jobs) {
				err := update(ctx, s, subject, func(tx schedule.Tx) error {
					_, err1 := live(tx, subject)
					_, err2 := live(tx, strings.Replace(subject, "one", "two", 1))
					return errors.Join(err1, err2)
				})
				if err != nil {
					return fmt.Errorf("Take saw row %q of an update that put two rows: %w", lone, err)
				}
			}
		}
		return nil
	})
}

// withoutPartner returns, by subject, the rows that are the only ones of their subject.
func withoutPartner(jobs []schedule.Job) map[string]string {
	lone := map[string]string{}
	for _, j := range jobs {
		if _, ok := lone[j.Subject]; ok {
			delete(lone, j.Subject)
			continue
		}
		lone[j.Subject] = j.Key
	}
	return lone
}
