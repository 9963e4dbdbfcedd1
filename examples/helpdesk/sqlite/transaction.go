package sqlite

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// transaction is the [schedule.Tx] of one Update. Its methods are told no ctx, so it keeps that of its function.
type transaction struct {
	ctx  context.Context
	conn Conn
}

func (t *transaction) Remember(id string) (first bool, err error) {
	n, err := t.conn.Exec(t.ctx, `INSERT INTO commis_inbox (id) VALUES (?) ON CONFLICT DO NOTHING`, id)
	return n == 1, err
}

func (t *transaction) Get(keys ...string) ([]schedule.Job, error) {
	var all []schedule.Job
	for _, key := range keys {
		found, err := t.jobs(`key = ?`, key)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, t.ctx.Err()
}

func (t *transaction) List(name, kind, after string, most int) ([]schedule.Job, error) {
	return t.jobs(`key IN (SELECT key FROM commis_names WHERE name = ? AND kind = ? AND key > ? ORDER BY key LIMIT ?) ORDER BY key`,
		name, kind, after, max(most, 0))
}

// Put returns the row as it is kept.
func (t *transaction) Put(j schedule.Job) (schedule.Job, error) {
	if err := t.exec(`DELETE FROM commis_jobs WHERE key = ?`, j.Key); err != nil {
		return j, err
	}
	if !j.Due.IsZero() {
		j.Due = time.UnixMicro(micros(j.Due)).UTC()
	}
	j, err := t.insert(j)
	return j, err
}

func (t *transaction) Drop(keys ...string) ([]schedule.Job, error) {
	var dropped []schedule.Job
	for _, key := range keys {
		found, err := t.jobs(`key = ?`, key)
		if err != nil {
			return nil, err
		}
		if err := t.exec(`DELETE FROM commis_jobs WHERE key = ?`, key); err != nil {
			return nil, err
		}
		dropped = append(dropped, found...)
	}
	return dropped, t.ctx.Err()
}

func (t *transaction) Settle(key string, fence uint64, retryAt time.Time) error {
	settle, args := `DELETE FROM commis_jobs WHERE key = ?1 AND fence = ?2`, []any{key, int64(fence)}
	if !retryAt.IsZero() {
		next, err := t.count(1)
		if err != nil {
			return err
		}
		settle = `UPDATE commis_jobs SET due = ?3, leased = NULL, fence = ?4 WHERE key = ?1 AND fence = ?2`
		args = append(args, micros(retryAt), int64(next))
	}
	n, err := t.conn.Exec(t.ctx, settle, args...)
	if err == nil && n == 0 {
		return schedule.ErrStale
	}
	return err
}

// add inserts a row, unless there is one with its key.
func (t *transaction) add(j schedule.Job) error {
	if live, err := t.jobs(`key = ?`, j.Key); err != nil || len(live) > 0 {
		return err
	}
	_, err := t.insert(j)
	return err
}

// insert inserts a row whose key is free, and its names.
func (t *transaction) insert(j schedule.Job) (schedule.Job, error) {
	n, err := t.count(1)
	if err != nil {
		return j, err
	}
	names, err := list(j.Names)
	if err != nil {
		return j, err
	}
	var due any
	if !j.Due.IsZero() {
		due = micros(j.Due)
	}
	j.Version, j.Fence, j.Attempt = n, n, 0
	err = t.exec(`INSERT INTO commis_jobs (key, kind, subject, lane, names, due, payload, version, fence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		j.Key, j.Kind, j.Subject, j.Lane, names, due, j.Payload, int64(n), int64(n))
	for i := 0; err == nil && i < len(j.Names); i++ {
		err = t.exec(`INSERT INTO commis_names (name, kind, key) VALUES (?, ?, ?)`, j.Names[i], j.Kind, j.Key)
	}
	j.Payload, j.Names = slices.Clone(j.Payload), slices.Clone(j.Names)
	return j, err
}

// jobs returns the rows of a condition.
func (t *transaction) jobs(where string, args ...any) ([]schedule.Job, error) {
	rows, err := t.conn.Query(t.ctx, `SELECT key, kind, subject, lane, names, due, payload, version, attempt, fence
		FROM commis_jobs WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []schedule.Job
	for rows.Next() {
		var j schedule.Job
		var names string
		var due *int64
		if err := rows.Scan(&j.Key, &j.Kind, &j.Subject, &j.Lane, &names, &due, &j.Payload, &j.Version, &j.Attempt, &j.Fence); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(names), &j.Names); err != nil {
			return nil, err
		}
		if due != nil {
			j.Due = time.UnixMicro(*due).UTC()
		}
		all = append(all, j)
	}
	return all, rows.Err()
}

// count returns the last of so many new versions or fences.
func (t *transaction) count(many int) (last uint64, err error) {
	err = t.conn.Row(t.ctx, `UPDATE commis_count SET n = n + ? RETURNING n`, []any{many}, &last)
	return last, err
}

func (t *transaction) exec(query string, args ...any) error {
	_, err := t.conn.Exec(t.ctx, query, args...)
	return err
}

// list is a list as a column holds it.
func list(texts []string) (string, error) {
	data, err := json.Marshal(append([]string{}, texts...))
	return string(data), err
}

// micros is an instant as a column holds it: to the microsecond and never earlier.
func micros(t time.Time) int64 {
	n := t.UnixMicro()
	if time.UnixMicro(n).Before(t) {
		n++
	}
	return n
}
