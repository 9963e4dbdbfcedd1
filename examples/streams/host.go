package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// tables are the host's own: what was done, in the order in which it was done in each thread.
const tables = `CREATE TABLE IF NOT EXISTS ledger (
	n bigint GENERATED ALWAYS AS IDENTITY, thread text NOT NULL, did text NOT NULL, event text NOT NULL,
	at timestamptz NOT NULL DEFAULT clock_timestamp())`

// recipes mark each message, tag what customers write, close cases an hour after the last message of an agent that nobody
// answered, and tell an agent two seconds after a customer has asked to be called back.
const recipes = `{"format": 1, "recipes": [
	{"id": "each", "name": "Mark each message", "enabled": true, "trigger": {"on": "new_item", "all_topics": true},
	 "actions": [{"do": "edit", "with": {"property": "category", "value": "seen"}}]},
	{"id": "customers", "name": "Tag what customers write", "enabled": true, "trigger": {"on": "new_item", "all_topics": true},
	 "filter": "mention.type != 'sent'", "actions": [{"do": "add_tags", "with": {"tags": ["customer"]}}]},
	{"id": "quiet", "name": "Close quiet cases", "enabled": true, "trigger": {"on": "new_item", "all_topics": true},
	 "filter": "mention.type == 'sent'", "actions": [{"do": "resolve", "after": "1h", "unless": ["customer_reply"]}]},
	{"id": "call", "name": "Call back", "enabled": true, "trigger": {"on": "new_item", "all_topics": true},
	 "filter": "'call me' in mention.tags",
	 "actions": [{"do": "notify", "after": "2s", "with": {"users": ["7"], "channel": "push"}}]}]}`

// host is a helpdesk.
type host struct {
	db     *pgxpool.Pool
	nc     *nats.Conn
	js     jetstream.JetStream
	store  *wakeStore
	engine *recipe.Engine
}

func newHost(ctx context.Context, database, queue string) (*host, error) {
	db, nc, js, err := connect(ctx, database, queue)
	if err != nil {
		return nil, err
	}
	h := &host{db: db, nc: nc, js: js, store: &wakeStore{&postgres.Store{DB: db}, js}}
	h.engine = &recipe.Engine{
		Store: h.store, History: &postgres.Recorder{DB: db}, Handlers: handlers(write),
		Deadline: time.Second, TakeLease: 150 * time.Millisecond, // when a process dies, others go on soon
	}
	return h, load(h.engine)
}

func load(e *recipe.Engine) error {
	set, err := recipe.Decode([]byte(recipes))
	if err != nil {
		return err
	}
	return e.Load(set)
}

func (h *host) close() {
	h.nc.Close()
	h.db.Close()
}

// setup makes what the processes share.
func (h *host) setup(ctx context.Context) error {
	if err := h.store.Migrate(ctx); err != nil {
		return err
	}
	if _, err := h.db.Exec(ctx, tables); err != nil {
		return err
	}
	return makeStreams(ctx, h.js)
}

// handlers returns handlers that do their work in the transaction that settles the action.
func handlers(write func(ctx context.Context, did string, in action.Input) error) *action.Handlers {
	var can action.Handlers
	local(&can, action.Edit.Kind, write)
	local(&can, action.AddTags.Kind, write)
	local(&can, action.Resolve.Kind, write)
	local(&can, action.Notify.Kind, write)
	return &can
}

func local[C action.Config](can *action.Handlers, kind func(C) string, write func(context.Context, string, action.Input) error) {
	action.HandleLocal(can, action.HandlerFunc[C](func(ctx context.Context, c C, in action.Input) error {
		return write(ctx, kind(c), in)
	}))
}

// write writes an action to the ledger.
func write(ctx context.Context, did string, in action.Input) error {
	_, err := postgres.Tx(ctx).Exec(ctx, `INSERT INTO ledger (thread, did, event) VALUES ($1, $2, $3)`,
		in.Event.Threads()[0], did, in.Event.ID)
	return err
}
