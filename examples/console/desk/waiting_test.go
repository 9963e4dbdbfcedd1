package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
)

// waits returns the keys and the recipes of all waits.
func waits(t *testing.T, c *console) (keys, recipes []string) {
	t.Helper()
	var list struct {
		Waiting []struct{ Key, Recipe, Name, Action, Do, Case, Text string }
	}
	require.Equal(t, 200, c.get(t, "waiting", &list))
	for _, w := range list.Waiting {
		keys, recipes = append(keys, w.Key), append(recipes, w.Recipe)
		require.NotEmpty(t, w.Name)
		require.NotEmpty(t, w.Case)
	}
	return keys, recipes
}

// At six in the evening one survey waits: case c-1065 was resolved at 17:44 UTC, and the survey goes out two hours later.
func TestCancel(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	keys, recipes := waits(t, c)
	require.Equal(t, []string{"survey"}, recipes)

	var refused refusal
	looker := desk.User{ID: "eve", Edit: true}
	require.Equal(t, 403, c.as(t, looker, "POST", "waiting/cancel", `{"key":"`+keys[0]+`"}`, &refused))
	require.Contains(t, refused.Error, "ask an administrator")
	_, recipes = waits(t, c)
	require.Len(t, recipes, 1, "a request that is refused changes nothing")

	require.Equal(t, 200, c.post(t, "waiting/cancel", `{"key":"`+keys[0]+`"}`, nil))
	_, recipes = waits(t, c)
	require.Empty(t, recipes)
	require.Equal(t, 404, c.post(t, "waiting/cancel", `{"key":"`+keys[0]+`"}`, &refused))
	require.Contains(t, refused.Error, "does not wait any more")
}

// deadLetters are the keys of the dead letters.
func deadLetters(t *testing.T, c *console) (keys []string) {
	t.Helper()
	var list struct {
		Dead []struct {
			Key, Recipe, Do, Error string
			Tries                  int
		}
	}
	require.Equal(t, 200, c.get(t, "dead", &list))
	for _, l := range list.Dead {
		keys = append(keys, l.Key)
		require.Equal(t, "webhook", l.Do)
		require.Equal(t, "the receiver answered 404: this hook was removed", l.Error)
		require.Equal(t, 1, l.Tries)
	}
	return keys
}

// Between nine and ten the sample's receivers refuse four webhooks for good.
func TestDeadLetters(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	keys := deadLetters(t, c)
	require.Len(t, keys, 4)
	require.Equal(t, 200, c.post(t, "dead/retry", `{"key":"`+keys[0]+`"}`, nil))
	require.NoError(t, c.helpdesk.Tick(t.Context()))
	require.Equal(t, keys[1:], deadLetters(t, c), "now the receiver takes it")
	require.Equal(t, 200, c.post(t, "dead/discard", `{"key":"`+keys[1]+`"}`, nil))
	require.Equal(t, keys[2:], deadLetters(t, c))
	for _, end := range []string{"dead/retry", "dead/discard"} {
		var refused refusal
		require.Equal(t, 404, c.post(t, end, `{"key":"`+keys[1]+`"}`, &refused))
		require.Contains(t, refused.Error, "no dead letter any more")
		require.Equal(t, 403, c.as(t, desk.User{ID: "eve", Edit: true}, "POST", end, `{"key":"`+keys[2]+`"}`, nil))
	}
}
