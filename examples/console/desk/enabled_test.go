package desk_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// document returns a recipe as the page has it, with members set to other values, or left out where that is nil.
func document(t *testing.T, c *console, id string, members map[string]any) string {
	t.Helper()
	var got struct{ Recipe map[string]json.RawMessage }
	require.Equal(t, 200, c.get(t, "recipes/"+id, &got))
	for name, value := range members {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		if got.Recipe[name] = text; value == nil {
			delete(got.Recipe, name)
		}
	}
	text, err := json.Marshal(got.Recipe)
	require.NoError(t, err)
	return string(text)
}

// Since when a recipe is enabled is the server's to say: a page that sends another instant ends no wait, and revives none.
func TestEnabledSince(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	_, recipes := waits(t, c)
	require.Equal(t, []string{"survey"}, recipes)
	later := document(t, c, "survey", map[string]any{"enabled_at": time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)})
	var saved struct{ Version int }
	require.Equal(t, 200, c.post(t, "save", saving(1, `"recipe":`+later), &saved))
	require.Equal(t, 1, saved.Version, "nothing has changed")
	_, recipes = waits(t, c)
	require.Equal(t, []string{"survey"}, recipes)

	for _, state := range []string{"off", "on"} {
		require.Equal(t, 200, c.post(t, "state", saving(saved.Version, `"id":"survey","confirmed":true,"state":"`+state+`"`), &saved))
	}
	_, recipes = waits(t, c)
	require.Empty(t, recipes, "it was cancelled")
	without := document(t, c, "survey", map[string]any{"enabled_at": nil, "name": "Ask"})
	require.Equal(t, 200, c.post(t, "save", saving(saved.Version, `"confirmed":true,"recipe":`+without), &saved))
	_, recipes = waits(t, c)
	require.Empty(t, recipes, "it stays cancelled")
}

// What waited for a recipe that was in shadow meanwhile, or removed and brought back, was cancelled, and is not listed.
func TestCancelledIsNotListed(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]string{
		"shadow":  {"state " + `"id":"survey","state":"shadow"`, "state " + `"id":"survey","state":"on"`},
		"removal": {"save " + `"remove":"survey"`, "restore " + `"to":1,"id":"survey"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sampleDay(t)
			saved := struct{ Version int }{1}
			for _, step := range steps {
				var path, members string
				_, err := fmt.Sscanf(step, "%s %s", &path, &members)
				require.NoError(t, err)
				require.Equal(t, 200, c.post(t, path, saving(saved.Version, `"confirmed":true,`+members), &saved))
			}
			require.Equal(t, 3, saved.Version)
			_, recipes := waits(t, c)
			require.Empty(t, recipes)
		})
	}
}

// A recipe with a secret that comes back as it was sent is no change.
func TestUnchangedSecret(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	var saved struct{ Version int }
	for _, id := range []string{"it-alerts", "churn-case", "bad-review"} {
		require.Equal(t, 200, c.post(t, "save", saving(1, `"recipe":`+document(t, c, id, nil)), &saved))
		require.Equal(t, 1, saved.Version, id)
	}
}
