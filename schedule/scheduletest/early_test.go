package scheduletest_test

import (
	"errors"

	"github.com/commis-recipes/commis/schedule"
)

// early is what an update read before it had its turn.
type early struct {
	rows map[string]record
	ids  map[string]bool
}

// ahead reads what a flawed ledger reads too early.
func (l *ledger) ahead(about schedule.Scope) (e early) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.flaw == aheadIsEarly || l.flaw == aheadIsBlind:
		e.rows = map[string]record{}
		for _, key := range about.Keys {
			e.rows[key] = l.rows[key]
		}
	case l.flaw == aheadIDsAreEarly:
		e.ids = map[string]bool{}
		for _, id := range about.IDs {
			e.ids[id] = l.inbox[id]
		}
	}
	return e
}

// row returns a row that was read too early, where the entry has not written it since, or is blind to that.
func (r early) row(e *entry, key string) (was record, ok, known bool) {
	if _, written := e.writes[key]; written && e.l.flaw != aheadIsBlind {
		return record{}, false, false
	}
	was, known = r.rows[key]
	return was, was.Key != "", known
}

var errShared = errors.New("another function failed")

// sharedFailure returns the failure of another update of the subject, once.
func (l *ledger) sharedFailure(subject string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.shared[subject]
	delete(l.shared, subject)
	return err
}
