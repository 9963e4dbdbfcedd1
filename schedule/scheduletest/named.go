package scheduletest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// listsByName lists rows with odd keys and names.
func listsByName(ctx context.Context, s schedule.Store) error {
	stored := map[string]schedule.Job{}
	for i, key := range oddNames {
		j := job(key, time.Duration(i)*time.Second)
		j.Subject, j.Names = "case/"+key, []string{"common", key, "common " + key}
		j, err := putOne(ctx, s, j)
		if err != nil {
			return err
		}
		stored[key] = j
	}
	other, nameless := job("other", 0), job("nameless", 0)
	other.Kind, other.Names = "other", []string{"common"}
	nameless.Names = nil
	if _, err := put(ctx, s, other, nameless); err != nil {
		return err
	}
	want := slices.Clone(oddNames)
	slices.SortFunc(want, strings.Compare)
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		listed, err := wantListed(tx, "common", "", noLimit, want...)
		if err != nil {
			return err
		}
		for _, j := range listed {
			if err := equal(j, stored[j.Key]); err != nil {
				return err
			}
		}
		for _, key := range oddNames {
			if _, err := wantListed(tx, key, "", noLimit, key); err != nil {
				return err
			}
		}
		ofOther, err := tx.List("common", "other", "", noLimit)
		if err == nil && !slices.Equal(names(ofOther), []string{"other"}) {
			err = fmt.Errorf("listing another kind: got %s, want %q", list(names(ofOther)), "other")
		}
		_, err1 := wantListed(tx, "commo", "", noLimit)
		_, err2 := wantListed(tx, "", "", noLimit)
		return errors.Join(err, err1, err2, pages(tx, want))
	})
}

// pages lists rows a few at a time, and after keys that do not exist.
func pages(tx schedule.Tx, want []string) error {
	const size = 4
	after := ""
	for i := 0; i < len(want); i += size {
		page := want[i:min(i+size, len(want))]
		if _, err := wantListed(tx, "common", after, size, page...); err != nil {
			return err
		}
		after = page[len(page)-1]
	}
	_, err1 := wantListed(tx, "common", after, size)
	_, err2 := wantListed(tx, "common", "", 0)
	_, err3 := wantListed(tx, "common", "a!", 1, "a\"b") // the next one in the order of bytes
	return errors.Join(err1, err2, err3)
}

// renamed follows a row's names through all its changes.
func renamed(ctx context.Context, s schedule.Store) error {
	first, second := job("a", 0), job("a", 0)
	first.Names, second.Names = []string{"one", "two"}, []string{"two", "three"}
	if _, err := putOne(ctx, s, first); err != nil {
		return err
	}
	taken, err := wantOne(ctx, s, 0, time.Minute, "a")
	if err != nil {
		return err
	}
	if err := settle(ctx, s, taken, start.Add(time.Hour)); err != nil {
		return err
	}
	if err := errors.Join(wantNamed(ctx, s, "one", "a"), wantNamed(ctx, s, "two", "a")); err != nil {
		return fmt.Errorf("after Take and Settle: %w", err)
	}
	err = updateThread(ctx, s, func(tx schedule.Tx) error {
		_, err := tx.Put(second)
		return errors.Join(err, hasNames(tx, "two", "three"))
	})
	if err != nil {
		return fmt.Errorf("after a Put, in its transaction: %w", err)
	}
	if err := updateThread(ctx, s, func(tx schedule.Tx) error { return hasNames(tx, "two", "three") }); err != nil {
		return fmt.Errorf("after a Put: %w", err)
	}
	for _, end := range []struct {
		name string
		fn   func(tx schedule.Tx, j schedule.Job) error
	}{
		{"Drop", func(tx schedule.Tx, j schedule.Job) error { _, err := wantDropped(tx, 1, j.Key); return err }},
		{"Settle", func(tx schedule.Tx, j schedule.Job) error { return tx.Settle(j.Key, j.Fence, time.Time{}) }},
		{"Put of another kind", func(tx schedule.Tx, j schedule.Job) error { j.Kind = "other"; _, err := tx.Put(j); return err }},
		{"Put without names", func(tx schedule.Tx, j schedule.Job) error { j.Names = nil; _, err := tx.Put(j); return err }},
	} {
		if err := unnamedBy(ctx, s, end.fn); err != nil {
			return fmt.Errorf("after a %s: %w", end.name, err)
		}
	}
	return nil
}

// unnamedBy removes a row's names, in the transaction that puts it and in another one.
func unnamedBy(ctx context.Context, s schedule.Store, end func(tx schedule.Tx, j schedule.Job) error) error {
	j := job("a", 0)
	j.Names = []string{"one", "three"}
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		stored, err := tx.Put(j)
		return errors.Join(err, hasNames(tx, "one", "three"), end(tx, stored), hasNames(tx))
	})
	if err != nil {
		return fmt.Errorf("in the transaction that put it: %w", err)
	}
	stored, err := putOne(ctx, s, j)
	if err != nil {
		return err
	}
	if err := updateThread(ctx, s, func(tx schedule.Tx) error { return errors.Join(end(tx, stored), hasNames(tx)) }); err != nil {
		return err
	}
	return updateThread(ctx, s, func(tx schedule.Tx) error { return hasNames(tx) })
}

// hasNames checks that the row "a" is listed by these of three names only.
func hasNames(tx schedule.Tx, names ...string) error {
	for _, name := range []string{"one", "two", "three"} {
		var want []string
		if slices.Contains(names, name) {
			want = []string{"a"}
		}
		if _, err := wantListed(tx, name, "", noLimit, want...); err != nil {
			return err
		}
	}
	return nil
}

func getMany(ctx context.Context, s schedule.Store) error {
	stored, err := put(ctx, s, job("a", 0), job("b", 0), job("c", 0))
	if err != nil {
		return err
	}
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		got, err := wantGot(tx, []string{"c", "never", "a", "A"}, "c", "a")
		if err != nil {
			return err
		}
		_, err1 := wantGot(tx, nil)
		_, err2 := wantGot(tx, []string{"never", "b"}, "b")
		_, err3 := wantGot(tx, []string{"never", "A"})
		if err := errors.Join(equal(got[0], stored[2]), equal(got[1], stored[0]), err1, err2, err3); err != nil {
			return err
		}
		_, err4 := tx.Drop("c")
		put, err5 := tx.Put(job("d", 0))
		got, err6 := wantGot(tx, []string{"d", "c", "b", "a"}, "d", "b", "a")
		if err := errors.Join(err4, err5, err6); err != nil {
			return err
		}
		return equal(got[0], put)
	})
}
