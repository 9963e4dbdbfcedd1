package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

const deskTables = `
	CREATE TABLE desk_events (
		n integer PRIMARY KEY, event json NOT NULL, handled boolean NOT NULL DEFAULT false, repeated integer NOT NULL DEFAULT 0);
	CREATE INDEX ON desk_events (n) WHERE NOT handled;
	CREATE TABLE desk_done (do_ text, event text, times integer NOT NULL, PRIMARY KEY (do_, event)); -- in transactions
	CREATE TABLE desk_calls (do_ text, key text, events text[]);                                     -- outside of them`

// deskSet asks for one action of every kind that must survive: in the transaction, outside of it, after a silence,
// and for several matches at once.
const deskSet = `{"format":1,"recipes":[
	{"id":"each","name":"Each message","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[
		{"do":"edit","with":{"property":"category","value":"seen"}}]},
	{"id":"reply","name":"Tag replies","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"mention.type != 'sent'","actions":[
		{"do":"add_tags","with":{"tags":["answered"]}}]},
	{"id":"quiet","name":"Close quiet ones","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"mention.type == 'sent'","actions":[
		{"do":"resolve","after":"1s","unless":["customer_reply"]}]},
	{"id":"news","name":"Tell the news","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"'news' in mention.tags","actions":[
		{"do":"notify","with":{"users":["7"],"channel":"push","after_count":5}}]}]}`

// deadline makes claims short, so that what a dead worker held comes up while the test runs.
const deadline = 2 * time.Second

// desk is a host: its tables, and an engine whose handlers write to them.
type desk struct {
	db     *pgxpool.Pool
	flaw   flaw
	engine recipe.Engine
	broke  func(err error)
}

// newDesk makes a desk whose clock is ahead, and that has a flaw.
func newDesk(db *pgxpool.Pool, flaw flaw, ahead time.Duration) (*desk, error) {
	d := &desk{db: db, flaw: flaw}
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Edit](func(ctx context.Context, c action.Edit, in action.Input) error {
		return d.write(ctx, c.Kind(), in)
	}))
	action.HandleLocal(&can, action.HandlerFunc[action.Resolve](func(ctx context.Context, c action.Resolve, in action.Input) error {
		return d.write(ctx, c.Kind(), in)
	}))
	action.HandleFunc(&can, func(ctx context.Context, c action.AddTags, in action.Input) error { return d.call(ctx, c.Kind(), in) })
	action.HandleFunc(&can, func(ctx context.Context, c action.Notify, in action.Input) error { return d.call(ctx, c.Kind(), in) })
	d.engine.Handlers = &can
	d.engine.Store = flaw.store(&postgres.Store{DB: db})
	d.engine.History = &postgres.Recorder{DB: db}
	d.engine.Deadline = deadline
	d.engine.Now = func() time.Time { return time.Now().Add(ahead) }
	set, err := recipe.Decode([]byte(deskSet))
	if err != nil {
		return nil, err
	}
	return d, d.engine.Load(set)
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// write counts an action in the transaction that ctx carries.
func (d *desk) write(ctx context.Context, do string, in action.Input) error {
	var db execer = d.db
	if !d.flaw.outside() {
		db = postgres.Tx(ctx)
	}
	_, err := db.Exec(ctx, `INSERT INTO desk_done VALUES ($1, $2, 1)
		ON CONFLICT (do_, event) DO UPDATE SET times = desk_done.times + 1`, do, in.Event.ID)
	if d.flaw == elsewhere {
		time.Sleep(aWhile)
	}
	return err
}

// call keeps an action by a connection of its own, as a receiver far away would.
func (d *desk) call(ctx context.Context, do string, in action.Input) error {
	ids := []string{in.Event.ID}
	if in.Digest != nil {
		ids = nil
	}
	for _, m := range in.Digest {
		ids = append(ids, m.Event)
	}
	_, err := d.db.Exec(ctx, `INSERT INTO desk_calls VALUES ($1, $2, $3)`, do, in.Key, ids)
	return err
}

// send keeps messages as events that happen now.
func (d *desk) send(ctx context.Context, first int, messages plan) error {
	now := time.Now()
	var rows [][]any
	for i, m := range messages {
		text, err := json.Marshal(m.event(now.Add(time.Duration(i) * time.Microsecond)))
		if err != nil {
			return err
		}
		rows = append(rows, []any{first + i, text})
	}
	_, err := d.db.CopyFrom(ctx, pgx.Identifier{"desk_events"}, []string{"n", "event"}, pgx.CopyFromRows(rows))
	return err
}

// hands is how many handle events at a time at a desk, so that the store groups what they do.
const hands = 4

// work handles what was sent, and does what is due, until ctx ends. Nobody claims an event: the same one may be
// handled by several at once, and by another one after who handled it has died.
func (d *desk) work(ctx context.Context, seed uint64) {
	var all sync.WaitGroup
	for i := range hands {
		all.Go(func() {
			for r := rand.New(rand.NewPCG(seed, uint64(i))); ctx.Err() == nil; {
				d.workOnce(ctx, r, i == 0)
			}
		})
	}
	all.Wait()
}

func (d *desk) workOnce(ctx context.Context, r *rand.Rand, ticks bool) {
	n, err := d.handleSome(ctx, r.IntN(200))
	if err != nil && ctx.Err() == nil {
		d.broke(fmt.Errorf("handle: %w", err))
	}
	if ticks {
		if _, err := d.engine.Tick(ctx); err != nil && ctx.Err() == nil {
			d.broke(fmt.Errorf("tick: %w", err))
		}
	}
	if n == 0 {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// handleSome handles a few of the oldest events that nobody has marked as handled, and marks them.
func (d *desk) handleSome(ctx context.Context, skip int) (int, error) {
	rows, _ := d.db.Query(ctx, `SELECT n, event FROM desk_events
		WHERE NOT handled ORDER BY n LIMIT 5 OFFSET $1`, skip)
	type row struct {
		N     int
		Event trigger.Event
	}
	batch, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	handled, repeated := []int{}, []int{}
	for _, one := range batch {
		report, err := d.engine.Handle(ctx, one.Event)
		if err != nil {
			return 0, err
		}
		handled = append(handled, one.N)
		if report.Repeated {
			repeated = append(repeated, one.N)
		}
	}
	_, err = d.db.Exec(ctx, `UPDATE desk_events SET handled = true, repeated = repeated + (n = ANY($2))::integer
		WHERE n = ANY($1)`, handled, repeated)
	return len(batch), err
}
