package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the tables of [Store] and [Recorder] to the version of this package, in one transaction, and changes
// nothing where they are. They are in the schema that comes first in the search_path, and the table commis_migrations
// tells which versions were applied. Any number of processes may call Migrate when they start. Tables of a later version
// are an error, so that an old process does not write to them.
func (s *Store) Migrate(ctx context.Context) error {
	return s.source().with(ctx, func(conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return migrate(ctx, tx) })
	})
}

func migrate(ctx context.Context, tx pgx.Tx) error {
	files, err := fs.Glob(migrations, "migrations/*.sql") // in the order of their versions
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('commis/migrations', 0));
		CREATE TABLE IF NOT EXISTS commis_migrations (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`)
	if err != nil {
		return err
	}
	var version int
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM commis_migrations`).Scan(&version); err != nil {
		return err
	}
	if version > len(files) {
		return fmt.Errorf("postgres: the tables have version %d, and this program knows versions up to %d: use a later one",
			version, len(files))
	}
	for i, name := range files[version:] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO commis_migrations (version) VALUES ($1)`, version+i+1); err != nil {
			return err
		}
	}
	return nil
}
