package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// The judge finds everything that may go wrong: here it is put into the tables of a run where nothing did.
func TestJudge(t *testing.T) {
	t.Parallel()
	_, pool := db.fresh(t)
	_, err := pool.Exec(t.Context(), deskTables)
	require.NoError(t, err)
	d, err := newDesk(pool, sound, 0)
	require.NoError(t, err)
	now := noon
	d.engine.Now = func() time.Time { return now }
	p := plan{
		{id: "e0", thread: "fires"}, {id: "e1", thread: "answered"}, {id: "e2", thread: "answered", reply: true},
		{id: "e3", thread: "again"}, {id: "e4", thread: "again"}, {id: "e5", thread: "late"},
	}
	for i := range 7 {
		p = append(p, message{id: fmt.Sprint("n", i), thread: "news", reply: true, news: true})
	}
	p = append(p, message{id: "e6", thread: "late", reply: true})
	for i, m := range p {
		if i == len(p)-1 { // the timers fire before the last one comes
			now = now.Add(time.Minute)
			_, err := d.engine.Tick(t.Context())
			require.NoError(t, err)
		}
		_, err := d.engine.Handle(t.Context(), m.event(now.Add(time.Duration(i)*time.Millisecond)))
		require.NoError(t, err)
	}
	j := new(judge)
	require.NoError(t, j.judge(t.Context(), pool, p))
	require.Empty(t, j.faults)
	require.Equal(t, []int{14, 3, 2}, []int{j.applied, j.fired, j.cancelled})

	for _, tt := range []struct{ sql, want string }{
		{`DELETE FROM desk_done WHERE event = 'e2'`, "e2 is lost"},
		{`UPDATE desk_done SET times = 2 WHERE event = 'e2'`, "e2 is applied 2 times"},
		{`UPDATE desk_done SET times = 2 WHERE event = 'e0' AND do_ = 'resolve'`, "the timer of e0 fires 2 times"},
		{`DELETE FROM desk_done WHERE event = 'e0' AND do_ = 'resolve'`, "the timer of e0 fires 0 times"},
		{`INSERT INTO desk_done VALUES ('resolve', 'e1', 1)`, "the timer of e1 fires, and is cancelled"},
		{`DELETE FROM commis_history WHERE event = 'e0' AND action = 'resolve'`, "the timer of e0 has the ends []"},
		{`UPDATE commis_history SET outcome = 'cancelled' WHERE event = 'e4' AND action = 'resolve'`, "the timer of e4 has the ends"},
		{`UPDATE commis_history SET reason = 'rearmed' WHERE event = 'e1' AND outcome = 'cancelled'`, "the timer of e1 is cancelled: rearmed"},
		{`UPDATE commis_history SET reason = 'customer_reply' WHERE event = 'e3' AND outcome = 'cancelled'`, "the timer of e3 is cancelled: customer_reply"},
		{`UPDATE commis_history SET arrival = DEFAULT WHERE event = 'e5' AND outcome = 'done'`, "the timer of e5 fires after e6 was applied"},
		{`DELETE FROM desk_calls WHERE 'n3' = ANY(events)`, "n3 is never called"},
		{`INSERT INTO desk_calls VALUES ('add_tags', 'other', '{n3}')`, "add_tags for n3 has the keys"},
		{`UPDATE desk_calls SET key = 'one' WHERE do_ = 'add_tags'`, "one is the key of"},
		{`DELETE FROM desk_calls WHERE do_ = 'notify'`, "7 matches are not told, and 2 are pending"},
		{`UPDATE commis_jobs SET key = 'gone' || key WHERE key LIKE 'digest/%'`, "2 matches are not told, and 0 are pending"},
		{`UPDATE commis_jobs SET kind = 'work'`, "timers and 0 dead actions"},
		{`UPDATE commis_jobs SET kind = 'dead'`, "0 timers and "},
	} {
		t.Run(tt.want, func(t *testing.T) {
			err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
				tag, err := tx.Exec(t.Context(), tt.sql)
				require.NoError(t, err)
				require.NotZero(t, tag.RowsAffected())
				j := new(judge)
				require.NoError(t, j.judge(t.Context(), tx, p))
				require.Contains(t, strings.Join(j.faults, "\n"), tt.want)
				return errUndo
			})
			require.ErrorIs(t, err, errUndo)
		})
	}
}
