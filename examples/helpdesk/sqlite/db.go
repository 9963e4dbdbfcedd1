package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"sync"

	_ "modernc.org/sqlite" // the driver
)

//go:embed schema.sql
var schema string

// DB is a database in a file. It is safe for concurrent use. Make one with [Open].
type DB struct {
	main  *sql.DB
	added *sql.DB       // rows that were added while a transaction of main ran, see [Store.Add]
	turn  chan struct{} // holds one token while nobody writes

	prepared sync.Map // *sql.Stmt by query
}

// Open opens the database in the file, which is created if it does not exist, with the tables of Commis and those of the
// schemas, which are SQL that changes nothing where the tables are there.
func Open(path string, schemas ...string) (*DB, error) {
	d := &DB{turn: make(chan struct{}, 1)}
	d.turn <- struct{}{}
	var err error
	if d.main, err = open(path, append([]string{schema}, schemas...)); err != nil {
		return nil, err
	}
	if d.added, err = open(path+"-added", []string{addedSchema}); err != nil {
		return nil, errors.Join(err, d.main.Close())
	}
	return d, nil
}

// open opens one file. Committed data survives a loss of power.
func open(path string, schemas []string) (*sql.DB, error) {
	options := url.Values{
		"_txlock": {"immediate"}, // a transaction takes the write lock when it begins, so that none fails halfway
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)"},
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: options.Encode()}).String())
	if err != nil {
		return nil, err
	}
	for _, s := range schemas {
		if _, err := db.Exec(s); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
		}
	}
	return db, nil
}

// Close closes the files. No call may run.
func (d *DB) Close() error { return errors.Join(d.main.Close(), d.added.Close()) }

// Write runs fn in a transaction, which the ctx of fn carries. If ctx carries one already, fn is a part of it. The writes of
// fn are committed when Write returns nil, and rolled back when fn fails or panics.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context) error) error {
	if within(ctx) {
		return fn(ctx)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-d.turn:
		defer func() { d.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	tx, err := d.main.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	last, err := d.takeOver(ctx, Conn{d, tx})
	if err != nil {
		return err
	}
	if err := fn(context.WithValue(ctx, txKey{}, tx)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	d.forgetAdded(ctx, last)
	return nil
}

// On returns the transaction that ctx carries. Without one it is the database, for reading.
func (d *DB) On(ctx context.Context) Conn {
	tx, _ := ctx.Value(txKey{}).(*sql.Tx)
	return Conn{d, tx}
}

type txKey struct{}

// within reports whether ctx carries a transaction.
func within(ctx context.Context) bool { return ctx.Value(txKey{}) != nil }
