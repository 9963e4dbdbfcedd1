package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/commis-recipes/commis/internal/batch"
)

// SQLTx returns the transaction that ctx carries, as [Tx] does, for a [Store] with SQL or after [WithSQL]; otherwise it
// is nil. Commit and Rollback of it must not be called.
func SQLTx(ctx context.Context) (tx *sql.Tx) {
	u := running(ctx)
	if u == nil {
		tx, _ = ctx.Value(txKey{}).(*sql.Tx)
		return tx
	}
	_ = u.Do(func(t batch.Transaction) error {
		tx = t.(*transaction).sqlTx(u)
		return nil
	})
	return tx
}

// sqlTx is a transaction of database/sql within that of a store, for one update: its statements go to the same connection.
type sqlTx struct {
	*sql.Tx
	db *sql.DB
	of *batch.Update
}

// sqlTx returns the transaction as one of database/sql, or nil for a connection of another driver.
func (t *transaction) sqlTx(u *batch.Update) *sql.Tx {
	if t.sql != nil && t.sql.of != u {
		t.sql.close()
		t.sql = nil
	}
	if t.sql == nil && t.conn.std != nil {
		db := sql.OpenDB(borrowed{t.conn.std})
		tx, err := db.BeginTx(context.Background(), nil) // sends nothing
		if err != nil {
			_ = db.Close()
			return nil
		}
		t.sql = &sqlTx{tx, db, u}
	}
	if t.sql == nil {
		return nil
	}
	return t.sql.Tx
}

func (t *sqlTx) close() {
	if t != nil {
		_ = t.Rollback() // sends nothing
		_ = t.db.Close()
	}
}

// borrowed is a connection that is in a transaction, as the connector of a database of its own. What would begin or end
// the transaction or the connection does nothing.
type borrowed struct{ *stdlib.Conn }

func (b borrowed) Connect(context.Context) (driver.Conn, error) { return b, nil }
func (b borrowed) Driver() driver.Driver                        { return stdlib.GetDefaultDriver() }

func (b borrowed) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) { return noTx{}, nil }

func (b borrowed) ResetSession(context.Context) error { return nil }
func (b borrowed) Close() error                       { return nil }

// noTx is the end of a transaction that goes on.
type noTx struct{}

func (noTx) Commit() error   { return nil }
func (noTx) Rollback() error { return nil }
