package scheduletest_test

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/schedule"
)

// Add adds in the transaction that ctx carries, or at once.
func (l *ledger) Add(ctx context.Context, rows ...schedule.Job) error {
	if e, ok := ctx.Value(inEntry{l.disk}).(*entry); ok && l.flaw != addsOutside {
		return e.add(rows)
	}
	if err := ctx.Err(); err != nil && l.flaw != ignoresContext {
		return err
	}
	if l.flaw == addWaits && len(rows) > 0 {
		end, err := l.turn(ctx, rows[0].Subject)
		if err != nil {
			return err
		}
		defer end()
	}
	l.pause()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, j := range rows {
		key := l.key(j.Subject, j.Key)
		old, live := l.rows[key]
		switch {
		case !live, l.flaw == addReplaces:
		case l.flaw == addRefuses:
			return errors.New("the key is live")
		case l.flaw == addStops:
			return nil
		default:
			continue
		}
		r := l.fresh(j, old)
		if l.flaw == addKeepsAttempt {
			r.Attempt = j.Attempt
		}
		l.write(key, &r)
	}
	return nil
}

func (e *entry) add(rows []schedule.Job) error {
	if e.closed {
		return errOver
	}
	for _, j := range rows {
		if _, live := e.row(e.l.key(e.subject, j.Key)); live {
			e.spoilt = e.spoilt || e.l.flaw == addSpoils
			continue
		}
		if _, err := e.Put(j); err != nil {
			return err
		}
	}
	return nil
}
