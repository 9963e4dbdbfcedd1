package scheduletest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// noLimit is a max that no rule reaches.
const noLimit = 10_000

// wantTaken takes rows and compares their keys, in order.
func wantTaken(
	ctx context.Context, s schedule.Store, after, lease time.Duration, most int, keys ...string,
) ([]schedule.Job, error) {
	jobs, err := take(ctx, s, after, lease, most)
	if err != nil {
		return nil, err
	}
	if got := names(jobs); !slices.Equal(got, keys) {
		return nil, fmt.Errorf("taking at most %d at start+%v: got %s, want %s", most, after, list(got), list(keys))
	}
	return jobs, nil
}

// wantOne takes the only row that is due.
func wantOne(ctx context.Context, s schedule.Store, after, lease time.Duration, key string) (schedule.Job, error) {
	jobs, err := wantTaken(ctx, s, after, lease, noLimit, key)
	if err != nil {
		return schedule.Job{}, err
	}
	return jobs[0], nil
}

// wantNone checks that no rows are due.
func wantNone(ctx context.Context, s schedule.Store, after time.Duration) error {
	_, err := wantTaken(ctx, s, after, time.Minute, noLimit)
	return err
}

// wantRow gets a row in a transaction of its own.
func wantRow(ctx context.Context, s schedule.Store, want schedule.Job) error {
	return update(ctx, s, want.Subject, func(tx schedule.Tx) error { return wantStored(tx, want) })
}

func wantGone(ctx context.Context, s schedule.Store, key string) error {
	return updateThread(ctx, s, func(tx schedule.Tx) error { return wantMissing(tx, key) })
}

// wantStored gets a row in a transaction.
func wantStored(tx schedule.Tx, want schedule.Job) error {
	got, err := live(tx, want.Key)
	if err != nil {
		return err
	}
	return equal(got, want)
}

func wantMissing(tx schedule.Tx, key string) error {
	_, ok, err := find(tx, key)
	if err == nil && ok {
		err = fmt.Errorf("row %q: it is there", shorten(key))
	}
	return err
}

// find gets a row, and reports whether it exists.
func find(tx schedule.Tx, key string) (j schedule.Job, ok bool, err error) {
	jobs, err := tx.Get(key)
	switch {
	case err != nil || len(jobs) == 0:
		return schedule.Job{}, false, err
	case len(jobs) > 1 || jobs[0].Key != key:
		return schedule.Job{}, false, fmt.Errorf("getting %q: got %s", shorten(key), list(names(jobs)))
	}
	return jobs[0], true, nil
}

// live gets a row that must exist.
func live(tx schedule.Tx, key string) (schedule.Job, error) {
	j, ok, err := find(tx, key)
	if err == nil && !ok {
		err = fmt.Errorf("row %q: it is gone", shorten(key))
	}
	return j, err
}

// wantDropped drops rows and compares how many of them were live.
func wantDropped(tx schedule.Tx, n int, keys ...string) ([]schedule.Job, error) {
	dropped, err := tx.Drop(keys...)
	if err == nil && len(dropped) != n {
		err = fmt.Errorf("dropping %s: got %s, want %d live rows", list(keys), list(names(dropped)), n)
	}
	return dropped, err
}

// wantGot gets rows and compares their keys, in order.
func wantGot(tx schedule.Tx, keys []string, want ...string) ([]schedule.Job, error) {
	jobs, err := tx.Get(keys...)
	if err != nil {
		return nil, fmt.Errorf("getting %s: %w", list(keys), err)
	}
	if got := names(jobs); !slices.Equal(got, want) {
		return nil, fmt.Errorf("getting %s: got %s, want %s", list(keys), list(got), list(want))
	}
	return jobs, nil
}

// wantListed lists rows of the kind of most rules, and compares their keys, in order.
func wantListed(tx schedule.Tx, name, after string, most int, keys ...string) ([]schedule.Job, error) {
	listed, err := tx.List(name, kind, after, most)
	if err != nil {
		return nil, fmt.Errorf("listing %q: %w", shorten(name), err)
	}
	if got := names(listed); !slices.Equal(got, keys) {
		return nil, fmt.Errorf("listing at most %d of the name %q after %q: got %s, want %s",
			most, shorten(name), shorten(after), list(got), list(keys))
	}
	return listed, nil
}

// wantNamed lists all rows of a name in a transaction of its own.
func wantNamed(ctx context.Context, s schedule.Store, name string, keys ...string) error {
	return updateThread(ctx, s, func(tx schedule.Tx) error {
		_, err := wantListed(tx, name, "", noLimit, keys...)
		return err
	})
}

func wantRemember(tx schedule.Tx, id string, want bool) error {
	first, err := tx.Remember(id)
	if err == nil && first != want {
		err = fmt.Errorf("id %q: seen for the first time: got %t, want %t", shorten(id), first, want)
	}
	return err
}

// wantStale settles a void claim.
func wantStale(ctx context.Context, s schedule.Store, claim schedule.Job) error {
	return wantErrStale(claim.Key, settle(ctx, s, claim, time.Time{}))
}

// wantErrStale checks that the err of a Settle is ErrStale.
func wantErrStale(key string, err error) error {
	switch {
	case err == nil:
		return fmt.Errorf("row %q: a void claim was settled", shorten(key))
	case !errors.Is(err, schedule.ErrStale):
		return fmt.Errorf("row %q: settling by a void claim: want ErrStale, got %w", shorten(key), err)
	}
	return nil
}

func wantFirst(ctx context.Context, s schedule.Store, subject, id string, want bool) error {
	return update(ctx, s, subject, func(tx schedule.Tx) error { return wantRemember(tx, id, want) })
}

// equal compares rows; their instants may be in different zones, and their names in any order.
func equal(got, want schedule.Job) error {
	var what string
	var g, w any
	switch {
	case got.Key != want.Key:
		what, g, w = "Key", got.Key, want.Key
	case got.Kind != want.Kind:
		what, g, w = "Kind", got.Kind, want.Kind
	case got.Subject != want.Subject:
		what, g, w = "Subject", got.Subject, want.Subject
	case got.Lane != want.Lane:
		what, g, w = "Lane", got.Lane, want.Lane
	case !slices.Equal(slices.Sorted(slices.Values(got.Names)), slices.Sorted(slices.Values(want.Names))):
		what, g, w = "Names", list(got.Names), list(want.Names)
	case !got.Due.Equal(want.Due):
		what, g, w = "Due", got.Due.UTC(), want.Due.UTC()
	case !bytes.Equal(got.Payload, want.Payload):
		what, g, w = fmt.Sprintf("Payload (%d bytes, want %d)", len(got.Payload), len(want.Payload)), got.Payload, want.Payload
	case got.Version != want.Version:
		what, g, w = "Version", got.Version, want.Version
	case got.Attempt != want.Attempt:
		what, g, w = "Attempt", got.Attempt, want.Attempt
	case got.Fence != want.Fence:
		what, g, w = "Fence", got.Fence, want.Fence
	default:
		return nil
	}
	return fmt.Errorf("row %q: %s: got %s, want %s", shorten(want.Key), what, show(g), show(w))
}

func show(v any) string {
	switch v := v.(type) {
	case string:
		return shorten(fmt.Sprintf("%q", v))
	case []byte:
		return shorten(fmt.Sprintf("%q", v[:min(len(v), 50)]))
	}
	return fmt.Sprint(v)
}

func names(jobs []schedule.Job) []string {
	keys := make([]string, len(jobs))
	for i, j := range jobs {
		keys[i] = j.Key
	}
	return keys
}

func list(keys []string) string { return shorten(fmt.Sprintf("%q", keys)) }
