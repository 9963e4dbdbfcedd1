package batch

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/schedule"
)

// call is one call of Update: a member of the queue, and then of a group.
type call struct {
	core  *Core
	ctx   context.Context
	about schedule.Scope
	fn    func(ctx context.Context, tx schedule.Tx) error

	turn chan *Update // gives the call its turn to run its function
	ran  chan outcome // tells the group how the function ended
	done chan error   // tells the call its error

	// Guarded by core.mu.
	group  *group // nil while it is in the queue
	active bool   // it has its turn
	gone   bool   // it does not wait any more, or only for the end of the group

	// Of the group's goroutine.
	decided bool  // it does not run again
	err     error // what it is told, when it is decided
}

// errNotRun is what a call is told whose function did not run, since it had left.
var errNotRun = errors.New("its function did not run")

// outcome is how a function ended.
type outcome struct {
	err      error
	returned bool // it did not panic, nor end its goroutine
}

func (o outcome) failed() bool { return !o.returned || o.err != nil }

func newCall(c *Core, ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) *call {
	return &call{
		core: c, ctx: ctx, about: about, fn: fn,
		turn: make(chan *Update), ran: make(chan outcome, 1), done: make(chan error, 1),
		err: errNotRun,
	}
}

// wait runs the function whenever the call has its turn, and returns when its group has ended, or when ctx has and the
// group goes on for others.
func (m *call) wait() error {
	ended := m.ctx.Done()
	for {
		select {
		case u := <-m.turn:
			m.run(u)
			ended = m.ctx.Done()
		case err := <-m.done:
			if over := m.ctx.Err(); err != nil && over != nil && !errors.Is(err, over) {
				err = errors.Join(over, err)
			}
			return err
		case <-ended:
			if m.core.leave(m) {
				return m.ctx.Err()
			}
			ended = nil
		}
	}
}

// run runs the function in the goroutine of its caller. When the function panics, or ends the goroutine, that goes on
// when its writes are taken back.
func (m *call) run(u *Update) {
	var out outcome
	defer func() {
		u.close()
		m.ran <- out
		if !out.returned {
			<-m.done
		}
	}()
	out.err = m.fn(context.WithValue(m.ctx, updateKey{}, u), u)
	out.returned = true
}
