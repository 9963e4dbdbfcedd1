package revisions_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/revisions"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, (&sqlite.Store{DB: db}).Migrate(t.Context()))
	for range 2 { // the second time it changes nothing
		require.NoError(t, revisions.Migrate(t.Context(), db))
	}
	return db
}

// Both implementations of Sets keep its rules.
func TestSets(t *testing.T) {
	t.Parallel()
	for name, sets := range map[string]desk.Sets{"in memory": new(desk.MemorySets), "SQLite": &revisions.Sets{DB: open(t)}} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			version, err := sets.Version(ctx)
			require.NoError(t, err)
			require.Zero(t, version)
			_, err = sets.Revision(ctx, 1)
			require.ErrorIs(t, err, desk.ErrNoRevision)
			at := time.Date(2026, 1, 5, 18, 0, 0, 123456789, time.UTC)
			one := desk.Revision{Version: 1, By: "ann", Name: "Ann 👋", At: at, Changes: []desk.Change{{Recipe: "a", Words: "added"}, {Words: "order"}},
				Set: []byte(`{"format":1}`), Tags: map[string][]string{"a": {"x", "y"}}}
			two := desk.Revision{Version: 2, By: "bob", Name: "Bob", At: at.Add(1), Changes: []desk.Change{{Recipe: "b", Words: "one"}, {Recipe: "b", Words: "two"}}, Set: []byte(`{}`)}
			require.ErrorIs(t, sets.Save(ctx, two), desk.ErrConflict)
			require.NoError(t, sets.Save(ctx, one))
			require.ErrorIs(t, sets.Save(ctx, one), desk.ErrConflict)
			require.NoError(t, sets.Save(ctx, two))
			got, err := sets.Revision(ctx, 1)
			require.NoError(t, err)
			require.Equal(t, one, got)
			version, err = sets.Version(ctx)
			require.NoError(t, err)
			require.Equal(t, 2, version)

			versions := func(id string, limit int) (all []int) {
				found, err := sets.Revisions(ctx, id, limit)
				require.NoError(t, err)
				for _, r := range found {
					require.Empty(t, r.Set)
					all = append(all, r.Version)
				}
				return all
			}
			require.Equal(t, []int{2, 1}, versions("", 10))
			require.Equal(t, []int{2}, versions("", 1))
			require.Equal(t, []int{1}, versions("a", 10))
			require.Equal(t, []int{2}, versions("b", 10))
			require.Empty(t, versions("c", 10))
		})
	}
}

// journal is one of both journals.
type journal interface {
	desk.Events
	add(t *testing.T, ev trigger.Event)
}

type inMemory struct{ *sample.Journal }

func (j inMemory) add(t *testing.T, ev trigger.Event) { require.NoError(t, j.Add(t.Context(), ev)) }

type inDatabase struct{ *revisions.Events }

func (j inDatabase) add(t *testing.T, ev trigger.Event) { require.NoError(t, j.Add(t.Context(), ev)) }

// Both journals have the same of the sample's day.
func TestEvents(t *testing.T) {
	t.Parallel()
	events, err := sample.Events()
	require.NoError(t, err)
	both := []journal{inMemory{new(sample.Journal)}, inDatabase{&revisions.Events{DB: open(t)}}}
	for _, j := range both {
		for _, ev := range events {
			j.add(t, ev)
		}
		j.add(t, events[3]) // for the second time
		last, err := j.Last(t.Context(), 3)
		require.NoError(t, err)
		require.Equal(t, events[len(events)-3:], last)
	}
	for _, q := range []string{"", "FALLA", "c-10", "nobody", "%", "_"} {
		a, err := both[0].Matters(t.Context(), q, 40)
		require.NoError(t, err)
		b, err := both[1].Matters(t.Context(), q, 40)
		require.NoError(t, err)
		require.Equal(t, a, b, q)
		for _, m := range a {
			x, err := both[0].Of(t.Context(), m.ID)
			require.NoError(t, err)
			y, err := both[1].Of(t.Context(), m.ID)
			require.NoError(t, err)
			require.Equal(t, x, y)
			require.Len(t, x, m.Events)
		}
	}
}

// An event that is added in a transaction shares its fate.
func TestEventsInTransaction(t *testing.T) {
	t.Parallel()
	db := open(t)
	journal := &revisions.Events{DB: db}
	events, err := sample.Events()
	require.NoError(t, err)
	for i, commit := range []bool{false, true} {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, journal.Add(sqlite.With(t.Context(), tx), events[0]))
		if commit {
			require.NoError(t, tx.Commit())
		} else {
			require.NoError(t, tx.Rollback())
		}
		all, err := journal.All(t.Context())
		require.NoError(t, err)
		require.Len(t, all, i)
	}
}

// Runs and failures are counted once, whenever they came.
func TestActivity(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 5, 18, 0, 0, 0, time.UTC)
	entry := func(id, recipe, action, outcome string, at time.Time) history.Entry {
		return history.Entry{ID: id, At: at, Item: trigger.Ref{Kind: "case", ID: "1"}, Actor: history.Actor{Kind: trigger.Recipe},
			Recipe: history.Recipe{ID: recipe}, Run: "r" + id, Action: action, Outcome: outcome}
	}
	past := revisions.NewHistory(open(t))
	memory := new(desk.MemoryHistory)
	record := func(entries ...history.Entry) {
		require.NoError(t, past.Record(t.Context(), entries...))
		require.NoError(t, memory.Record(t.Context(), entries...))
	}
	check := func(want map[string]desk.Activity) {
		t.Helper()
		for _, h := range []desk.History{past, memory} {
			got, err := h.Activity(t.Context(), now.Add(-24*time.Hour))
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
	old := now.Add(-25 * time.Hour)
	record(entry("1", "a", history.Triggered, "fired", old), entry("2", "a", "reply", "failed", old), entry("3", "b", history.Triggered, "fired", now))
	check(map[string]desk.Activity{"a": {LastRun: old}, "b": {LastRun: now, Runs: 1}})
	record(entry("4", "b", "reply", "failed", now), entry("5", "b", "reply", "done", now), entry("6", "b", history.Triggered, "fired", now.Add(-time.Hour)),
		entry("7", "c", "filtered_out", "filtered_out", now))
	check(map[string]desk.Activity{"a": {LastRun: old}, "b": {LastRun: now, Runs: 2, Errors: 1}})
}
