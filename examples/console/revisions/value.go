package revisions

import (
	"context"
	"database/sql"
	"errors"
)

// Value returns a value of the program by its name; ok is false when it was never set.
func Value(ctx context.Context, db *sql.DB, name string) (value string, ok bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT value FROM console_values WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, err
}

// SetValue sets a value.
func SetValue(ctx context.Context, db *sql.DB, name, value string) error {
	_, err := db.ExecContext(ctx, `INSERT INTO console_values (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}
