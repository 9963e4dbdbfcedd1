package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

var errUndo = errors.New("undo")

var item = trigger.Ref{Kind: trigger.CaseItem, ID: "5"}

func entry(id string) history.Entry {
	return history.Entry{ID: id, At: noon, Item: item, Actor: history.Actor{Kind: trigger.Agent}, Action: "noted"}
}

// ids returns what stands in the log.
func ids(t *testing.T, r *postgres.Recorder) []string {
	log, err := r.Log(t.Context(), item)
	require.NoError(t, err)
	all := []string{}
	for _, e := range log {
		all = append(all, e.ID)
	}
	return all
}

// Entries share the fate of the transaction that ctx carries: one of the store, or one of the host's own.
func TestRecordInTransaction(t *testing.T) {
	t.Parallel()
	_, pool := db.fresh(t)
	s, r := &postgres.Store{DB: pool}, &postgres.Recorder{DB: pool}
	for _, end := range []error{nil, errUndo} {
		err := s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, _ schedule.Tx) error {
			require.NoError(t, r.Record(ctx, entry("store")))
			require.NotContains(t, ids(t, r), "store", "nobody else sees it yet")
			return end
		})
		require.ErrorIs(t, err, end)
		err = pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			require.NoError(t, r.Record(postgres.With(t.Context(), tx), entry("host")))
			require.NotContains(t, ids(t, r), "host")
			return end
		})
		require.ErrorIs(t, err, end)
		want := []string{"store", "host"}
		if end != nil {
			want = []string{}
		}
		require.Equal(t, want, ids(t, r))
		_, err = pool.Exec(t.Context(), `DELETE FROM commis_history`)
		require.NoError(t, err)
	}
}

// Whatever a handler's error says, it can be written down: otherwise its action could never be settled.
func TestRecordAnyText(t *testing.T) {
	t.Parallel()
	_, pool := db.fresh(t)
	r := &postgres.Recorder{DB: pool}
	e := entry("e")
	e.Error, e.Reason, e.Output = "a\x00b", "c\xff\xfed", "\"\xff\""
	require.NoError(t, r.Record(t.Context(), e))
	log, err := r.Log(t.Context(), item)
	require.NoError(t, err)
	require.Len(t, log, 1)
	require.Equal(t, []string{"a\uFFFDb", "c\uFFFDd", "\"\uFFFD\""}, []string{log[0].Error, log[0].Reason, string(log[0].Output)})
	require.Equal(t, "a\x00b", e.Error, "the caller's own stays as it is")
}

// All faults are told at once.
func TestRecordFaults(t *testing.T) {
	t.Parallel()
	_, pool := db.fresh(t)
	r := &postgres.Recorder{DB: pool}
	bad := entry("")
	err := r.Record(t.Context(), entry("a"), bad, history.Entry{ID: "x"})
	require.ErrorContains(t, err, "entries[1]: id: missing")
	require.ErrorContains(t, err, "entries[2]: at: missing")
	require.Empty(t, ids(t, r))
}
