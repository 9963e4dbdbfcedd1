package schedule

import (
	"context"
	"slices"
)

// lockTable has the names that Updates of a [Memory] hold. Memory.mu guards it.
type lockTable map[string]lock

// lock says who holds a name, and who waits for it, the first to come first.
type lock struct {
	holder  *memoryTx
	waiting []waiter
}

// waiter is an Update that waits for a name. The channel is closed when the Update holds it.
type waiter struct {
	tx      *memoryTx
	granted chan struct{}
}

// lock locks the subjects for the transaction, in one order, so that no two Updates wait for each other. When ctx ends
// first, nothing is locked.
func (m *Memory) lock(ctx context.Context, tx *memoryTx, subjects []string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx.held = append(tx.heldBuffer[:0], subjects...)
	slices.Sort(tx.held)
	tx.held = slices.Compact(tx.held)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	for i, name := range tx.held {
		l, held := m.locks[name]
		if !held {
			m.locks[name] = lock{holder: tx}
			continue
		}
		w := waiter{tx, make(chan struct{})}
		l.waiting = append(l.waiting, w)
		m.locks[name] = l
		if err := m.wait(ctx, name, w); err != nil {
			m.unlock(tx.held[:i])
			return err
		}
	}
	return nil
}

// wait waits for a name, and leaves its queue when ctx ends. The caller holds m.mu, which is released meanwhile.
func (m *Memory) wait(ctx context.Context, name string, w waiter) error {
	m.mu.Unlock()
	select {
	case <-w.granted:
		m.mu.Lock()
		return nil
	case <-ctx.Done():
	}
	m.mu.Lock()
	l := m.locks[name]
	if l.holder == w.tx {
		m.unlock([]string{name})
		return ctx.Err()
	}
	l.waiting = slices.DeleteFunc(l.waiting, func(other waiter) bool { return other.tx == w.tx })
	m.locks[name] = l
	return ctx.Err()
}

// tryLock locks a name for the transaction, unless another one holds it.
func (m *Memory) tryLock(tx *memoryTx, name string) bool {
	l, held := m.locks[name]
	if held {
		return l.holder == tx
	}
	m.locks[name] = lock{holder: tx}
	tx.held = append(tx.held, name)
	return true
}

// unlock passes the names on.
func (m *Memory) unlock(held []string) {
	for _, name := range held {
		l := m.locks[name]
		if len(l.waiting) == 0 {
			delete(m.locks, name)
			continue
		}
		next := l.waiting[0]
		m.locks[name] = lock{next.tx, l.waiting[1:]}
		close(next.granted)
	}
}
