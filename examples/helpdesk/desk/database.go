package desk

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"

	"github.com/commis-recipes/commis/schedule/sqlite"
)

//go:embed schema.sql
var schema string

// openDatabase opens the file, with the tables of Commis and those of the desk.
func openDatabase(file string) (*sql.DB, error) {
	db, err := sqlite.Open(file, "foreign_keys(ON)")
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err = (&sqlite.Store{DB: db}).Migrate(ctx); err == nil {
		_, err = db.ExecContext(ctx, schema)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// transact runs fn in a transaction, which the ctx of fn carries, and then has Tick called. If ctx carries a transaction
// already, as that of a local handler does, fn is a part of it. The writes of fn are committed when transact returns nil, and
// rolled back when fn fails or panics.
func (d *Desk) transact(ctx context.Context, fn func(ctx context.Context) error) error {
	defer d.wakeUp()
	if sqlite.Tx(ctx) != nil {
		return fn(ctx) // Tick sees it when the transaction has ended
	}
	tx, err := d.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	if err := fn(sqlite.With(ctx, tx)); err != nil {
		return err
	}
	return tx.Commit()
}

// querier runs statements.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// on returns the transaction that ctx carries. Without one it is the database, for reading.
func (d *Desk) on(ctx context.Context) querier {
	if tx := sqlite.Tx(ctx); tx != nil {
		return tx
	}
	return d.DB
}
