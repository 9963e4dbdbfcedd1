// Command postgres is a host that keeps its own tables, and what Commis has to do, in one PostgreSQL. It opens a ticket
// and has it tagged: what happened is accepted in the transaction that writes it, and the tag is written in the transaction
// that settles the action, so that neither is there without the other, whatever crashes.
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

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

const tables = `
	CREATE TABLE IF NOT EXISTS tickets (id text PRIMARY KEY, text text NOT NULL);
	CREATE TABLE IF NOT EXISTS tags (ticket text, tag text, PRIMARY KEY (ticket, tag))`

const recipes = `{"format": 1, "recipes": [{
	"id": "outage", "name": "Tag outages", "enabled": true,
	"trigger": {"on": "new_item", "topics": ["support"]}, "filter": "word(mention.content, 'falla')",
	"actions": [{"do": "add_tags", "with": {"tags": ["outage"]}}]}]}`

func main() {
	if err := run(context.Background(), os.Getenv("DATABASE_URL"), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string, out io.Writer) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	h, err := newHost(ctx, pool)
	if err != nil {
		return err
	}
	if err := h.open(ctx, "T-1", "¡La app FALLA otra vez!"); err != nil {
		return err
	}
	// A host calls Tick about every second, in as many processes as it likes.
	if _, err := h.engine.Tick(ctx); err != nil {
		return err
	}
	return h.print(ctx, out, "T-1")
}

// host is a helpdesk with tickets and tags.
type host struct {
	db      *pgxpool.Pool
	store   *postgres.Store
	history *postgres.Recorder
	engine  *recipe.Engine
}

func newHost(ctx context.Context, db *pgxpool.Pool) (*host, error) {
	h := &host{db: db, store: &postgres.Store{DB: db}, history: &postgres.Recorder{DB: db}}
	if err := h.store.Migrate(ctx); err != nil {
		return nil, err
	}
	if _, err := db.Exec(ctx, tables); err != nil {
		return nil, err
	}
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.AddTags](h.addTags))
	h.engine = &recipe.Engine{Handlers: &can, Store: h.store, History: h.history}
	set, err := recipe.Decode([]byte(recipes))
	if err != nil {
		return nil, err
	}
	return h, h.engine.Load(set)
}

// addTags runs in the transaction that settles the action.
func (h *host) addTags(ctx context.Context, c action.AddTags, in action.Input) error {
	_, err := postgres.Tx(ctx).Exec(ctx, `INSERT INTO tags SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`, in.Item.ID, c.Tags)
	return err
}

// open writes a ticket, and that it was opened, in one transaction.
func (h *host) open(ctx context.Context, id, text string) error {
	return pgx.BeginFunc(ctx, h.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO tickets VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, text); err != nil {
			return err
		}
		return h.engine.Accept(postgres.With(ctx, tx), trigger.Event{
			ID: "opened/" + id, Kind: trigger.MentionCreated, At: time.Now(),
			Mention: &trigger.Mention{ID: id, Topic: "support", Content: text},
		})
	})
}

// print prints the tags of a ticket, and what the history says of it.
func (h *host) print(ctx context.Context, out io.Writer, id string) error {
	rows, _ := h.db.Query(ctx, `SELECT tag FROM tags WHERE ticket = $1 ORDER BY tag`, id)
	tags, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "tags:", tags)
	entries, err := h.history.Log(ctx, trigger.Ref{Kind: trigger.MentionItem, ID: id})
	for _, e := range entries {
		fmt.Fprintln(out, e.Recipe.Name+":", e.Action, e.Outcome)
	}
	return err
}
