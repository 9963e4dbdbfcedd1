package scheduletest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// oddNames are names that a careless store would confuse or corrupt. The two "ä" are spelt with one and with two
// characters.
var oddNames = []string{
	"a", "A", "Z", "a ", " a", "\u00e4", "a\u0308", "a/b", "a//b", "a:b", "ab", "a'b", `a"b`, `a\b`, "a%", "a_", "a*", "a?",
	"a\nb", "a\tb", "a\u2028b", "1", "01", "1.0", "null", "日本", "مرحبا", "👩\u200d🍳",
	strings.Repeat("k", 199) + "1", strings.Repeat("k", 199) + "2",
	strings.Repeat("long", 2000) + "1", strings.Repeat("long", 2000) + "2", // longer than a database index accepts
}

func keys(ctx context.Context, s schedule.Store) error {
	var jobs []schedule.Job
	for i, key := range oddNames {
		jobs = append(jobs, job(key, time.Duration(i)*time.Second))
	}
	stored, err := put(ctx, s, jobs...)
	if err != nil {
		return err
	}
	for _, j := range stored {
		if err := wantRow(ctx, s, j); err != nil {
			return err
		}
	}
	if _, err := drop(ctx, s, oddNames[0]); err != nil {
		return err
	}
	if err := wantGone(ctx, s, oddNames[0]); err != nil {
		return err
	}
	for _, j := range stored[1:] {
		if err := wantRow(ctx, s, j); err != nil {
			return fmt.Errorf("after row %q was dropped: %w", oddNames[0], err)
		}
	}
	return keyOfAnotherSubject(ctx, s)
}

// keyOfAnotherSubject replaces a row by one of another subject and another kind: a key identifies one row of the store.
func keyOfAnotherSubject(ctx context.Context, s schedule.Store) error {
	if _, err := putOne(ctx, s, job("moves", 0)); err != nil {
		return err
	}
	moved := job("moves", time.Minute)
	moved.Subject, moved.Kind, moved.Payload = "case/6", "other", []byte("moved")
	moved, err := putOne(ctx, s, moved)
	if err != nil {
		return err
	}
	if err := wantRow(ctx, s, moved); err != nil {
		return err
	}
	if err := updateThread(ctx, s, func(tx schedule.Tx) error { return wantStored(tx, moved) }); err != nil {
		return fmt.Errorf("from its old subject: %w", err)
	}
	if _, err := drop(ctx, s, "moves"); err != nil {
		return fmt.Errorf("from its old subject: %w", err)
	}
	jobs, err := s.Take(ctx, start.Add(time.Hour), moved.Kind, time.Minute, noLimit)
	if err == nil && len(jobs) > 0 {
		err = fmt.Errorf("row %q: it was dropped from its old subject, and taken", moved.Key)
	}
	return err
}

func payloads(ctx context.Context, s schedule.Store) error {
	every := make([]byte, 256)
	large := make([]byte, 1<<20)
	for i := range every {
		every[i] = byte(i)
	}
	for i := range large {
		large[i] = byte(i * 7919 >> 3)
	}
	texts := [][]byte{
		nil, {}, {0}, []byte("a\x00b\x00"), []byte(" x \r\n"), []byte(`{"b": 1.0, "a":1, "a":2}`), []byte("\xff\xfe\xc3("),
		[]byte(`\x41 \\ %s ' " $1 ?`), []byte("null"), every, large,
	}
	for i, text := range texts {
		if err := payload(ctx, s, fmt.Sprintf("text-%d", i), text); err != nil {
			return err
		}
	}
	return nil
}

// payload follows a payload through all calls.
func payload(ctx context.Context, s schedule.Store, key string, text []byte) error {
	j := job(key, 0)
	j.Payload = bytes.Clone(text)
	j, err := putOne(ctx, s, j)
	if err != nil {
		return err
	}
	given := j
	given.Payload = text
	if err := errors.Join(equal(j, given), wantRow(ctx, s, given)); err != nil {
		return err
	}
	taken, err := wantOne(ctx, s, 0, time.Minute, key)
	if err != nil {
		return err
	}
	if !bytes.Equal(taken.Payload, text) {
		return fmt.Errorf("row %q: Take gave another payload: %d bytes, want %d", key, len(taken.Payload), len(text))
	}
	if err := settle(ctx, s, taken, start.Add(time.Hour)); err != nil {
		return err
	}
	dropped, err := drop(ctx, s, key)
	if err != nil {
		return err
	}
	if got := dropped[0].Payload; !bytes.Equal(got, text) {
		return fmt.Errorf("row %q: Drop gave another payload: %d bytes, want %d", key, len(got), len(text))
	}
	return nil
}

func instants(ctx context.Context, s schedule.Store) error {
	for i, due := range []time.Time{
		start, start.Add(time.Microsecond), start.Add(123456 * time.Microsecond), start.Add(999999 * time.Microsecond),
		start.In(time.FixedZone("", 5*3600)), start.In(time.FixedZone("", -(3*3600 + 30*60))),
		time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC), time.Unix(0, 0), time.Unix(0, 1000),
		time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), time.Date(2199, 12, 31, 23, 59, 59, 999999000, time.UTC), {},
	} {
		j := job(fmt.Sprintf("row-%d", i), 0)
		j.Kind, j.Due = fmt.Sprintf("kind-%d", i), due
		j, err := putOne(ctx, s, j)
		if err != nil {
			return err
		}
		if !j.Due.Equal(due) {
			return fmt.Errorf("row %q: Put gave another Due: got %v, want %v", j.Key, j.Due.UTC(), due.UTC())
		}
		if err := wantRow(ctx, s, j); err != nil {
			return err
		}
		if due.IsZero() {
			continue
		}
		taken, err := s.Take(ctx, due, j.Kind, time.Minute, noLimit)
		if err != nil {
			return err
		}
		if len(taken) != 1 || !taken[0].Due.Equal(due) {
			return fmt.Errorf("row %q: Take gave %v, want one row that is due at %v", j.Key, taken, due.UTC())
		}
	}
	return nil
}

// copies overwrites every slice that goes in or comes out.
func copies(ctx context.Context, s schedule.Store) error {
	want := job("a", 0)
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		given := job("a", 0)
		stored, err := tx.Put(given)
		if err != nil {
			return err
		}
		want.Version, want.Fence = stored.Version, stored.Fence
		overwrite(given)
		overwrite(stored)
		got, err := live(tx, "a")
		if err != nil {
			return err
		}
		err = equal(got, want)
		overwrite(got)
		return err
	})
	if err != nil {
		return fmt.Errorf("after the caller changed what it gave to Put: %w", err)
	}
	if err := wantRow(ctx, s, want); err != nil {
		return fmt.Errorf("after the caller changed what it gave to Put or got from it: %w", err)
	}
	got, err := get(ctx, s, job("a", 0))
	if err != nil {
		return err
	}
	overwrite(got)
	if err := wantRow(ctx, s, want); err != nil {
		return fmt.Errorf("after the caller changed what it got from Get: %w", err)
	}
	taken, err := wantOne(ctx, s, 0, time.Minute, "a")
	if err != nil {
		return err
	}
	want.Fence, want.Attempt = taken.Fence, 1
	overwrite(taken)
	if err := wantRow(ctx, s, want); err != nil {
		return fmt.Errorf("after the caller changed what it got from Take: %w", err)
	}
	return errors.Join(copiesOfDropped(ctx, s, want), copiesOfListed(ctx, s, want), copiesOfAdded(ctx, s))
}

// overwrite changes all memory that a row may share with another one.
func overwrite(j schedule.Job) {
	clear(j.Payload[:cap(j.Payload)])
	clear(j.Names[:cap(j.Names)])
}

// copiesOfDropped overwrites the result of Drop in a transaction that is undone.
func copiesOfDropped(ctx context.Context, s schedule.Store, want schedule.Job) error {
	undo := errors.New("undo")
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		dropped, err := wantDropped(tx, 1, want.Key)
		if err != nil {
			return err
		}
		overwrite(dropped[0])
		return undo
	})
	if !errors.Is(err, undo) {
		return err
	}
	if err := wantRow(ctx, s, want); err != nil {
		return fmt.Errorf("after the caller changed what it got from a Drop that was undone: %w", err)
	}
	return nil
}

func copiesOfListed(ctx context.Context, s schedule.Store, want schedule.Job) error {
	err := updateThread(ctx, s, func(tx schedule.Tx) error {
		listed, err := wantListed(tx, "name", "", noLimit, want.Key)
		if err == nil {
			overwrite(listed[0])
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := wantRow(ctx, s, want); err != nil {
		return fmt.Errorf("after the caller changed what it got from List: %w", err)
	}
	return nil
}

func copiesOfAdded(ctx context.Context, s schedule.Store) error {
	given := job("added", 0)
	if err := add(ctx, s, given); err != nil {
		return err
	}
	overwrite(given)
	got, err := get(ctx, s, job("added", 0))
	if err != nil {
		return err
	}
	want := job("added", 0)
	want.Version, want.Fence = got.Version, got.Fence
	if err := equal(got, want); err != nil {
		return fmt.Errorf("after the caller changed what it gave to Add: %w", err)
	}
	return nil
}
