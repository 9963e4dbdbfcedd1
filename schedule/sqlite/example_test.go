package sqlite_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

// A host stores tags and messages in tables of its own. The handler writes to them in the transaction that settles the
// action, so the tag is there exactly once, however often the event comes.
func Example() {
	dir, err := os.MkdirTemp("", "commis")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := tagOutages(context.Background(), filepath.Join(dir, "desk.db")); err != nil {
		panic(err)
	}
	// Output:
	// 1 decisions, 1 tags
	// recipe_triggered fired
	// add_tags done
}

func tagOutages(ctx context.Context, file string) error {
	db, err := sqlite.Open(file)
	if err != nil {
		return err
	}
	defer db.Close()
	store, log := &sqlite.Store{DB: db}, &sqlite.Recorder{DB: db}
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.AddTags](func(ctx context.Context, c action.AddTags, in action.Input) error {
		tags, err := json.Marshal(c.Tags)
		if err == nil {
			_, err = sqlite.Tx(ctx).ExecContext(ctx, `INSERT INTO tags SELECT ?, value FROM json_each(?)`, in.Item.ID, string(tags))
		}
		return err
	}))
	engine := recipe.Engine{Handlers: &can, Store: store, History: log}

	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{
		"id": "outage", "name": "Tag outages", "enabled": true,
		"trigger": {"on": "new_item", "topics": ["support"]}, "filter": "word(mention.content, 'falla')",
		"actions": [{"do": "add_tags", "with": {"tags": ["outage"]}}]}]}`))
	if err != nil {
		return err
	}
	if err := engine.Load(set); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `CREATE TABLE tags (mention TEXT, tag TEXT); CREATE TABLE mentions (id TEXT, content TEXT)`); err != nil {
		return err
	}
	event := trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Mention: &trigger.Mention{ID: "7", Topic: "support", Content: "¡La app FALLA otra vez!"},
	}

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `INSERT INTO mentions VALUES (?, ?)`, event.Mention.ID, event.Mention.Content); err != nil {
		return err
	}
	if err := engine.Accept(sqlite.With(ctx, tx), event); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}

	report, err := engine.Tick(ctx)
	if err != nil {
		return err
	}
	if _, err := engine.Handle(ctx, event); err != nil { // which was applied already
		return err
	}
	var tags int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM tags`).Scan(&tags); err != nil {
		return err
	}
	fmt.Println(len(report.Decisions), "decisions,", tags, "tags")
	entries, err := log.Log(ctx, trigger.Ref{Kind: trigger.MentionItem, ID: "7"})
	for _, e := range entries {
		fmt.Println(e.Action, e.Outcome)
	}
	return err
}
