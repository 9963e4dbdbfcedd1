package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

//go:embed migrations
var migrations embed.FS

// latest is the version of the tables that this package needs: the number of its migrations.
const latest = 1

// Migrate brings the tables of [Store] and [Recorder] to the version of this package, in one transaction, and changes
// nothing where they are. The table commis_migrations tells which versions were applied. Any number of processes may call
// Migrate when they start.
//
// Tables of a later version are an error, so that an old process does not write to them. So is a database that cannot use a
// write-ahead log, as in memory, or that is limited to one connection.
func (s *Store) Migrate(ctx context.Context) error {
	db := s.DB
	if db.Stats().MaxOpenConnections == 1 {
		return errors.New("sqlite: SetMaxOpenConns(1): allow at least 2 connections, since an event may be accepted while another one is handled")
	}
	mode, err := setWAL(ctx, db)
	if err != nil {
		return fmt.Errorf("sqlite: journal_mode = WAL: %w", err)
	}
	if mode != "wal" {
		return fmt.Errorf("sqlite: the journal mode is %q: use a database in a file of a local disk, for which it can be WAL", mode)
	}
	tx, err := begin(ctx, db)
	if err != nil {
		return fmt.Errorf("sqlite: migrating: %w", err)
	}
	defer tx.Rollback()
	if err := migrate(ctx, tx); err != nil {
		return fmt.Errorf("sqlite: migrating: %w", err)
	}
	return tx.Commit()
}

// setWAL gives the file a write-ahead log, and returns the journal mode that the file has. Connections that do so at once to
// a new file hold a lock that the others need, which SQLite answers with SQLITE_BUSY at once, whatever busy_timeout is
// (https://www.sqlite.org/c3ref/busy_handler.html): so each tries again, for 10 s. Afterwards the file keeps its mode, and a
// connection has nothing to change.
func setWAL(ctx context.Context, db *sql.DB) (mode string, err error) {
	for over := time.After(10 * time.Second); ; {
		err = db.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode)
		if !isBusy(err) {
			return mode, err
		}
		select {
		case <-ctx.Done():
			return "", errors.Join(err, context.Cause(ctx))
		case <-over:
			return "", err
		case <-time.After(time.Duration(1+rand.IntN(20)) * time.Millisecond):
		}
	}
}

func migrate(ctx context.Context, tx *sql.Tx) error {
	var version int
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM commis_migrations`).Scan(&version); err != nil {
		return err
	}
	if version > latest {
		return fmt.Errorf("the tables have version %d, and this program knows %d: update the program", version, latest)
	}
	for version < latest {
		version++
		statements, err := migrations.ReadFile(fmt.Sprintf("migrations/%d.sql", version))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
			return fmt.Errorf("to version %d: %w", version, err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO commis_migrations VALUES (?, unixepoch() * 1000000000)`, version); err != nil {
			return err
		}
	}
	return nil
}

// begin begins a transaction that has locked the database for writing.
func begin(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	// A write locks, however the host's transactions begin.
	_, err = tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS commis_migrations (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`)
	if err != nil {
		_ = tx.Rollback()
		return nil, err
	}
	return tx, nil
}
