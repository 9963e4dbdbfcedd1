package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/batch"
)

// wariness is how many groups lock the database first, after another process was in the way of one.
const wariness = 32

var errConflict = errors.New("sqlite: another process has changed rows meanwhile")

// backend is a [batch.Backend].
type backend struct {
	db     *sql.DB
	gate   turn // held by a group, and by Take
	writer turn // held while a transaction of this process waits to write, and while it writes on its own

	preparing sync.Mutex
	prepared  *statements

	high atomic.Int64 // the greatest number that was given to a group, which may have been rolled back
	wary atomic.Int64 // how many groups lock first
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

// statements prepares the statements, if that has not been done.
func (b *backend) statements(ctx context.Context) (*statements, error) {
	b.preparing.Lock()
	defer b.preparing.Unlock()
	if b.prepared == nil {
		s, err := prepare(ctx, b.db)
		if err != nil {
			return nil, err
		}
		b.prepared = s
	}
	return b.prepared, nil
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

// write calls fn in a transaction of its own that has locked the database.
func (b *backend) write(ctx context.Context, fn func(s *session) error) error {
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
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(&session{statements: statements, tx: tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// within calls fn in a transaction of the host's own.
func (b *backend) within(ctx context.Context, tx *sql.Tx, fn func(s *session) error) error {
	statements, err := b.statements(ctx)
	if err != nil {
		return err
	}
	return fn(&session{statements: statements, tx: tx})
}
