package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/batch"
)

var errConflict = errors.New("sqlite: another process has changed rows meanwhile")

// backend is a [batch.Backend].
type backend struct {
	db     *sql.DB
	gate   turn // held by a group, and by Take
	writer turn // held while a transaction of this process waits to write, and while it writes on its own

	preparing sync.Mutex
	prepared  *statements
	patience  time.Duration // the busy_timeout of the host's connections
	ended     *sql.Tx       // a transaction that has ended

	high atomic.Int64 // the greatest number that was given to a group, which may have been rolled back
	wary atomic.Bool  // the next transaction locks first: another process was in the way of the last one
}

func newBackend(db *sql.DB) *backend {
	return &backend{db: db, gate: newTurn(), writer: newTurn()}
}

// turn is a lock for which a caller waits until its ctx ends.
type turn chan struct{}

func newTurn() turn {
	t := make(turn, 1)
	t <- struct{}{}
	return t
}

func (t turn) lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-t:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) unlock() { t <- struct{}{} }

// statements prepares the statements of all calls, if that has not been done.
func (b *backend) statements(ctx context.Context) (*statements, error) {
	b.preparing.Lock()
	defer b.preparing.Unlock()
	if b.prepared != nil {
		return b.prepared, nil
	}
	s, err := prepare(ctx, b.db)
	if err != nil {
		return nil, err
	}
	var ms int64
	if err = b.db.QueryRowContext(ctx, `PRAGMA busy_timeout`).Scan(&ms); err == nil {
		b.ended, err = b.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	}
	if err != nil {
		s.close()
		return nil, err
	}
	_ = b.ended.Rollback()
	b.prepared, b.patience = s, time.Duration(ms)*time.Millisecond
	return s, nil
}

// Begin implements [batch.Backend]. The gate locks all subjects in this process. Whether another process has changed
// anything is seen when the transaction locks the database.
func (b *backend) Begin(ctx context.Context, q batch.Query) (batch.Transaction, batch.Answer, error) {
	statements, err := b.statements(ctx)
	if err != nil {
		return nil, batch.Answer{}, err
	}
	if err := b.gate.lock(ctx); err != nil {
		return nil, batch.Answer{}, err
	}
	t := &transaction{backend: b}
	if t.conn, err = b.db.Conn(ctx); err != nil {
		b.gate.unlock()
		return nil, batch.Answer{}, err
	}
	t.session.statements = statements
	var a batch.Answer
	if err = t.begin(ctx); err == nil {
		a, err = t.Read(ctx, q)
	}
	if err != nil {
		t.Rollback(ctx)
		return nil, batch.Answer{}, err
	}
	return t, a, nil
}

// Conflict implements [batch.Backend].
func (b *backend) Conflict(err error) bool { return errors.Is(err, errConflict) }

// Check implements [batch.Backend]: JSON, in which lists are stored, has no other texts.
func (b *backend) Check(texts ...string) error {
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			return fmt.Errorf("sqlite: %.200q: write text in UTF-8 without NUL", text)
		}
	}
	return nil
}

// pause is how long somebody waits before the next try to lock the database.
const pause = time.Millisecond

// locked begins a transaction that has locked the database: first, a statement that writes, is its first one and has one
// row. While somebody else has locked it, SQLite itself would sleep for longer and longer, which starves those that come
// late to a busy database, and would not notice the end of ctx.
func (b *backend) locked(ctx context.Context, s *session, conn *sql.Conn, first *sql.Stmt, args []any, dest ...any) error {
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA busy_timeout = 0`); err != nil {
		return err
	}
	defer func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA busy_timeout = %d`, b.patience.Milliseconds()))
	}()
	for waited := time.Duration(0); ; waited += pause {
		err := s.begin(ctx, conn, first, args, dest)
		if !isBusy(err) || waited >= b.patience {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// begin begins a transaction with a first statement.
func (s *session) begin(ctx context.Context, conn *sql.Conn, first *sql.Stmt, args, dest []any) error {
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	s.tx, s.bound = tx, nil
	if err = s.row(first, args, dest...); err != nil {
		_ = s.tx.Rollback()
	}
	return err
}

// write calls fn in a transaction of its own that has locked the database, with a new number. changes is whether fn changes
// rows that are there.
func (b *backend) write(ctx context.Context, changes bool, fn func(s *session, number int64) error) error {
	statements, err := b.statements(ctx)
	if err != nil {
		return err
	}
	if err := b.writer.lock(ctx); err != nil {
		return err
	}
	defer b.writer.unlock()
	conn, err := b.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	s := &session{statements: statements}
	var number int64
	if err := b.locked(ctx, s, conn, s.count, []any{b.high.Load(), changes}, &number); err != nil {
		return err
	}
	defer s.tx.Rollback()
	if err := fn(s, number); err != nil {
		return err
	}
	return s.tx.Commit()
}

// within calls fn in a transaction of the host's own.
func (b *backend) within(ctx context.Context, tx *sql.Tx, fn func(s *session) error) error {
	statements, err := b.statements(ctx)
	if err != nil {
		return err
	}
	return fn(&session{statements: statements, tx: tx})
}
