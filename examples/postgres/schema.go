package postgres

import (
	"context"
	"crypto/sha256"
	_ "embed"

	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed schema.sql
var schema string

// Create makes the tables of [Store] and [Recorder] where they are not there yet, in one transaction. Any number of
// processes may call it when they start.
func Create(ctx context.Context, db *pgxpool.Pool) error {
	_, err := db.Exec(ctx, schema)
	return err
}

func hashes(names []string) [][]byte {
	all := make([][]byte, len(names))
	for i, name := range names {
		all[i] = hash(name)
	}
	return all
}

// hash is what a name is found by.
func hash(name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return sum[:]
}
