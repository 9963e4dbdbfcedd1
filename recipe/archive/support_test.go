package archive_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

const (
	tagA    = `{"do":"add_tags","with":{"tags":["a"]}}`
	resolve = `{"do":"resolve"}`
)

// set writes a set of recipes.
func set(recipes ...string) string {
	return `{"format":1,"recipes":[` + strings.Join(recipes, ",") + `]}`
}

// newItem writes an enabled recipe that starts on new items and does the actions.
func newItem(id string, actions ...string) string {
	return one(id, `{"on":"new_item","all_topics":true}`, "", actions...)
}

// one writes an enabled recipe; more are further members.
func one(id, on, more string, actions ...string) string {
	if more != "" {
		more += ","
	}
	return fmt.Sprintf(`{"id":%q,"name":%q,"enabled":true,"trigger":%s,%s"actions":[%s]}`,
		id, "Recipe "+id, on, more, strings.Join(actions, ","))
}

func parse(t testing.TB, text string) recipe.Set {
	t.Helper()
	s, err := recipe.Decode([]byte(text))
	require.NoError(t, err)
	return s
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}
