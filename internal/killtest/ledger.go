package killtest

import (
	"context"
	"database/sql"
	"strings"
)

// Ledger is the outcome of a run: the host's own tables, and of the library the history and the rows.
type Ledger struct {
	Done    map[Done]int // how often something was done in transactions
	Calls   []Call       // of actions outside of them
	Entries []Entry      // the history, in order of arrival
	// Pending are matches that a digest collects, Work the rows that come due some time, Dead the dead letters, Repeated the
	// events that were applied already when they were handled.
	Pending, Work, Dead, Repeated int
}

// Done is an action of a kind for an event.
type Done struct{ Do, Event string }

// Call is an action with its key, for events.
type Call struct {
	Do, Key string
	Events  []string
}

// Entry is the part of a history entry that matters.
type Entry struct{ Recipe, Event, Action, Outcome, Reason string }

// ReadLedger reads the outcome from a database.
func ReadLedger(ctx context.Context, db *sql.DB) (*Ledger, error) {
	l := &Ledger{Done: map[Done]int{}}
	err := each(ctx, db, `SELECT do_, event, times FROM desk_done`, func(scan func(...any) error) error {
		var d Done
		var times int
		err := scan(&d.Do, &d.Event, &times)
		l.Done[d] = times
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, db, `SELECT do_, key, events FROM desk_calls`, func(scan func(...any) error) error {
		var c Call
		var events string
		err := scan(&c.Do, &c.Key, &events)
		c.Events = strings.Fields(events)
		l.Calls = append(l.Calls, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, db, `SELECT recipe_id, event, action, outcome, reason FROM commis_history ORDER BY arrival`, func(scan func(...any) error) error {
		var e Entry
		err := scan(&e.Recipe, &e.Event, &e.Action, &e.Outcome, &e.Reason)
		l.Entries = append(l.Entries, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = db.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE kind = 'work'), count(*) FILTER (WHERE kind = 'dead'),
		count(*) FILTER (WHERE key LIKE 'digest/news/%/match/%'), (SELECT coalesce(sum(repeated), 0) FROM desk_events) FROM commis_jobs`).
		Scan(&l.Work, &l.Dead, &l.Pending, &l.Repeated)
	return l, err
}

// each calls fn with each row of a query.
func each(ctx context.Context, db *sql.DB, query string, fn func(scan func(...any) error) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
