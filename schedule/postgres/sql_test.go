package postgres_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history/historytest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

// openSQL opens an empty schema as a host of database/sql does.
func openSQL(t *testing.T) *sql.DB {
	db, err := sql.Open("pgx", db.empty())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, (&postgres.Store{SQL: db}).Migrate(t.Context()))
	return db
}

func TestStoreOfDatabaseSQL(t *testing.T) {
	t.Parallel()
	scheduletest.Run(t, func(t *testing.T) schedule.Store { return &postgres.Store{SQL: openSQL(t)} })
}

func TestRecorderOfDatabaseSQL(t *testing.T) {
	t.Parallel()
	historytest.Run(t, func(t *testing.T) historytest.Log { return &postgres.Recorder{SQL: openSQL(t)} })
}

// A function of a host of database/sql writes by its own kind of transaction, which shares its fate.
func TestSQLTx(t *testing.T) {
	t.Parallel()
	db := openSQL(t)
	s, r := &postgres.Store{SQL: db}, &postgres.Recorder{SQL: db}
	_, err := db.ExecContext(t.Context(), `CREATE TABLE host (n integer)`)
	require.NoError(t, err)
	var late *sql.Tx
	for _, end := range []error{errUndo, nil} {
		err := s.Update(t.Context(), schedule.On("thread"), func(ctx context.Context, tx schedule.Tx) error {
			late = postgres.SQLTx(ctx)
			require.Same(t, late, postgres.SQLTx(ctx))
			_, err1 := late.ExecContext(ctx, `INSERT INTO host VALUES ($1)`, 1)
			_, err2 := postgres.Tx(ctx).Exec(ctx, `INSERT INTO host VALUES ($1)`, 2)
			_, err3 := tx.Put(schedule.Job{Key: "a", Kind: "k", Due: noon})
			return errors.Join(err1, err2, err3, r.Record(ctx, entry("e")), end)
		})
		require.ErrorIs(t, err, end)
		_, err = late.ExecContext(t.Context(), `INSERT INTO host VALUES (3)`)
		require.ErrorIs(t, err, sql.ErrTxDone)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	ctx := postgres.WithSQL(t.Context(), tx)
	require.Same(t, tx, postgres.SQLTx(ctx))
	require.Nil(t, postgres.Tx(ctx))
	require.NoError(t, s.Add(ctx, schedule.Job{Key: "b", Kind: "k", Due: noon, Names: []string{`a "quoted" \ name`, "{}", ""}}))
	require.NoError(t, r.Record(ctx, entry("f")))
	require.ErrorContains(t, s.Update(ctx, schedule.On("thread"), nil), "inside a transaction")
	require.NoError(t, tx.Commit())

	jobs, err := s.Take(t.Context(), noon, "k", 0, 9)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, keys(jobs))
	require.Equal(t, []string{`a "quoted" \ name`, "{}", ""}, jobs[1].Names)
	log, err := r.Log(t.Context(), item)
	require.NoError(t, err)
	require.Len(t, log, 2)
	var n int
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT count(*) FROM host`).Scan(&n))
	require.Equal(t, 2, n)
	require.Nil(t, postgres.SQLTx(t.Context()))
}

// otherDriver is a driver that is not pgx's.
type otherDriver struct{ driver.Conn }

func (d otherDriver) Connect(context.Context) (driver.Conn, error) { return d, nil }
func (d otherDriver) Driver() driver.Driver                        { return nil }
func (d otherDriver) Close() error                                 { return nil }

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	other := sql.OpenDB(otherDriver{})
	defer other.Close()
	for want, s := range map[string]*postgres.Store{"set one of them": {}, `open it by sql.Open("pgx", ...)`: {SQL: other}} {
		require.ErrorContains(t, s.Update(t.Context(), schedule.On("thread"), nil), want)
		require.ErrorContains(t, s.Migrate(t.Context()), want)
		require.ErrorContains(t, s.Add(t.Context(), schedule.Job{Key: "a"}), want)
	}
}
