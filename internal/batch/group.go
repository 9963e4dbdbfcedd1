package batch

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// tries is how often a function runs that the database takes back each time.
const tries = 10

var errSpoilt = errors.New("a statement of the function failed, so that its transaction could only be rolled back: " +
	"to go on after such a statement, run it in a savepoint")

// group is some calls that share a transaction. A goroutine of its own leads it, so that none of its members has to stay
// for the others.
type group struct {
	core    *Core
	members []*call
	ctx     context.Context // ends when nobody waits for the group any more
	cancel  context.CancelFunc

	progress atomic.Int64 // how much it has done

	// Guarded by core.mu.
	waiting int // number of members that wait for it
	slow    bool
	over    bool
	seen    int64 // progress when it was last looked at
	timer   *time.Timer
}

func newGroup(c *Core, members []*call) *group {
	g := &group{core: c, members: members, waiting: len(members)}
	g.ctx, g.cancel = context.WithCancel(context.WithoutCancel(members[0].ctx))
	return g
}

// run runs all members in one transaction and, when the database takes that back, one by one.
func (g *group) run() {
	if len(g.members) == 1 || g.attempt(g.members) {
		for _, m := range g.members {
			g.alone(m)
		}
	}
	g.cancel()
	g.core.end(g)
	for _, m := range g.members {
		m.end()
	}
}

// alone runs one member, again while the database takes its transaction back for the sake of others.
func (g *group) alone(m *call) {
	for try := 0; try < tries && !m.decided && !g.left(m) && g.attempt([]*call{m}); try++ {
	}
}

// attempt runs the members in one transaction, and decides what they are told. It reports whether those that it did not
// decide on may run again.
func (g *group) attempt(members []*call) (again bool) {
	s, err := begin(g, members)
	g.progress.Add(1)
	if err != nil {
		return g.undone(members, err)
	}
	var kept []*call
	for _, m := range members {
		if m.decided || !g.give(m) {
			continue
		}
		u := s.update()
		m.turn <- u
		out := <-m.ran
		g.taken(m)
		failure := s.end(u, &out)
		switch {
		case failure != nil:
			m.decided = !out.returned
			s.tx.Rollback(g.ctx)
			return g.undone(members, failure) || len(members) > 1
		case out.failed():
			m.decided, m.err = true, out.err
			g.dismiss(m)
		default:
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 {
		s.tx.Rollback(g.ctx)
		return false
	}
	s.estimate(len(kept))
	unknown, err := s.tx.Commit(g.ctx, s.writes())
	g.progress.Add(1)
	if err != nil {
		return (g.undone(kept, err) || len(kept) > 1) && !unknown
	}
	for _, m := range kept {
		m.decided, m.err = true, nil
	}
	return false
}

// undone keeps why the undecided members were taken back, and reports whether it was for the sake of another
// transaction.
func (g *group) undone(members []*call, err error) bool {
	for _, m := range members {
		if !m.decided {
			m.err = err
		}
	}
	return g.core.Backend.Conflict(err)
}

// give gives a member its turn, unless it has left.
func (g *group) give(m *call) bool {
	g.core.mu.Lock()
	defer g.core.mu.Unlock()
	m.active = !m.gone
	return m.active
}

// taken ends the turn of a member.
func (g *group) taken(m *call) {
	g.progress.Add(1)
	g.core.mu.Lock()
	defer g.core.mu.Unlock()
	m.active = false
}

func (g *group) left(m *call) bool {
	g.core.mu.Lock()
	defer g.core.mu.Unlock()
	return m.gone
}

// leave counts one member that does not wait any more, and reports whether others do. core.mu is locked.
func (g *group) leave() bool {
	g.waiting--
	if g.waiting == 0 {
		g.cancel()
	}
	return g.waiting > 0
}

// dismiss tells a member whose function failed, unless it is the last one: that one waits for the end of the group.
func (g *group) dismiss(m *call) {
	g.core.mu.Lock()
	defer g.core.mu.Unlock()
	if !m.gone && g.waiting > 1 {
		m.gone = true
		g.waiting--
		m.end()
	}
}

// end tells a call its error.
func (m *call) end() {
	select {
	case m.done <- m.err:
	default: // it was told
	}
}
