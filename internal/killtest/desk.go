package killtest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// deskTables are the host's own tables.
const deskTables = `
	CREATE TABLE desk_events (n integer PRIMARY KEY, event text NOT NULL, handled integer NOT NULL, repeated integer NOT NULL);
	CREATE INDEX desk_events_unhandled ON desk_events (n) WHERE handled = 0;
	CREATE TABLE desk_done (do_ text NOT NULL, event text NOT NULL, times integer NOT NULL, PRIMARY KEY (do_, event));
	CREATE TABLE desk_calls (do_ text NOT NULL, key text NOT NULL, events text NOT NULL)`

// Desk is a host: its tables, and an engine whose handlers write to them.
type Desk struct {
	// Failed is called with each error of [Desk.Work]. It must be safe for concurrent use.
	Failed func(err error)

	db     *Database
	flaw   Flaw
	engine *recipe.Engine
}

// NewDesk returns a desk with a flaw whose clock is ahead of the machine's.
func NewDesk(db *Database, flaw Flaw, ahead time.Duration) (d *Desk, err error) {
	d = &Desk{Failed: func(error) {}, db: db, flaw: flaw}
	d.engine, err = newEngine(flaw.store(db.Store), db.History, func() time.Time { return time.Now().Add(ahead) }, d.write, d.call)
	return d, err
}

// Create makes the desk's tables. One of the processes calls it, before the others start.
func (d *Desk) Create(ctx context.Context) error {
	for statement := range strings.SplitSeq(deskTables, ";") {
		if _, err := d.db.SQL.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// write counts an action in the transaction that ctx carries.
func (d *Desk) write(ctx context.Context, do string, in action.Input) error {
	const count = `INSERT INTO desk_done VALUES ($1, $2, 1) ON CONFLICT (do_, event) DO UPDATE SET times = desk_done.times + 1`
	if !d.flaw.outside() {
		return d.db.Exec(ctx, count, do, in.Event.ID)
	}
	_, err := d.db.SQL.ExecContext(ctx, count, do, in.Event.ID)
	if d.flaw == Elsewhere {
		time.Sleep(aWhile)
	}
	return err
}

// call stores an action by a connection of its own, as a receiver far away would.
func (d *Desk) call(ctx context.Context, do string, in action.Input) error {
	_, err := d.db.SQL.ExecContext(ctx, `INSERT INTO desk_calls VALUES ($1, $2, $3)`, do, in.Key, strings.Join(eventsOf(in), " "))
	return err
}

// Send stores messages as events that happen now, numbered from first.
func (d *Desk) Send(ctx context.Context, first int, messages Plan) error {
	now := time.Now()
	tx, err := d.db.SQL.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for i, m := range messages {
		text, err := json.Marshal(m.Event(now.Add(time.Duration(i) * time.Microsecond)))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO desk_events VALUES ($1, $2, 0, 0)`, first+i, string(text)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Unhandled returns how many events nobody has marked as handled.
func (d *Desk) Unhandled(ctx context.Context) (n int, err error) {
	err = d.db.SQL.QueryRowContext(ctx, `SELECT count(*) FROM desk_events WHERE handled = 0`).Scan(&n)
	return n, err
}

// Due returns how many rows come due some time.
func (d *Desk) Due(ctx context.Context) (n int, err error) {
	err = d.db.SQL.QueryRowContext(ctx, `SELECT count(*) FROM commis_jobs WHERE kind = 'work'`).Scan(&n)
	return n, err
}

// Work handles the events that were sent, as many at a time as there are hands, and carries out due actions, until ctx ends.
// Nobody claims an event: the same one may be handled by several at once, and by another one after who handled it has died.
func (d *Desk) Work(ctx context.Context, seed uint64, hands int) {
	var all sync.WaitGroup
	for i := range hands {
		all.Go(func() {
			for r := rand.New(rand.NewPCG(seed, uint64(i))); ctx.Err() == nil; {
				d.workOnce(ctx, r.IntN(50*hands), i == 0)
			}
		})
	}
	all.Wait()
}

func (d *Desk) workOnce(ctx context.Context, skip int, ticks bool) {
	n, err := d.handleSome(ctx, skip)
	if err != nil && ctx.Err() == nil {
		d.Failed(fmt.Errorf("handle: %w", err))
	}
	if ticks {
		if _, err := d.engine.Tick(ctx); err != nil && ctx.Err() == nil {
			d.Failed(fmt.Errorf("tick: %w", err))
		}
	}
	if n == 0 {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// sent is an event that was sent.
type sent struct {
	n        int
	event    trigger.Event
	repeated bool
}

// handleSome handles a few of the oldest events that nobody has marked as handled, and marks them.
func (d *Desk) handleSome(ctx context.Context, skip int) (int, error) {
	batch, err := d.oldest(ctx, skip)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	for i, one := range batch {
		report, err := d.engine.Handle(ctx, one.event)
		if err != nil {
			return 0, err
		}
		batch[i].repeated = report.Repeated
	}
	tx, err := d.db.SQL.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	for _, one := range batch {
		repeated := 0
		if one.repeated {
			repeated = 1
		}
		_, err := tx.ExecContext(ctx, `UPDATE desk_events SET handled = 1, repeated = repeated + $1 WHERE n = $2`, repeated, one.n)
		if err != nil {
			return 0, err
		}
	}
	return len(batch), tx.Commit()
}

func (d *Desk) oldest(ctx context.Context, skip int) (batch []sent, err error) {
	rows, err := d.db.SQL.QueryContext(ctx, `SELECT n, event FROM desk_events WHERE handled = 0 ORDER BY n LIMIT 5 OFFSET $1`, skip)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one sent
		var text string
		if err := rows.Scan(&one.n, &text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &one.event); err != nil {
			return nil, err
		}
		batch = append(batch, one)
	}
	return batch, rows.Err()
}
