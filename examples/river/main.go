// Command river is a host that has River already, and lets it wake Commis: no process polls for what is due. A customer writes,
// nobody answers, and a second later the case is tagged.
//
// It needs an empty database, or one that it has used, whose URL is in DATABASE_URL.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

const tables = `CREATE TABLE IF NOT EXISTS tags (item text NOT NULL, tag text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())`

const recipes = `{"format": 1, "recipes": [{
	"id": "waiting", "name": "Tag who waits", "enabled": true, "trigger": {"on": "new_item", "all_topics": true},
	"actions": [{"do": "add_tags", "after": "1s", "unless": ["agent_reply"], "with": {"tags": ["waiting"]}}]}]}`

func main() {
	if err := run(context.Background(), os.Getenv("DATABASE_URL"), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// host is a helpdesk.
type host struct {
	db      *pgxpool.Pool
	history *postgres.Recorder
	engine  *recipe.Engine
}

func newHost(ctx context.Context, db *pgxpool.Pool) (*host, error) {
	migrator, err := rivermigrate.New(riverpgxv5.New(db), nil)
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, err
	}
	jobs, err := river.NewClient(riverpgxv5.New(db), &river.Config{}) // it inserts jobs, and works on none
	if err != nil {
		return nil, err
	}
	rows := &store{&postgres.Store{DB: db}, jobs}
	if err := rows.Migrate(ctx); err != nil {
		return nil, err
	}
	if _, err := db.Exec(ctx, tables); err != nil {
		return nil, err
	}
	h := &host{db: db, history: &postgres.Recorder{DB: db}}
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.AddTags](h.addTags))
	h.engine = &recipe.Engine{Handlers: &can, Store: rows, History: h.history}
	set, err := recipe.Decode([]byte(recipes))
	if err != nil {
		return nil, err
	}
	return h, h.engine.Load(set)
}

// addTags runs in the transaction that settles the action.
func (h *host) addTags(ctx context.Context, c action.AddTags, in action.Input) error {
	_, err := postgres.Tx(ctx).Exec(ctx, `INSERT INTO tags SELECT $1, unnest($2::text[])`, in.Item.ID, c.Tags)
	return err
}

// worker returns a client of River that works on the host's jobs, so many at a time.
func (h *host) worker(most int) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &waker{engine: h.engine})
	river.AddWorker(workers, &sweeper{engine: h.engine})
	return river.NewClient(riverpgxv5.New(h.db), &river.Config{
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: most}},
		FetchPollInterval: 200 * time.Millisecond, Workers: workers, PeriodicJobs: []*river.PeriodicJob{everySweep()},
	})
}

func run(ctx context.Context, url string, out io.Writer) error {
	db, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := newHost(ctx, db)
	if err != nil {
		return err
	}
	client, err := h.worker(4)
	if err != nil {
		return err
	}
	if err := client.Start(ctx); err != nil {
		return err
	}
	ended, stop := client.Subscribe(river.EventKindJobCompleted)
	defer stop()
	if _, err := h.engine.Handle(ctx, written("1", time.Now())); err != nil {
		return err
	}
	var entries []string
	for len(entries) < 3 {
		<-ended
		if entries, err = h.log(ctx, "1"); err != nil {
			return err
		}
	}
	for _, e := range entries {
		fmt.Fprintln(out, e)
	}
	return client.Stop(ctx)
}

// written is the event that a customer wrote.
func written(id string, at time.Time) trigger.Event {
	return trigger.Event{
		ID: "written/" + id, Kind: trigger.MentionCreated, At: at, Actor: trigger.Customer,
		Mention: &trigger.Mention{ID: id, Topic: "support", Content: "¿Hola?"},
	}
}

// log returns what the history says of a mention.
func (h *host) log(ctx context.Context, id string) (lines []string, err error) {
	entries, err := h.history.Log(ctx, trigger.Ref{Kind: trigger.MentionItem, ID: id})
	for _, e := range entries {
		lines = append(lines, fmt.Sprint(e.Recipe.Name, ": ", e.Action, " ", e.Outcome))
	}
	return lines, err
}
