package scheduletest_test

import (
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

var errOver = errors.New("the transaction is over")

// entry is a transaction of a ledger.
type entry struct {
	l       *ledger
	subject string
	about   schedule.Scope
	early   early
	closed  bool
	spoilt  bool
	writes  map[string]*record // nil is a row that was removed
	reads   map[string]record  // as they were in the ledger
	ids     map[string]bool    // whether they were in the inbox
	lists   []listing
}

func (e *entry) row(key string) (record, bool) {
	if r, ok, known := e.early.row(e, key); known {
		return r, ok
	}
	if r, ok := e.writes[key]; ok && e.l.flaw != blindToOwn {
		if r == nil {
			return record{}, false
		}
		return *r, true
	}
	e.l.pause()
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	r, ok := e.l.rows[key]
	if _, known := e.reads[key]; !known {
		e.reads[key] = r
	}
	return r, ok && !r.droppedButThere
}

func (e *entry) write(key string, r *record) {
	e.row(key)
	e.writes[key] = r
	if e.l.flaw == writesAtOnce {
		e.l.mu.Lock()
		defer e.l.mu.Unlock()
		e.l.write(key, r)
	}
}

func (l *ledger) write(key string, r *record) {
	if r == nil {
		delete(l.rows, key)
		return
	}
	l.rows[key] = *r
}

func (e *entry) Remember(id string) (bool, error) {
	if e.closed {
		return false, errOver
	}
	e.l.pause()
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	if e.l.flaw == idIsAKey {
		if _, taken := e.l.rows[id]; taken {
			return false, nil
		}
	}
	id = e.l.id(e.subject, id)
	if _, again := e.ids[id]; again {
		return false, nil
	}
	e.ids[id] = e.l.inbox[id]
	if known, ok := e.early.ids[id]; ok && e.l.flaw == aheadIDsAreEarly {
		return !known, nil
	}
	return !e.ids[id], nil
}

func (e *entry) Get(keys ...string) ([]schedule.Job, error) {
	f := e.l.flaw
	switch {
	case e.closed:
		return nil, errOver
	case f == getsOne && len(keys) > 1:
		keys = keys[:1]
	case f == getsInOrder:
		keys = slices.Sorted(slices.Values(keys))
	case f == smallGets && len(keys) > 999:
		return nil, errors.New("too many parameters")
	}
	var got []schedule.Job
	for _, key := range keys {
		r, ok := e.row(e.l.key(e.subject, key))
		switch {
		case ok:
		case f == getStopsAtMissing:
			return got, nil
		case f == getsBlanks && len(keys) > 1:
			got = append(got, schedule.Job{})
			continue
		default:
			continue
		}
		j := e.l.told(r)
		if f == swapsNames {
			j.Kind, j.Subject = j.Subject, j.Kind
		}
		got = append(got, j)
	}
	return got, nil
}

// fresh makes a new record in the place of an old one.
func (l *ledger) fresh(j schedule.Job, old record) record {
	r := record{Job: l.kept(j), everTaken: old.everTaken}
	r.arrived = l.next()
	r.Version, r.Attempt, r.Fence = l.next(), 0, l.fence(old.Fence)
	return r
}

func (e *entry) Put(j schedule.Job) (schedule.Job, error) {
	if e.closed {
		return schedule.Job{}, errOver
	}
	key, f := e.l.key(e.subject, j.Key), e.l.flaw
	old, replaced := e.row(key)
	e.l.mu.Lock()
	r := e.l.fresh(j, old)
	e.l.mu.Unlock()
	switch {
	case f == attemptOfCaller:
		r.Attempt = j.Attempt
	case f == attemptNeverForgets:
		r.Attempt = old.everTaken
	case f == reusesVersions:
		r.Version = old.Version + 1
	case f == versionOfCaller && j.Version > 0:
		r.Version = j.Version
	case f == replaceKeepsFence && replaced:
		r.Fence = old.Fence
	case f == replaceKeepsLease:
		r.leased = old.leased
	case f == replaceKeepsKind && replaced:
		r.Kind = old.Kind
	case f == replaceKeepsLane && replaced:
		r.Lane = old.Lane
	case f == replaceAddsNames && replaced:
		r.Names = slices.Compact(slices.Sorted(slices.Values(append(r.Names, old.Names...))))
	}
	e.write(key, &r)
	return e.l.told(r), nil
}

func (e *entry) Drop(keys ...string) ([]schedule.Job, error) {
	f := e.l.flaw
	switch {
	case e.closed:
		return nil, errOver
	case f == smallCalls && len(keys) > 999:
		return nil, errors.New("too many parameters")
	}
	var dropped []schedule.Job
	for _, key := range keys {
		r, ok := e.row(e.l.key(e.subject, key))
		if !ok {
			if f == dropReturnsUnknown {
				dropped = append(dropped, schedule.Job{Key: key})
			}
			continue
		}
		j := e.l.told(r)
		switch f {
		case dropHandsOut:
			j = r.Job
		case dropReturnsKeys:
			j = schedule.Job{Key: key}
		}
		dropped = append(dropped, j)
		if f == takesDropped {
			r.droppedButThere = true
			e.write(e.l.key(e.subject, key), &r)
			continue
		}
		e.write(e.l.key(e.subject, key), nil)
	}
	if f == dropReverses {
		slices.Reverse(dropped)
	}
	if f == dropReturnsNothing {
		return nil, nil
	}
	return dropped, nil
}

func (e *entry) Settle(key string, fence uint64, retryAt time.Time) error {
	if e.closed {
		return errOver
	}
	key = e.l.key(e.subject, key)
	r, ok := e.row(key)
	f := e.l.flaw
	if !ok || r.Fence != fence && f != oldFenceSettles || f == onlyTakenSettles && r.Attempt == 0 {
		switch f {
		case staleIsNil:
			return nil
		case staleIsAnother:
			return errors.New("no such claim")
		}
		e.spoilt = f == staleSpoils
		return schedule.ErrStale
	}
	if retryAt.IsZero() || f == retryIsDone {
		if f == doneComesBack {
			r.Due = r.Due.Add(time.Hour)
			e.write(key, &r)
			return nil
		}
		e.write(key, nil)
		return nil
	}
	if f != retryKeepsDue {
		r.Due = e.l.kept(schedule.Job{Due: retryAt}).Due
	}
	if f != retryKeepsLease {
		r.leased = time.Time{}
	}
	if f == attemptForgets {
		r.Attempt = 0
	}
	if f != retryKeepsFence {
		e.l.mu.Lock()
		r.Fence = e.l.fence(r.Fence)
		e.l.mu.Unlock()
	}
	e.write(key, &r)
	return nil
}
