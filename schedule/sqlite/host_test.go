package sqlite_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

var item = trigger.Ref{Kind: trigger.CaseItem, ID: "5"}

func entry(id string) history.Entry {
	return history.Entry{ID: id, At: noon, Item: item, Actor: history.Actor{Kind: trigger.Agent}, Action: "noted"}
}

// newHost returns a store whose database has a table of the host.
func newHost(t testing.TB) *sqlite.Store {
	s := newStore(t)
	_, err := s.DB.Exec(`CREATE TABLE notes (text TEXT NOT NULL UNIQUE)`)
	require.NoError(t, err)
	return s
}

const insertNote = `INSERT INTO notes VALUES (?)`

// notes returns the host's rows.
func notes(t testing.TB, s *sqlite.Store) []string {
	t.Helper()
	rows, err := s.DB.Query(`SELECT text FROM notes ORDER BY text`)
	require.NoError(t, err)
	defer rows.Close()
	all := []string{}
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		all = append(all, text)
	}
	require.NoError(t, rows.Err())
	return all
}

// logged returns the ids of the entries.
func logged(t testing.TB, s *sqlite.Store) []string {
	t.Helper()
	log, err := (&sqlite.Recorder{DB: s.DB}).Log(t.Context(), item)
	require.NoError(t, err)
	all := []string{}
	for _, e := range log {
		all = append(all, e.ID)
	}
	return all
}

// The change of a host, its history and the work for Commis are there together or not at all.
func TestWith(t *testing.T) {
	t.Parallel()
	s := newHost(t)
	r := &sqlite.Recorder{DB: s.DB}
	for _, commit := range []bool{false, true} {
		tx, err := s.DB.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		ctx := sqlite.With(t.Context(), tx)
		require.Same(t, tx, sqlite.Tx(ctx))
		_, err = tx.Exec(insertNote, "hello")
		require.NoError(t, err)
		require.NoError(t, s.Add(ctx, job("b"), job("a"), job("b")))
		require.NoError(t, r.Record(ctx, entry("e1"), entry("e2"), entry("e1")))
		require.Empty(t, take(t, s, noon, 0), "nobody sees it before")
		require.Empty(t, logged(t, s))
		if commit {
			require.NoError(t, tx.Commit())
		} else {
			require.NoError(t, tx.Rollback())
			require.Empty(t, take(t, s, noon, 0))
		}
	}
	require.ElementsMatch(t, []string{"a", "b"}, take(t, s, noon, 0))
	require.Equal(t, []string{"hello"}, notes(t, s))
	require.Equal(t, []string{"e1", "e2"}, logged(t, s))
}

// The rows and entries that a local handler writes share the fate of the Update, whatever becomes of the others
// that share its transaction.
func TestTx(t *testing.T) {
	for _, alone := range []bool{true, false} {
		s := newHost(t)
		r := &sqlite.Recorder{DB: s.DB}
		do := func(name string, end error) error {
			return s.Update(t.Context(), schedule.On(name), func(ctx context.Context, tx schedule.Tx) error {
				_, err := sqlite.Tx(ctx).ExecContext(ctx, insertNote, name)
				require.NoError(t, err)
				_, err = tx.Put(job(name))
				require.NoError(t, err)
				require.NoError(t, s.Add(ctx, job("more "+name)))
				require.NoError(t, r.Record(ctx, entry(name)))
				_, err = sqlite.Tx(ctx).ExecContext(ctx, insertNote, name)
				require.ErrorContains(t, err, "UNIQUE constraint failed")
				_, err = sqlite.Tx(ctx).ExecContext(ctx, insertNote, name+" again")
				require.NoError(t, err, "a statement that breaks a constraint is undone by itself")
				return end
			})
		}
		if alone {
			require.NoError(t, do("a", nil))
			require.ErrorIs(t, do("b", errUndo), errUndo)
			require.NoError(t, do("c", nil))
		} else {
			errs := together(t, s, func() error { return do("a", nil) }, func() error { return do("b", errUndo) }, func() error { return do("c", nil) })
			require.NoError(t, errs[0])
			require.ErrorIs(t, errs[1], errUndo)
			require.NoError(t, errs[2])
		}
		require.Equal(t, []string{"a", "a again", "c", "c again"}, notes(t, s))
		require.ElementsMatch(t, []string{"a", "c", "more a", "more c"}, take(t, s, noon, 0))
		require.ElementsMatch(t, []string{"a", "c"}, logged(t, s))
	}
}

// The ctx of an Update that has ended carries a transaction that has ended, and not none: a host that writes to the database
// itself where it finds none would write twice.
func TestTxAfterTheEnd(t *testing.T) {
	t.Parallel()
	s := newHost(t)
	require.Nil(t, sqlite.Tx(t.Context()))
	var over context.Context
	within(t, s, func(ctx context.Context, _ schedule.Tx) { over = ctx })
	_, err := sqlite.Tx(over).Exec(insertNote, "late")
	require.ErrorIs(t, err, sql.ErrTxDone)
	require.Empty(t, notes(t, s))
}

// together is for tests that run alone: it sees all goroutines. It makes calls of Update that wait at the same time, since another Update runs, in this order.
func together(t testing.TB, s *sqlite.Store, calls ...func() error) []error {
	t.Helper()
	errs := make([]error, len(calls))
	var all sync.WaitGroup
	within(t, s, func(context.Context, schedule.Tx) {
		for i, call := range calls {
			all.Go(func() { errs[i] = call() })
			eventually(t, func() bool { return waiting("batch.(*call).wait") > i+1 })
		}
	})
	all.Wait()
	return errs
}

// Updates that wait together are one transaction.
func TestGroup(t *testing.T) {
	db, c := openCounting(t, newFile(t))
	s := &sqlite.Store{DB: db}
	calls := make([]func() error, 5)
	want := []string{}
	for i := range calls {
		key := string(rune('a' + i))
		want = append(want, key)
		calls[i] = func() error {
			return s.Update(t.Context(), schedule.Scope{Subjects: []string{key}, Keys: []string{key}}, func(_ context.Context, tx schedule.Tx) error {
				_, err := tx.Put(job(key))
				return err
			})
		}
	}
	require.NoError(t, calls[0]())
	c.reset()
	for _, err := range together(t, s, calls...) {
		require.NoError(t, err)
	}
	_, reads, writes := c.reset()
	require.Equal(t, []int{2, 1}, []int{reads, writes}, "the one that runs writes nothing")
	require.ElementsMatch(t, want, take(t, s, noon, 0))
}

// A statement that was interrupted may have undone the transaction: then nothing of the Update is there, even if its function
// hides the error.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := newHost(t)
	err := s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
		_, err := tx.Put(job("a"))
		require.NoError(t, err)
		_, err = sqlite.Tx(ctx).Exec(insertNote, "before")
		require.NoError(t, err)
		_, err = sqlite.Tx(ctx).Exec(`ROLLBACK`) // as SQLite does it itself
		require.NoError(t, err)
		return nil
	})
	require.ErrorContains(t, err, "the transaction was undone when a statement in it failed")
	require.Empty(t, take(t, s, noon, 0))
	require.Empty(t, notes(t, s))
	put(t, s, job("a"))
}
