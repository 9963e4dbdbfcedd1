package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

var errUndo = errors.New("undo")

// within runs fn in an Update of one subject.
func within(t testing.TB, s *sqlite.Store, fn func(ctx context.Context, tx schedule.Tx)) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
		fn(ctx, tx)
		return nil
	}))
}

func job(key string) schedule.Job {
	return schedule.Job{Key: key, Kind: "k", Subject: "thread", Names: []string{"name"}, Due: noon, Payload: []byte(key)}
}

func put(t testing.TB, s *sqlite.Store, j schedule.Job) schedule.Job {
	t.Helper()
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		var err error
		j, err = tx.Put(j)
		require.NoError(t, err)
	})
	return j
}

func keys(jobs []schedule.Job) []string {
	all := []string{}
	for _, j := range jobs {
		all = append(all, j.Key)
	}
	return all
}

func take(t testing.TB, s *sqlite.Store, now time.Time, lease time.Duration) []string {
	t.Helper()
	jobs, err := s.Take(t.Context(), now, "k", lease, 100)
	require.NoError(t, err)
	return keys(jobs)
}

func remember(t testing.TB, s *sqlite.Store, id string) (first bool) {
	t.Helper()
	within(t, s, func(_ context.Context, tx schedule.Tx) {
		var err error
		first, err = tx.Remember(id)
		require.NoError(t, err)
	})
	return first
}

// Instants of the years around ours are exact, and no other is early.
func TestNeverEarly(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	j := job("a")
	j.Due = noon.Add(1)
	require.Equal(t, noon.Add(1), put(t, s, j).Due)
	require.Empty(t, take(t, s, noon, time.Minute))
	require.Equal(t, []string{"a"}, take(t, s, noon.Add(1), time.Minute+1))
	require.Empty(t, take(t, s, noon.Add(time.Minute+1), time.Minute))
	require.Equal(t, []string{"a"}, take(t, s, noon.Add(time.Minute+2), time.Minute))

	j.Due = time.Date(2199, 1, 1, 0, 0, 0, 1, time.UTC)
	j = put(t, s, j)
	require.Equal(t, time.Date(2199, 1, 1, 0, 0, 0, 1000, time.UTC), j.Due, "Put returns what is stored")
	require.Empty(t, take(t, s, j.Due.Add(-1), time.Minute))
	require.Equal(t, []string{"a"}, take(t, s, j.Due, time.Minute))
}

// The years that events may have fit, and sort.
func TestInstants(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	instants := []time.Time{
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}.Add(time.Microsecond), time.Unix(0, 0).UTC(), noon,
		time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
	}
	want := []string{}
	for i, due := range instants {
		j := job(fmt.Sprint(len(instants) - i))
		j.Due = due
		put(t, s, j)
		want = append(want, j.Key)
	}
	put(t, s, schedule.Job{Key: "state", Kind: "k"})
	for i, due := range instants {
		require.Equal(t, want[:i+1], take(t, s, due, 0))
		require.Equal(t, want[:i], take(t, s, due.Add(-1), 0))
	}
	jobs, err := s.Take(t.Context(), instants[5], "k", 48*time.Hour, 100)
	require.NoError(t, err)
	for i, due := range instants {
		require.Equal(t, due, jobs[i].Due)
	}
}

// What cannot be stored is an error that shows it, and harms nothing.
func TestBadTexts(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	for _, text := range []string{"a\x00b", "\xff"} {
		want := fmt.Sprintf("%q: write text in UTF-8 without NUL", text)
		for field, set := range map[string]func(j *schedule.Job){
			"key": func(j *schedule.Job) { j.Key = text }, "kind": func(j *schedule.Job) { j.Kind = text },
			"subject": func(j *schedule.Job) { j.Subject = text }, "lane": func(j *schedule.Job) { j.Lane = text },
			"name": func(j *schedule.Job) { j.Names = []string{"n", text} },
		} {
			j := job("a")
			set(&j)
			require.ErrorContains(t, s.Add(t.Context(), job("b"), j), want, field)
			require.ErrorContains(t, s.Update(t.Context(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
				_, err := tx.Put(j)
				return err
			}), want, field)
		}
		_, err := s.Take(t.Context(), noon, "k", 0, 1, text)
		require.ErrorContains(t, err, want)
	}
	require.Empty(t, take(t, s, noon, 0))
}

// A call inside a transaction would wait for itself.
func TestNested(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	refused := func(ctx context.Context) {
		err := s.Update(ctx, schedule.On("thread"), func(context.Context, schedule.Tx) error { return nil })
		require.ErrorContains(t, err, "inside a transaction")
		_, err = s.Take(ctx, noon, "k", 0, 1)
		require.ErrorContains(t, err, "inside a transaction")
	}
	within(t, s, func(ctx context.Context, _ schedule.Tx) { refused(ctx) })
	tx, err := s.DB.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback()
	refused(sqlite.With(t.Context(), tx))
}

// Ids are remembered for 30 days, or as long as a host says, however many there are.
func TestForget(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	_, err := s.DB.ExecContext(t.Context(), `WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 5000)
		INSERT INTO commis_inbox SELECT 'id' || value, (unixepoch() - value * 60) * 1000000000 FROM n`)
	require.NoError(t, err)
	n, err := s.Forget(t.Context(), 0)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = s.Forget(t.Context(), 1000*time.Minute+30*time.Second)
	require.NoError(t, err)
	require.EqualValues(t, 4000, n, "those of the minutes 1001 to 5000")
	require.False(t, remember(t, s, "id1000"))
	require.True(t, remember(t, s, "id1001"))
	_, err = s.DB.ExecContext(t.Context(), `UPDATE commis_inbox SET at = at - 31 * 86400 * 1000000000 WHERE id = 'id1000'`)
	require.NoError(t, err)
	n, err = s.Forget(t.Context(), 0)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.True(t, remember(t, s, "id1000"))
}
