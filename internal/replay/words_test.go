package replay

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/replay/sample"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/webhook"
)

// On a terminal the sample is a story: one case, from the first mail to the last, as a person would tell it.
func TestStory(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	require.Equal(t, exitOK, run([]string{"-words"}, nil, &out, &errs), "standard error: %s", &errs)
	want, err := os.ReadFile(filepath.Join("testdata", "story.txt"))
	require.NoError(t, err)
	require.Equal(t, string(want), out.String())
	require.Contains(t, errs.String(), "events:   362,", "the whole day ran")
}

// Sets of one's own are told from the first event to the last, with the days, and with what was skipped.
func TestWords(t *testing.T) {
	t.Parallel()
	const set = `{"recipes":[
	 {"id":"r","name":"Remind","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"'x' not in case.tags","actions":[
	  {"do":"private_reply","with":{"message":"Is it\nsolved?"},"after":"1d","unless":["customer_reply","agent_reply"]},
	  {"do":"smart_assign","with":{"within":"24h"}}]},
	 {"id":"w","name":"Wall","enabled":true,"trigger":{"on":"record"},"actions":[{"do":"slack","with":{"channel":"#wall","text":"new"}}]}]}`
	events := strings.Join([]string{
		`{"id":"e1","kind":"case_created","at":"2026-01-05T23:59:00+01:00","case":{"id":"5"}}`,
		`{"id":"e2","kind":"mention_created","at":"2026-01-05T23:00:00Z","mention":{"id":"m","case_id":"6","type":"inbox","content":"a\n\"b\""}}`,
		`{"id":"e3","kind":"mention_created","at":"2026-01-05T23:00:01Z","mention":{"id":"n","case_id":"6","type":"inbox","service":"email","author":{"name":"Ada"}}}`,
		`{"id":"e4","kind":"case_tag_added","at":"2026-01-05T23:00:02Z","case":{"id":"5"},"tag":"x","user":"ann"}`,
		`{"id":"e5","kind":"record_received","at":"2026-01-05T23:00:03Z","record":{"id":"7"}}`,
	}, "\n")
	stdout, _ := play(t, set, events, "-words", "-until", "2026-01-07T00:00:00Z")
	require.Equal(t, `Monday 5 January 2026 (UTC)
22:59:00  case 5 is opened for somebody
            "Remind": reply in private "Is it\nsolved?" on Tuesday 6 January at 22:59:00 unless the customer writes or an agent answers
            "Remind": skipped (no contact): assign it to the one who had the customer last
23:00:00  Somebody writes: "a\n\"b\""
            "Remind": reply in private "Is it\nsolved?" on Tuesday 6 January at 23:00:00 unless the customer writes or an agent answers
            "Remind": skipped (no contact): assign it to the one who had the customer last
23:00:01  Ada writes by email: ""
            "Remind": cancelled (customer reply): reply in private "Is it\nsolved?"
            "Remind": reply in private "Is it\nsolved?" on Tuesday 6 January at 23:00:01 unless the customer writes or an agent answers
            "Remind": skipped (no contact): assign it to the one who had the customer last
23:00:02  case 5: ann adds the tag x
23:00:03  record 7 comes from another system
            "Wall": tell Slack in #wall: new
Tuesday 6 January 2026 (UTC)
22:59:00    "Remind": cancelled (filtered out): reply in private "Is it\nsolved?"
23:00:01    "Remind": reply in private "Is it\nsolved?"
`, stdout)
}

// Every kind of action that a desk carries out, and every signal, has words.
func TestEverythingHasWords(t *testing.T) {
	t.Parallel()
	var empty desk.Desk
	desk.SendOut[webhook.Config](&empty)
	for _, kind := range empty.Handlers().Kinds() {
		require.NotEmpty(t, deeds[kind], "kind %s", kind)
	}
	require.Len(t, deeds, len(empty.Handlers().Kinds()), "words of a kind that no desk has")
	for _, signal := range action.Signals() {
		require.NotEmpty(t, signals[signal], "signal %s", signal)
	}
	require.Len(t, signals, len(action.Signals()))
}

// The sample is told without a place that is left empty, and without a part of a template.
func TestSampleInWords(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode(sample.Set)
	require.NoError(t, err)
	for _, r := range set.Recipes {
		for _, a := range r.Actions {
			text := deed(recipe.ActionReport{Do: a.Do}, a)
			require.NotContains(t, text, "  ", "%s", text)
			require.NotRegexp(t, `( to| about|:| )$`, text)
		}
	}
	require.Equal(t, "add the tag a, b", deed(recipe.ActionReport{Do: "add_tags", With: json.RawMessage(`{"tags":["a","b"]}`)}, action.Action{}))
	require.Equal(t, "assign it to ann", deed(recipe.ActionReport{
		Do: "assign", With: json.RawMessage(`{"users":["ann","bob"],"pick":"one"}`), Output: map[string]any{"users": []string{"ann"}},
	}, action.Action{}), "who was chosen, instead of all")
	require.Equal(t, "own kind", deed(recipe.ActionReport{Do: "own_kind"}, action.Action{}))
}

// A person at a terminal gets words, a file and a pipe JSON lines, unless the flags say otherwise.
func TestOutputOfTerminals(t *testing.T) {
	t.Parallel()
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a character device, as a terminal is
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, device.Close()) })
	regular, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, regular.Close()) })
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, reader.Close()) })
	t.Cleanup(func() { require.NoError(t, writer.Close()) })
	for _, tt := range []struct {
		name  string
		args  []string
		to    io.Writer
		words bool
	}{
		{"a terminal", nil, device, true},
		{"a file", nil, regular, false},
		{"a pipe", nil, writer, false},
		{"memory", nil, new(bytes.Buffer), false},
		{"-json on a terminal", []string{"-json"}, device, false},
		{"-words into a file", []string{"-words"}, regular, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			opts, err := parseArgs(tt.args, io.Discard)
			require.NoError(t, err)
			_, words := opts.newOutput(tt.to, recipe.Set{}).(*words)
			require.Equal(t, tt.words, words)
		})
	}
	_, err = parseArgs([]string{"-json", "-words"}, io.Discard)
	require.EqualError(t, err, "-json and -words contradict each other: give one of them")
}
