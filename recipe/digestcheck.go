package recipe

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// checkDigests makes sure, once an hour in every process and after every Load, that pending matches are sent by the present
// numbers of their recipes.
func (e *Engine) checkDigests(ctx context.Context) error {
	set, now := e.loaded(), e.now()
	if last := e.checked.Load(); last != 0 && now.UnixNano() >= last && now.Sub(time.Unix(0, last)) < time.Hour {
		return nil
	}
	names, err := e.pendingDigests(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		err := e.update(ctx, schedule.On(name), func(_ context.Context, tx schedule.Tx) error { return e.checkDigest(tx, set, name, now) })
		if err != nil && !errors.Is(err, errLaterVersion) {
			return err
		}
	}
	e.checked.Store(now.UnixNano())
	return nil
}

// pendingDigests returns the names of the digests with pending matches.
func (e *Engine) pendingDigests(ctx context.Context) (names []string, err error) {
	err = e.update(ctx, schedule.Scope{Subjects: []string{pendingName}, Names: []string{pendingName}}, func(_ context.Context, tx schedule.Tx) error {
		names = nil
		for after, more := "", true; more; {
			rows, err := tx.List(pendingName, stateKind, after, page)
			if err != nil {
				return err
			}
			for _, row := range rows {
				names, after = append(names, row.Key), row.Key
			}
			more = len(rows) == page
		}
		return nil
	})
	return names, err
}

// checkDigest schedules or reschedules the sending of a digest when there are enough matches, and when its recipe does not
// run any more, so that they are reported as dropped.
func (e *Engine) checkDigest(tx schedule.Tx, set *compiled, name string, now time.Time) error {
	var d digest
	if err := d.load(tx, name); err != nil || d.First == d.Next {
		return err
	}
	due := now
	if r := set.rule(d.Recipe); r != nil && r.live() && r.action(d.ID) >= 0 {
		a := &r.actions[r.action(d.ID)]
		if d.Next-d.First < uint64(a.count) {
			return nil
		}
		if wait, atOnce := d.free(a.every, now); !atOnce {
			due = wait
		}
	} else if e.leftToOthers(set, now, d.Recipe, "") && e.leftToOthers(set, now, d.Recipe, d.ID) && (r == nil || r.live()) {
		return nil // another process may know it
	}
	rows, err := tx.Get(sendKey(name), matchKey(name, d.First))
	if err != nil || len(rows) == 0 {
		return err
	}
	row := rows[0]
	if row.Key == sendKey(name) && !row.Due.After(due) {
		return nil
	}
	row.Key, row.Kind, row.Due = sendKey(name), workKind, due
	_, err = tx.Put(row)
	return err
}
