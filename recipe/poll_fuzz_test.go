package recipe_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// Whatever a source and a lookup return: the poll fails as a whole, or each record that has a key is written of once.
func FuzzPoll(f *testing.F) {
	f.Add(`{"result":{"items":[{"number":"INC1","state":"waiting","approver":"a"},{"number":2,"state":"waiting","approver":"b"}]}}`, `{"manager":{}}`)
	f.Add(`{"result":{"items":[{"number":1e400},{"number":null},[],{"number":"\ud800"},{"number":"a\u0000"}]}}`, `[]`)
	f.Add(`{"result":{"items":[]},"result":{"items":[{"number":1,"number":2}]}}`, `{`)
	f.Add(`[`, ``)
	f.Fuzz(func(t *testing.T, document, looked string) {
		now := nine
		written := map[string]int{}
		e := recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return now }, Sources: recipe.Sources{
			"itsm":   func(context.Context, recipe.Fetch) ([]byte, error) { return []byte(document), nil },
			"people": func(context.Context, recipe.Fetch) ([]byte, error) { return []byte(looked), nil },
		}}
		action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Message, in action.Input) error {
			written[in.Item.ID]++
			return nil
		})
		require.NoError(t, e.Load(parse(t, set(`{"id":"r","name":"R","enabled":true,"trigger":{"on":"poll","poll":{"source":"itsm","every":"30m",
			"each":"result.items","key":"number","set":{"local.a":"{{ record.approver }}"},"lookup":{"source":"people","set":{"user.b":"{{ lookup.manager }}"}}}},
			"actions":[{"do":"message","with":{"to":{"user":"u"},"channel":"c","text":"{{ record.number }} {{ user.b }}"},"repeat":{"every":"45m","times":2}}]}`))))
		var failed int
		for range 3 {
			report, err := e.Tick(t.Context())
			require.NoError(t, err)
			for _, d := range report.Decisions {
				if d.Outcome == recipe.Failed && d.Reason == recipe.SourceError {
					failed++
				}
			}
			now = now.Add(30 * time.Minute)
		}
		if !json.Valid([]byte(document)) {
			require.Equal(t, 3, failed)
		}
		for id, n := range written {
			require.LessOrEqual(t, n, 2, id)
			require.Zero(t, failed)
		}
	})
}
