package sqlite

import (
	"context"
	"encoding/json"

	"github.com/commis-recipes/commis/schedule"
)

// A call of Store.Add that is in no transaction must not wait for the one that runs, but SQLite has one writer for a file.
// So its rows go to a file of their own, and every transaction begins by taking them over.

// addedSchema counts rows by a sequence that never goes back, also when all rows are gone.
const addedSchema = `CREATE TABLE IF NOT EXISTS added (seq INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL)`

// add keeps rows until the next transaction.
func (d *DB) add(ctx context.Context, rows []schedule.Job) error {
	tx, err := d.added.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, j := range rows {
		job, err := json.Marshal(j)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO added (job) VALUES (?)`, string(job)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// takeOver inserts the added rows in a transaction that also stores the last one's number: rows that appear again, because
// the process ended before they were removed, are passed over. It returns the last number.
func (d *DB) takeOver(ctx context.Context, tx Conn) (last int64, err error) {
	if err := tx.Row(ctx, `SELECT seq FROM commis_taken`, nil, &last); err != nil {
		return 0, err
	}
	rows, err := d.added.QueryContext(ctx, `SELECT seq, job FROM added WHERE seq > ? ORDER BY seq`, last)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	t := transaction{ctx, tx}
	found := false
	for rows.Next() {
		var text string
		var j schedule.Job
		if err := rows.Scan(&last, &text); err != nil {
			return 0, err
		}
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			return 0, err
		}
		if err := t.add(j); err != nil {
			return 0, err
		}
		found = true
	}
	if err := rows.Err(); err != nil || !found {
		return 0, err
	}
	_, err = tx.Exec(ctx, `UPDATE commis_taken SET seq = ?`, last)
	return last, err
}

// forgetAdded removes the rows up to a number, after their transaction was committed; zero removes none. Rows that cannot
// be removed now are removed after the next ones.
func (d *DB) forgetAdded(ctx context.Context, last int64) {
	if last > 0 {
		_, _ = d.added.ExecContext(ctx, `DELETE FROM added WHERE seq <= ?`, last)
	}
}
