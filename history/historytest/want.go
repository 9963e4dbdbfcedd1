package historytest

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

var (
	start   = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	mention = trigger.Ref{Kind: trigger.MentionItem, ID: "5"}
	ticket  = trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
)

// entry is the shortest entry that breaks no rule.
func entry(id string, s trigger.Ref) history.Entry {
	return history.Entry{ID: id, At: start, Item: s, Actor: history.Actor{Kind: trigger.System}, Action: "noted"}
}

// numbered makes n entries with the IDs prefix0, prefix1 and so on, a microsecond
// apart.
func numbered(prefix string, n int, s trigger.Ref) []history.Entry {
	entries := make([]history.Entry, n)
	for i := range entries {
		entries[i] = entry(prefix+strconv.Itoa(i), s)
		entries[i].At = start.Add(time.Duration(i) * time.Microsecond)
	}
	return entries
}

func record(ctx context.Context, log Log, entries ...history.Entry) error {
	if err := log.Record(ctx, entries...); err != nil {
		return fmt.Errorf("recording %d entries: %w", len(entries), err)
	}
	return nil
}

// want compares a log with what it should hold.
func want(ctx context.Context, log Log, s trigger.Ref, entries ...history.Entry) error {
	got, err := log.Log(ctx, s)
	if err != nil {
		return fmt.Errorf("log of %v: %w", s, err)
	}
	for i := range min(len(got), len(entries)) {
		if err := equal(got[i], entries[i]); err != nil {
			return fmt.Errorf("log of %v: entry %d of %d: %w", s, i, len(got), err)
		}
	}
	if len(got) != len(entries) {
		return fmt.Errorf("log of %v: got %d entries, want %d", s, len(got), len(entries))
	}
	return nil
}

// equal compares entries; their instants may be told in different zones.
func equal(got, want history.Entry) error {
	if got.ID != want.ID {
		return fmt.Errorf("got the ID %q, want %q", clip(got.ID), clip(want.ID))
	}
	if !got.At.Equal(want.At) {
		return fmt.Errorf("got the instant %v, want %v", got.At.UTC(), want.At.UTC())
	}
	got.At = want.At
	if got != want {
		return fmt.Errorf("got %s, want %s", clip(fmt.Sprintf("%+v", got)), clip(fmt.Sprintf("%+v", want)))
	}
	return nil
}

// clip keeps a report readable.
func clip(s string) string {
	const most = 500
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}
