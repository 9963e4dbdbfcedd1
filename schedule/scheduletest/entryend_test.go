package scheduletest_test

import (
	"context"
	"maps"
	"slices"
)

// valid tells whether what was read is still there.
func (e *entry) valid() bool {
	e.l.pause()
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	return e.current()
}

func (e *entry) current() bool {
	f := e.l.flaw
	if f == losesUpdates || f == writesAtOnce || f == locksNoRows {
		return true
	}
	for key, r := range e.reads {
		now := e.l.rows[key]
		_, written := e.writes[key]
		switch {
		case f == checksWritesOnly && !written:
		case f == locksFirst && r.Version == 0:
		case f == checksVersionOnly && now.Version == r.Version:
		case now.Fence != r.Fence || now.Version != r.Version:
			return false
		}
	}
	for _, listing := range e.lists {
		if !listing.current(e.l) {
			return false
		}
	}
	for id, known := range e.ids {
		if e.l.inbox[id] != known && f != asksThenRemembers {
			return false
		}
	}
	return true
}

// commit writes all, and tells whether it could.
func (e *entry) commit(ctx context.Context) (bool, error) {
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	if !e.current() {
		return false, nil
	}
	for i, key := range slices.Sorted(maps.Keys(e.writes)) {
		switch {
		case i > 0 && e.l.flaw == rowByRow:
			e.l.mu.Unlock()
			for range 50 {
				e.l.pause()
			}
			e.l.mu.Lock()
		case i > 0 && e.l.flaw == commitsUntilDone && ctx.Err() != nil:
			return true, ctx.Err()
		case e.l.flaw == nothingIsFine && ctx.Err() != nil:
			return true, nil
		}
		e.l.write(key, e.writes[key])
	}
	e.remember()
	return true, nil
}

func (e *entry) remember() {
	if e.l.flaw == neverRemembers {
		return
	}
	for id := range e.ids {
		e.l.inbox[id] = true
	}
}

// rollback has nothing to undo, where the ledger is honest.
func (e *entry) rollback() {
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	if e.l.flaw == keepsRemember {
		e.remember()
	}
	others := e.l.waiting[e.subject] > 0
	if others && e.l.flaw == failsTogether {
		e.l.shared[e.subject] = errShared
	}
	for key, r := range e.writes {
		switch {
		case others && e.l.flaw == keepsAmongOthers:
			e.l.write(key, r)
		case e.l.flaw == writesAtOnce:
			old := e.reads[key]
			e.l.write(key, &old)
			if old.Key == "" {
				delete(e.l.rows, key)
			}
		case e.l.flaw == keepsPuts && r != nil, e.l.flaw == keepsDrops && r == nil:
			e.l.write(key, r)
		}
	}
}

func (e *entry) panicked() {
	switch e.l.flaw {
	case panicCommits:
		_, _ = e.commit(context.Background())
	case panicRemembers:
		e.l.mu.Lock()
		defer e.l.mu.Unlock()
		e.remember()
	default:
		e.rollback()
	}
}
