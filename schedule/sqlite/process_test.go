package sqlite_test

import (
	"context"
	"database/sql"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

// newPair returns two stores of one file, as two processes have them.
func newPair(t testing.TB) (mine, other *sqlite.Store) {
	file := newFile(t)
	return &sqlite.Store{DB: open(t, file)}, &sqlite.Store{DB: open(t, file)}
}

// eventually waits until ok is true; a minute without that fails the test.
func eventually(t testing.TB, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); runtime.Gosched() {
		require.Less(t, time.Since(began), time.Minute)
	}
}

// waiting counts the goroutines in a function.
func waiting(function string) int {
	stacks := make([]byte, 1<<20)
	return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), function+"(")
}

// A function sees no change of another process while it runs: it runs again, on the new rows.
func TestOtherProcess(t *testing.T) {
	t.Parallel()
	a := job("a")
	for name, tt := range map[string]struct {
		change func(t *testing.T, other *sqlite.Store)
		want   string
		runs   int
	}{
		"puts the row": {func(t *testing.T, other *sqlite.Store) {
			j := a
			j.Payload = []byte("theirs")
			put(t, other, j)
		}, "theirs, mine", 2},
		"takes the row": {func(t *testing.T, other *sqlite.Store) {
			require.Equal(t, []string{"a"}, take(t, other, noon, time.Minute))
		}, "a, mine", 2},
		"drops the row": {func(t *testing.T, other *sqlite.Store) {
			within(t, other, func(_ context.Context, tx schedule.Tx) {
				_, err := tx.Drop("a")
				require.NoError(t, err)
			})
		}, ", mine", 2},
		"remembers the id": {func(t *testing.T, other *sqlite.Store) { require.True(t, remember(t, other, "id")) }, "a, repeated, mine", 2},
		"adds another row": {func(t *testing.T, other *sqlite.Store) { require.NoError(t, other.Add(t.Context(), job("b"))) }, "a, mine", 1},
		"takes nothing": {func(t *testing.T, other *sqlite.Store) {
			require.Empty(t, take(t, other, noon.Add(-1), time.Minute))
		}, "a, mine", 1},
	} {
		for _, local := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", and a handler writes"}[local], func(t *testing.T) {
				t.Parallel()
				mine, other := newPair(t)
				_, err := mine.DB.Exec(`CREATE TABLE notes (text TEXT)`)
				require.NoError(t, err)
				put(t, mine, a)
				runs := 0
				about := schedule.Scope{Subjects: []string{"thread"}, Keys: []string{"a"}, IDs: []string{"id"}}
				err = mine.Update(t.Context(), about, func(ctx context.Context, tx schedule.Tx) error {
					text, err := read(tx)
					require.NoError(t, err)
					if runs++; runs == 1 {
						tt.change(t, other)
					}
					if local {
						_, err := sqlite.Tx(ctx).Exec(`INSERT INTO notes VALUES (?)`, text)
						if runs < tt.runs {
							require.ErrorIs(t, err, sql.ErrTxDone)
							_, err := sqlite.Tx(ctx).Exec(`INSERT INTO notes VALUES ('again')`)
							require.ErrorIs(t, err, sql.ErrTxDone)
							return nil // the function hides it
						}
						require.NoError(t, err)
					}
					j := a
					j.Payload = []byte(text + ", mine")
					_, err = tx.Put(j)
					return err
				})
				require.NoError(t, err)
				require.Equal(t, tt.runs, runs)
				within(t, other, func(_ context.Context, tx schedule.Tx) {
					got, err := tx.Get("a")
					require.NoError(t, err)
					require.Equal(t, tt.want, string(got[0].Payload))
				})
			})
		}
	}
}

// read returns the payload of row a, and whether the id was remembered.
func read(tx schedule.Tx) (string, error) {
	text := ""
	got, err := tx.Get("a")
	if err != nil {
		return "", err
	}
	if len(got) > 0 {
		text = string(got[0].Payload)
	}
	first, err := tx.Remember("id")
	if !first {
		text += ", repeated"
	}
	return text, err
}

// A row that was added while a function ran, which saw none, is not overwritten unseen, nor is its number used again.
func TestAddedMeanwhile(t *testing.T) {
	t.Parallel()
	for _, drops := range []bool{false, true} {
		mine, other := newPair(t)
		runs := 0
		var seen []string
		var last schedule.Job
		err := mine.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
			got, err := tx.Get("a")
			require.NoError(t, err)
			seen = keys(got)
			if runs++; runs == 1 {
				require.NoError(t, other.Add(t.Context(), job("a")))
			}
			last, err = tx.Put(job("a"))
			if drops {
				_, err = tx.Drop("a")
			}
			return err
		})
		require.NoError(t, err)
		require.Equal(t, 2, runs)
		require.Equal(t, []string{"a"}, seen)
		if drops {
			require.Empty(t, take(t, mine, noon, 0))
		} else {
			require.Greater(t, last.Version, uint64(1))
		}
	}
}

// Of two processes that count in one row none loses what the other has counted.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	mine, other := newPair(t)
	const rounds = 50
	count := func(s *sqlite.Store, done chan<- error) {
		for range rounds {
			err := s.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
				got, err := tx.Get("a")
				if err != nil {
					return err
				}
				j := job("a")
				if j.Payload = nil; len(got) > 0 {
					j.Payload = got[0].Payload
				}
				j.Payload = append(j.Payload, 'x')
				_, err = tx.Put(j)
				return err
			})
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}
	done := make(chan error)
	go count(mine, done)
	go count(other, done)
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	jobs, err := mine.Take(t.Context(), noon, "k", 0, 1)
	require.NoError(t, err)
	require.Len(t, jobs[0].Payload, 2*rounds)
}
