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

// A host stores tags in a table of its own. The handler writes to it in the transaction that settles the action, so the
// tag is there exactly once, however often the event comes.
func Example() {
	dir, err := os.MkdirTemp("", "commis")
	must(err)
	defer os.RemoveAll(dir)
	ctx := context.Background()

	db, err := sqlite.Open(filepath.Join(dir, "desk.db"))
	must(err)
	defer db.Close()
	must(sqlite.Migrate(ctx, db))
	_, err = db.ExecContext(ctx, `CREATE TABLE tags (mention TEXT, tag TEXT)`)
	must(err)

	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.AddTags](func(ctx context.Context, c action.AddTags, in action.Input) error {
		tags, err := json.Marshal(c.Tags)
		if err != nil {
			return err
		}
		_, err = sqlite.Tx(ctx).ExecContext(ctx, `INSERT INTO tags SELECT ?, value FROM json_each(?)`, in.Item.ID, string(tags))
		return err
	}))
	log := &sqlite.Recorder{DB: db}
	engine := recipe.Engine{Handlers: &can, Store: &sqlite.Store{DB: db}, History: log}
	set, err := recipe.Decode([]byte(`{"format": 1, "recipes": [{
		"id": "outage", "name": "Tag outages", "enabled": true,
		"trigger": {"on": "new_item", "topics": ["support"]}, "filter": "word(mention.content, 'falla')",
		"actions": [{"do": "add_tags", "with": {"tags": ["outage"]}}]}]}`))
	must(err)
	must(engine.Load(set))

	event := trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Mention: &trigger.Mention{ID: "7", Topic: "support", Content: "¡La app FALLA otra vez!"},
	}
	for range 2 {
		report, err := engine.Handle(ctx, event)
		must(err)
		fmt.Println(report.Decisions[0].Outcome)
	}
	var tags int
	must(db.QueryRowContext(ctx, `SELECT count(*) FROM tags`).Scan(&tags))
	fmt.Println(tags, "tag")
	entries, err := log.Log(ctx, trigger.Ref{Kind: trigger.MentionItem, ID: "7"})
	must(err)
	for _, e := range entries {
		fmt.Println(e.Action, e.Outcome)
	}
	// Output:
	// fired
	// repeated
	// 1 tag
	// recipe_triggered fired
	// add_tags done
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
