package conformance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

// documents are where the faults of an error are in the whole set.
func documents(err error) []string {
	var paths []string
	for _, f := range recipe.Faults(err) {
		paths = append(paths, f.Document)
	}
	return paths
}

// A set with ten different faults reports all ten at once, each at its place, and nothing of it is loaded.
func TestTenFaults(t *testing.T) {
	t.Parallel()
	const document = `{"format":1,
		"filters":{"typo":"mention.contnt == 'x'"},
		"calendars":{"office":{"zone":"Mars/Olympus","week":{"monday":["09:00-17:00"]}}},
		"recipes":[
			{"id":"one","name":"","enabled":true,"colour":"red",
			 "trigger":{"on":"case_status_changed","status":"closed","topics":["support"]},
			 "hours":{"calendar":"home","when":"during"},
			 "actions":[{"do":"private_reply","with":{"message":"Hi"}}]},
			{"id":"two","name":"Two","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
			 "actions":[{"do":"fly"},{"do":"add_tags","with":{"tags":[]}},{"do":"resolve","after":"-5m"}]},
			{"id":"two","name":"Two again","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
			 "actions":[{"do":"resolve"}]}]}`
	want := []string{
		"recipes[0].colour",
		"filters.typo",
		"calendars.office.zone",
		"recipes[0].name",
		"recipes[0].trigger.status",
		"recipes[0].hours.calendar",
		"recipes[1].actions[0].do",
		"recipes[1].actions[1].with.tags",
		"recipes[1].actions[2].after",
		"recipes[2].id",
	}
	k := cook(t, rule("before", newItem, tag("a")))
	require.ElementsMatch(t, want, documents(check(k.Engine, document)))

	parsed, err := recipe.Decode([]byte(document))
	require.Equal(t, want[:1], documents(err))
	require.ElementsMatch(t, want, documents(k.Engine.Load(parsed)), "also what could not be read")
	require.Equal(t, []string{"before"}, says(k, "m1", "Hello"), "the set before it goes on")
}

// Documents that are no good are refused, with the place where that is known.
func TestBadDocuments(t *testing.T) {
	t.Parallel()
	whole := set(rule("r", newItem, tag("a"), `"filter":{"saved":"vip"}`))
	replaced := func(from, to string) string {
		require.Contains(t, whole, from)
		return strings.Replace(whole, from, to, 1)
	}
	for _, c := range []struct{ name, document, path string }{
		{"nothing", "", ""},
		{"null", "null", ""},
		{"a list", "[]", ""},
		{"half of it", whole[:len(whole)/2], ""},
		{"a second document", whole + "{}", ""},
		{"text behind it", whole + " x", ""},
		{"a byte order mark", "\ufeff" + whole, ""},
		{"a comment", "// recipes\n" + whole, ""},
		{"a member twice", replaced(`"format":1`, `"format":1,"format":1`), "format"},
		{"a calendar twice", replaced(`"sundays":`, `"brussels":`), "calendars.brussels"},
		{"a recipe's member twice", replaced(`"id":"r"`, `"id":"q","id":"r"`), "recipes[0].id"},
		{"a filter's member twice", replaced(`"saved":"vip"`, `"saved":"vip","saved":"vip"`), "recipes[0].filter.saved"},
		{"a config's member twice", replaced(`"tags":["a"]`, `"tags":["b"],"tags":["a"]`), "recipes[0].actions[0].with.tags"},
		{"another letter case", replaced(`"enabled":true`, `"Enabled":true`), "recipes[0].Enabled"},
		{"another type", replaced(`"enabled":true`, `"enabled":"yes"`), "recipes[0].enabled"},
		{"invalid UTF-8", replaced("The r recipe", "The \xff recipe"), "recipes[0].name"},
		{"half a character", replaced("The r recipe", `The \ud83d recipe`), "recipes[0].name"},
		{"a NUL byte", replaced("The r recipe", "The \x00 recipe"), ""},
		{"an ID with NUL", replaced(`"id":"r"`, `"id":"r\u0000"`), "recipes[0].id"},
		{"another format", replaced(`"format":1`, `"format":2`), "format"},
		{"a number that is too large", replaced(`"format":1`, `"format":`+strings.Repeat("9", 20)), "format"},
		{"a wait without end", replaced(`]}}],`, `]},"after":"99999999999w"}],`), "recipes[0].actions[0].after"},
		{"deep lists", strings.Repeat("[", 65), ""},
		{"deep objects", strings.Repeat(`{"a":`, 65), ""},
		{"a deep config", replaced(`["a"]`, strings.Repeat("[", 65)+strings.Repeat("]", 65)), ""},
		{"a deep filter", replaced(`{"saved":"vip"}`, strings.Repeat(`{"not":`, 65)+`{}`+strings.Repeat("}", 65)), ""},
		{"65 brackets", replaced(`{"saved":"vip"}`, `"`+strings.Repeat("(", 65)+`"`), "recipes[0].filter"},
		{"65 minus signs", replaced(`{"saved":"vip"}`, `"`+strings.Repeat("-", 65)+`1 > 0"`), "recipes[0].filter"},
		{"65 nots", replaced(`{"saved":"vip"}`, `"`+strings.Repeat("!", 65)+`true"`), "recipes[0].filter"},
		{"brackets in a text", replaced(`["a"]`, `["{{ `+strings.Repeat("(", 65)+` }}"]`), "recipes[0].actions[0].with.tags[0]"},
		{"a filter that calls itself", replaced(`'vip' in mention.tags"`, `{\"saved\":\"vip\"}"`), "filters.vip"},
		{"saved filters in a circle", replaced(`"vip":"'vip' in mention.tags"`, `"vip":{"saved":"vip"}`), "filters.vip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := check(host(), c.document)
			require.Error(t, err)
			require.Contains(t, documents(err), c.path, "%.300v", err)
		})
	}
	require.NoError(t, check(host(), whole))
}
