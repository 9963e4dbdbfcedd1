package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// statements are prepared once, and then used on any connection: to prepare one again costs more than to run it.
type statements struct {
	all []*sql.Stmt

	state, lock, count, change        *sql.Stmt // of commis_state
	get, list, listKind, shape, added *sql.Stmt
	insert, insertNames, update       *sql.Stmt
	remove, removeNames               *sql.Stmt
	known, remember                   *sql.Stmt
	ready, take                       *sql.Stmt
	record                            *sql.Stmt
}

// columns are those that scanJob reads.
const columns = `key, kind, subject, lane, names, due, payload, version, attempt, fence`

// due are the keys of the rows that are due: the first ones of each lane that is not full, so that rows of full lanes
// cost nothing. ?1 is the kind, ?2 the instant, ?3 the full lanes as
// JSON, ?4 the number of rows. LIMIT has a sum, here and elsewhere: for a parameter alone SQLite compiles a prepared
// statement again in each call.
const due = `
	WITH RECURSIVE lanes (lane) AS (
		SELECT * FROM (SELECT lane FROM commis_jobs WHERE kind = ?1 AND due IS NOT NULL ORDER BY lane LIMIT 1)
		UNION ALL
		SELECT (SELECT j.lane FROM commis_jobs AS j WHERE j.kind = ?1 AND j.due IS NOT NULL AND j.lane > lanes.lane ORDER BY j.lane LIMIT 1)
		FROM lanes WHERE lanes.lane IS NOT NULL
	)
	SELECT first.id FROM lanes CROSS JOIN commis_jobs AS first ON first.id IN (
		SELECT j.id FROM commis_jobs AS j
		WHERE j.kind = ?1 AND j.lane = lanes.lane AND j.due <= ?2 AND (j.leased IS NULL OR j.leased <= ?2)
		ORDER BY j.due, j.version LIMIT ?4 + 0
	)
	WHERE lanes.lane IS NOT NULL AND lanes.lane NOT IN (SELECT value FROM json_each(?3))
	ORDER BY first.due, first.version LIMIT ?4 + 0`

func prepare(ctx context.Context, db *sql.DB) (*statements, error) {
	s := new(statements)
	for _, one := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&s.state, `SELECT number, updates FROM commis_state WHERE id = 1`},
		{&s.lock, `UPDATE commis_state SET number = number WHERE id = 1 RETURNING number, updates`},
		{&s.count, `UPDATE commis_state SET number = max(number, ?) + 1, updates = updates + ? WHERE id = 1 RETURNING number`},
		{&s.change, `UPDATE commis_state SET number = max(number, ?), updates = updates + 1 WHERE id = 1`},
		{&s.get, `SELECT ` + columns + ` FROM commis_jobs WHERE key = ?`},
		{&s.list, `SELECT ` + columns + ` FROM commis_jobs WHERE key IN (
			SELECT key FROM commis_names WHERE name = ? AND key > ? ORDER BY key LIMIT ? + 0) ORDER BY key`},
		{&s.listKind, `SELECT ` + columns + ` FROM commis_jobs WHERE key IN (
			SELECT key FROM commis_names WHERE name = ? AND key > ? AND kind = ? ORDER BY key LIMIT ? + 0) ORDER BY key`},
		{&s.shape, `SELECT kind, names FROM commis_jobs WHERE key = ?`},
		{&s.added, `SELECT count(*) FROM commis_jobs WHERE key = ? AND version > ? AND version <= ?`},
		{&s.insert, `INSERT INTO commis_jobs (` + columns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`},
		{&s.insertNames, `INSERT INTO commis_names (key, kind, name) SELECT ?, ?, value FROM json_each(?)`},
		{&s.update, `UPDATE commis_jobs SET kind = ?2, subject = ?3, lane = ?4, names = ?5, due = ?6, leased = NULL, payload = ?7,
			version = ?8, attempt = ?9, fence = ?10 WHERE key = ?1`},
		{&s.remove, `DELETE FROM commis_jobs WHERE key = ? RETURNING names`},
		{&s.removeNames, `DELETE FROM commis_names WHERE key = ? AND name IN (SELECT value FROM json_each(?))`},
		{&s.known, `SELECT count(*) FROM commis_inbox WHERE id = ?`},
		{&s.remember, `INSERT INTO commis_inbox VALUES (?, unixepoch() * 1000000000) ON CONFLICT DO NOTHING`},
		{&s.ready, `SELECT EXISTS (` + due + `)`},
		{&s.take, `UPDATE commis_jobs SET leased = ?5, attempt = attempt + 1, fence = ?6 WHERE id IN (` + due + `) RETURNING ` + columns},
		{&s.record, recordEntry},
	} {
		stmt, err := db.PrepareContext(ctx, one.query)
		if err != nil {
			s.close()
			return nil, fmt.Errorf("sqlite: %w: call Store.Migrate when the program starts, to make the tables", err)
		}
		*one.to = stmt
		s.all = append(s.all, stmt)
	}
	return s, nil
}

func (s *statements) close() {
	for _, stmt := range s.all {
		_ = stmt.Close()
	}
}
