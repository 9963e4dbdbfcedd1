package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// session runs prepared statements in one transaction. They are short, and a ctx that ends would undo the whole
// transaction in the middle of one, so they have none.
type session struct {
	*statements
	tx    *sql.Tx
	bound map[*sql.Stmt]*sql.Stmt // to the transaction
}

func (s *session) bind(stmt *sql.Stmt) *sql.Stmt {
	bound := s.bound[stmt]
	if bound == nil {
		if s.bound == nil {
			s.bound = make(map[*sql.Stmt]*sql.Stmt)
		}
		bound = s.tx.StmtContext(context.Background(), stmt)
		s.bound[stmt] = bound
	}
	return bound
}

// exec runs a statement, and returns how many rows it changed.
func (s *session) exec(stmt *sql.Stmt, args ...any) (int64, error) {
	done, err := s.bind(stmt).Exec(args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// row reads the one row of a query.
func (s *session) row(stmt *sql.Stmt, args []any, dest ...any) error {
	return s.bind(stmt).QueryRow(args...).Scan(dest...)
}

// jobs appends the rows of a query.
func (s *session) jobs(to []schedule.Job, stmt *sql.Stmt, args ...any) ([]schedule.Job, error) {
	rows, err := s.bind(stmt).Query(args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		j, err := scanJob(rows)
		if err != nil {
			return nil, err
		}
		to = append(to, j)
	}
	return to, rows.Err()
}

func scanJob(rows *sql.Rows) (schedule.Job, error) {
	var j schedule.Job
	var names sql.RawBytes
	var due sql.NullInt64
	err := rows.Scan(&j.Key, &j.Kind, &j.Subject, &j.Lane, &names, &due, &j.Payload, &j.Version, &j.Attempt, &j.Fence)
	if err != nil {
		return j, err
	}
	if due.Valid {
		j.Due = batch.Time(due.Int64)
	}
	if string(names) != noNames {
		err = json.Unmarshal(names, &j.Names)
	}
	return j, err
}

const noNames = "[]"

// list returns a list as a column holds it.
func list(texts []string) (string, error) {
	if len(texts) == 0 {
		return noNames, nil
	}
	data, err := json.Marshal(texts)
	return string(data), err
}

// values returns the values of the columns of a row.
func values(j *schedule.Job) ([]any, error) {
	names, err := list(j.Names)
	if err != nil {
		return nil, err
	}
	var due any
	if !j.Due.IsZero() {
		due = batch.Instant(j.Due)
	}
	return []any{j.Key, j.Kind, j.Subject, j.Lane, names, due, j.Payload, int64(j.Version), j.Attempt, int64(j.Fence)}, nil
}

// insertNew inserts a row, unless there is one with its key, and reports whether it did.
func (s *session) insertNew(j *schedule.Job) (bool, error) {
	row, err := values(j)
	if err != nil {
		return false, err
	}
	n, err := s.exec(s.insert, row...)
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.name(j)
}

// name lists a row under its names.
func (s *session) name(j *schedule.Job) error {
	if len(j.Names) == 0 {
		return nil
	}
	names, err := list(j.Names)
	if err == nil {
		_, err = s.exec(s.insertNames, j.Key, j.Kind, names)
	}
	return err
}

// put inserts a row, or replaces the one with its key.
func (s *session) put(j *schedule.Job) error {
	if isNew, err := s.insertNew(j); err != nil || isNew {
		return err
	}
	row, err := values(j)
	if err != nil {
		return err
	}
	var kind, names string
	if err := s.row(s.shape, []any{j.Key}, &kind, &names); err != nil {
		return err
	}
	if _, err := s.exec(s.update, row...); err != nil || kind == j.Kind && names == row[4] {
		return err
	}
	if _, err := s.exec(s.removeNames, j.Key, names); err != nil {
		return err
	}
	return s.name(j)
}

// drop removes the row with a key, if there is one.
func (s *session) drop(key string) error {
	var names string
	switch err := s.row(s.remove, []any{key}, &names); {
	case err == sql.ErrNoRows || err == nil && names == noNames:
		return nil
	case err != nil:
		return err
	}
	_, err := s.exec(s.removeNames, key, names)
	return err
}

// add inserts the rows whose keys are not live, with the next number, which is greater than last.
func (s *session) add(last int64, rows []schedule.Job) error {
	var number int64
	if err := s.row(s.count, []any{last, false}, &number); err != nil {
		return err
	}
	return s.insertAll(number, rows)
}

func (s *session) insertAll(number int64, rows []schedule.Job) error {
	for i := range rows {
		j := &rows[i]
		j.Version, j.Fence, j.Attempt = uint64(number), uint64(number), 0
		if _, err := s.insertNew(j); err != nil {
			return err
		}
	}
	return nil
}
