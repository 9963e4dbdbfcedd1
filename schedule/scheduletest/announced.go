package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// announcing is an update of the common subject that announces its reads.
func announcing(ctx context.Context, s schedule.Store, about schedule.Scope, fn func(tx schedule.Tx) error) error {
	about.Subjects = []string{thread}
	return updateScope(ctx, s, about, func(_ context.Context, tx schedule.Tx) error { return fn(tx) })
}

// announcedReads announces rows, long names and ids, changes them, and reads them and others again.
func announcedReads(ctx context.Context, s schedule.Store) error {
	const many = 150
	var rows []schedule.Job
	var keys []string
	for i := range many {
		rows = append(rows, job(fmt.Sprintf("row-%03d", i), time.Duration(i)*time.Second))
		keys = append(keys, rows[i].Key)
	}
	other := job("other", 0)
	other.Kind = "other"
	if _, err := put(ctx, s, append(rows, other)...); err != nil {
		return err
	}
	if err := errors.Join(wantFirst(ctx, s, thread, "known", true), add(ctx, s, job("row-added", 0))); err != nil {
		return err
	}
	keys = append(keys, "row-added")
	about := schedule.Scope{
		Keys: []string{"row-149", "row-001", "missing", "row-001"}, Names: []string{"name", "none"}, IDs: []string{"new", "known", "new"},
	}
	err := announcing(ctx, s, about, func(tx schedule.Tx) error {
		_, err1 := wantListed(tx, "name", "", noLimit, keys...)
		_, err2 := wantListed(tx, "name", "row-147", 2, "row-148", "row-149")
		_, err3 := wantListed(tx, "none", "", noLimit)
		_, err4 := wantGot(tx, []string{"row-149", "missing", "row-077", "row-001"}, "row-149", "row-077", "row-001")
		return errors.Join(err1, err2, err3, err4, wantRemember(tx, "known", false), wantRemember(tx, "new", true),
			wantRemember(tx, "new", false), changeAnnounced(tx))
	})
	if err != nil {
		return err
	}
	keys = slices.DeleteFunc(keys, func(key string) bool { return key == "row-000" || key == "row-003" || key == "row-149" })
	keys = append([]string{"missing"}, keys...)
	return announcing(ctx, s, about, func(tx schedule.Tx) error {
		_, err1 := wantListed(tx, "name", "", noLimit, keys...)
		_, err2 := wantGot(tx, about.Keys[1:3], "row-001", "missing")
		return errors.Join(err1, err2, wantRemember(tx, "new", false))
	})
}

// changeAnnounced changes announced rows, and wants to see that.
func changeAnnounced(tx schedule.Tx) error {
	_, err1 := wantDropped(tx, 2, "row-000", "row-149")
	_, err2 := tx.Put(job("missing", 0))
	renamed := job("row-003", 0)
	renamed.Names = []string{"none"}
	_, err3 := tx.Put(renamed)
	changed, err4 := tx.Put(job("row-001", time.Hour))
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	_, err1 = wantListed(tx, "name", "", 4, "missing", "row-001", "row-002", "row-004")
	_, err2 = wantListed(tx, "name", "row-148", noLimit, "row-added")
	_, err3 = wantListed(tx, "none", "", noLimit, "row-003")
	return errors.Join(err1, err2, err3, wantStored(tx, changed), wantMissing(tx, "row-149"))
}

// announcedAtOnce counts in an announced row and remembers an announced id in many updates of a subject.
func announcedAtOnce(ctx context.Context, s schedule.Store) error {
	var firsts atomic.Int64
	about := schedule.Scope{Keys: []string{"common"}, Names: []string{"named common"}, IDs: []string{"id"}}
	err := atOnce(func(i int) error {
		var first bool
		err := announcing(ctx, s, about, func(tx schedule.Tx) (err error) {
			rows, err := tx.List("named common", kind, "", noLimit)
			if err != nil {
				return err
			}
			if there, err := tx.Get("common"); err != nil || len(there) != len(rows) {
				return errors.Join(err, fmt.Errorf("listing gives %s, and getting %s", list(names(rows)), list(names(there))))
			}
			first, err = tx.Remember("id")
			runtime.Gosched()
			return errors.Join(err, count(tx, job("common", 0)))
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
	return wantCount(ctx, s, job("common", 0), callers)
}

// announcedInAnyOrder runs many updates of different subjects that announce the same rows in different orders. Each waits
// for the others, and all must end.
func announcedInAnyOrder(ctx context.Context, s schedule.Store) error {
	keys := []string{"left", "middle", "right"}
	for _, key := range keys {
		if err := updateThread(ctx, s, func(tx schedule.Tx) error { return count(tx, job(key, 0)) }); err != nil {
			return err
		}
	}
	err := atOnce(func(i int) error {
		about := schedule.Scope{Subjects: []string{ownSubject(i)}, Keys: slices.Clone(keys)}
		if i%2 == 1 {
			slices.Reverse(about.Keys)
		}
		return updateScope(ctx, s, about, func(_ context.Context, tx schedule.Tx) error {
			for _, key := range about.Keys {
				if err := count(tx, job(key, 0)); err != nil {
					return err
				}
			}
			return nil
		})
	})
	for _, key := range keys {
		if err == nil {
			err = wantCount(ctx, s, job(key, 0), 1+callers)
		}
	}
	return err
}
