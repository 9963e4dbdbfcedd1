package additions_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/wording"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

const inWords = "internal/wording/english.go"

// Every field, operator and function has words for people.
func TestWordsOfFilters(t *testing.T) {
	words := wording.English
	tests := text(t, "filter/describe_test.go", "filter/describetree_test.go")
	for _, f := range filter.Fields() {
		n, ok := words.Fields[f.Path]
		require.True(t, ok, "no words for the field %s: add it to englishFields in %s", f.Path, inWords)
		_, truth := words.Truths[f.Path]
		require.Equal(t, f.Kind == "true or false", truth, "a sentence for the field %s: see Truths in %s", f.Path, inWords)
		require.Equal(t, n.Member != "", f.Kind == "an object" && !hasFields(f.Path), "a member of %s: see Member in englishFields in %s", f.Path, inWords)
	}
	require.Len(t, words.Fields, len(filter.Fields()), "%s has words for a field that is no more", inWords)
	for _, o := range filter.Operators() {
		p, ok := words.Operators[o.Name]
		require.True(t, ok && p.Says != "" && p.Denies != "", "no words for the operator %s: add it to Operators in %s", o.Name, inWords)
		require.True(t, strings.Contains(tests, `"`+o.Name+`"`), "no test describes the operator %s: add it to filter/describetree_test.go", o.Name)
	}
	same := []string{"word", "words", "contains_text", "starts_with", "ends_with", "is_text", "is", "changed"} // as the operators
	for _, f := range filter.Functions() {
		_, ok := words.Functions[f.Name]
		require.True(t, ok || slices.Contains(same, f.Name), "no words for the function %s: add it to englishFunctions in %s", f.Name, inWords)
		require.True(t, strings.Contains(tests, f.Name+"("), "no test describes the function %s: add it to filter/describe_test.go", f.Name)
	}
}

// hasFields reports whether the fields of an object are fields of filters.
func hasFields(path string) bool {
	return slices.ContainsFunc(filter.Fields(), func(f filter.Field) bool { return len(f.Path) > len(path) && f.Path[:len(path)+1] == path+"." })
}

// Every trigger and its members, every kind of action and its members, and every word of their closed lists that a sentence names
// has words for people.
func TestWordsOfRecipes(t *testing.T) {
	words := wording.English.Recipe
	for _, on := range trigger.Names() {
		phrase, ok := words.Triggers[on]
		require.True(t, ok, "no words for the trigger %s: add it to Triggers in %s", on, inWords)
		spec, _ := trigger.SpecOf(on)
		for _, member := range spec.Members {
			told := append(wording.Placeholders(phrase), wording.Placeholders(words.Options)...)
			if member == "all_topics" || member == "poll" {
				continue // without topics every topic is meant; the members of poll are told
			}
			require.Contains(t, told, member, "no words for the member %s of the trigger %s: add it to Triggers or Options in %s", member, on, inWords)
		}
	}
	for _, signal := range action.Signals() {
		require.NotEmpty(t, words.Words["unless"][string(signal)], "no words for the signal %s: add it to Words in %s", signal, inWords)
	}
	for _, actor := range trigger.Actors() {
		require.NotEmpty(t, words.Words["by"][string(actor)], "no words for the actor %s: add it to Words in %s", actor, inWords)
	}
}

// Every member of a config is in the sentence of its kind, or in the list of those that it leaves out.
func TestWordsOfActions(t *testing.T) {
	words := wording.English.Recipe
	handlers := new(desk.Desk).Handlers()
	action.HandleFunc(handlers, func(context.Context, webhook.Config, action.Input) error { return nil })
	for _, kind := range handlers.Kinds() {
		phrase, ok := words.Actions[kind]
		require.True(t, ok, "no words for the kind of action %s: add it to englishActions in %s", kind, inWords)
		told := append(wording.Placeholders(phrase.Says), phrase.Silent...)
		if slices.Contains(told, "who") {
			told = append(told, "users", "teams", "to")
		}
		if slices.Contains(told, "tag") {
			told = append(told, "tags")
		}
		for _, member := range configMembers(handlers, kind) {
			require.Contains(t, told, member, "no words for the member %s of %s: add it to Says or Silent in englishActions in %s", member, kind, inWords)
		}
		require.NotContains(t, phrase.Silent, "", kind)
	}
	require.Len(t, words.Actions, len(handlers.Kinds()), "%s has words for a kind that is no more", inWords)
}

func configMembers(handlers *action.Handlers, kind string) []string {
	data, err := json.Marshal(handlers.Schema(kind, trigger.World{}))
	if err != nil {
		return nil
	}
	var schema struct{ Properties map[string]any }
	if json.Unmarshal(data, &schema) != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(schema.Properties))
}
