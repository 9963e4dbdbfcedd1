package postgres_test

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

// A host keeps tags in a table of its own. The handler writes to it in the transaction that settles the action, so the
// tag is there exactly once, however often the event comes.
func Example() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, db.empty())
	if err != nil {
		panic(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `CREATE TABLE tags (mention text, tag text); CREATE TABLE mentions (id text, content text)`); err != nil {
		panic(err)
	}

	store, log := &postgres.Store{DB: pool}, &postgres.Recorder{DB: pool}
	if err := store.Migrate(ctx); err != nil {
		panic(err)
	}
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.AddTags](func(ctx context.Context, c action.AddTags, in action.Input) error {
		_, err := postgres.Tx(ctx).Exec(ctx, `INSERT INTO tags SELECT $1, unnest($2::text[])`, in.Item.ID, c.Tags)
		return err
	}))
	engine := recipe.Engine{Handlers: &can, Store: store, History: log}
	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{
		"id": "outage", "name": "Tag outages", "enabled": true,
		"trigger": {"on": "new_item", "topics": ["support"]}, "filter": "word(mention.content, 'falla')",
		"actions": [{"do": "add_tags", "with": {"tags": ["outage"]}}]}]}`))
	if err != nil {
		panic(err)
	}
	if err := engine.Load(set); err != nil {
		panic(err)
	}

	event := trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Mention: &trigger.Mention{ID: "7", Topic: "support", Content: "¡La app FALLA otra vez!"},
	}
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO mentions VALUES ($1, $2)`, event.Mention.ID, event.Mention.Content); err != nil {
			return err
		}
		return engine.Accept(postgres.With(ctx, tx), event)
	})
	if err != nil {
		panic(err)
	}
	ticked, err := engine.Tick(ctx)
	fmt.Println(ticked.Decisions[0].Outcome, err)
	again, err := engine.Handle(ctx, event)
	fmt.Println(again.Decisions[0].Outcome, err)
	var tags int
	if err := pool.QueryRow(ctx, `SELECT count(*) FROM tags`).Scan(&tags); err != nil {
		panic(err)
	}
	fmt.Println(tags, "tag")
	entries, err := log.Log(ctx, trigger.Ref{Kind: trigger.MentionItem, ID: "7"})
	for _, e := range entries {
		fmt.Println(e.Action, e.Outcome)
	}
	fmt.Println(err)
	// Output:
	// waiting <nil>
	// repeated <nil>
	// 1 tag
	// recipe_triggered fired
	// add_tags done
	// <nil>
}
