package revisions

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/commis-recipes/commis/examples/console/desk"
)

//go:embed schema.sql
var schema string

// Migrate makes the tables where they are missing.
func Migrate(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, schema)
	return err
}

// Sets keeps revisions in a database. It is safe for concurrent use, also by several processes.
type Sets struct{ DB *sql.DB }

var _ desk.Sets = (*Sets)(nil)

// Version implements [desk.Sets].
func (s *Sets) Version(ctx context.Context) (version int, err error) {
	err = s.DB.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM console_revisions`).Scan(&version)
	return version, err
}

// Revision implements [desk.Sets].
func (s *Sets) Revision(ctx context.Context, version int) (desk.Revision, error) {
	var document []byte
	r, err := scan(s.DB.QueryRowContext(ctx,
		`SELECT version, by, name, at, changes, tags, document FROM console_revisions WHERE version = ?`, version), &document)
	if errors.Is(err, sql.ErrNoRows) {
		return r, desk.ErrNoRevision
	}
	if err != nil {
		return r, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(document))
	if err != nil {
		return r, err
	}
	r.Set, err = io.ReadAll(unpacked)
	return r, err
}

// Revisions implements [desk.Sets].
func (s *Sets) Revisions(ctx context.Context, id string, limit int) ([]desk.Revision, error) {
	rows, err := s.DB.QueryContext(ctx, `SELECT version, by, name, at, changes, '{}', x'' FROM console_revisions
		WHERE ?1 = '' OR version IN (SELECT version FROM console_changed WHERE recipe = ?1) ORDER BY version DESC LIMIT ?2`, id, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []desk.Revision
	for rows.Next() {
		r, err := scan(rows, new([]byte))
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

func scan(row interface{ Scan(...any) error }, document *[]byte) (r desk.Revision, err error) {
	var at int64
	var changes, tags []byte
	if err := row.Scan(&r.Version, &r.By, &r.Name, &at, &changes, &tags, document); err != nil {
		return r, err
	}
	r.At = time.Unix(0, at).UTC()
	return r, errors.Join(json.Unmarshal(changes, &r.Changes), json.Unmarshal(tags, &r.Tags))
}

// Save implements [desk.Sets].
func (s *Sets) Save(ctx context.Context, r desk.Revision) error {
	changes, err1 := json.Marshal(r.Changes)
	tags, err2 := json.Marshal(r.Tags)
	var document bytes.Buffer
	packed := gzip.NewWriter(&document)
	_, err3 := packed.Write(r.Set)
	if err := errors.Join(err1, err2, err3, packed.Close()); err != nil {
		return err
	}
	tx, err := s.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var latest int
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM console_revisions`).Scan(&latest); err != nil {
		return err
	}
	if r.Version != latest+1 {
		return desk.ErrConflict
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO console_revisions (version, by, name, at, changes, tags, document) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.Version, r.By, r.Name, r.At.UnixNano(), changes, tags, document.Bytes()); err != nil {
		return err
	}
	for _, c := range r.Changes {
		if _, err := tx.ExecContext(ctx, `INSERT INTO console_changed (recipe, version) VALUES (?, ?) ON CONFLICT DO NOTHING`, c.Recipe, r.Version); err != nil {
			return err
		}
	}
	return tx.Commit()
}
