package history_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// drawnEntry draws every field of an entry, as a recorder may get it.
func drawnEntry(t *rapid.T) history.Entry {
	text := func(label string) string { return rapid.String().Draw(t, label) }
	document := func(label string) history.Document {
		if rapid.Bool().Draw(t, label+" missing") {
			return ""
		}
		return history.NewDocument(map[string]any{
			text(label + " name"): text(label + " text"), "n": rapid.Float64Range(-1e300, 1e300).Draw(t, label+" number"), "null": nil,
			"list": []any{true, rapid.Int64().Draw(t, label+" whole"), map[string]any{}},
		})
	}
	zone := time.FixedZone("", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)
	instant := func(label string) time.Time {
		if rapid.Bool().Draw(t, label+" missing") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(0, 1<<37).Draw(t, label), rapid.Int64Range(0, 1e9-1).Draw(t, label+" ns")).In(zone)
	}
	return history.Entry{
		ID: text("id"), At: instant("at"), Item: trigger.Ref{Kind: text("kind"), ID: text("item")},
		Actor: history.Actor{Kind: rapid.SampledFrom(trigger.Actors()).Draw(t, "actor"), ID: text("actor id"), Name: text("actor name")},
		Event: text("event"), Recipe: history.Recipe{ID: text("recipe"), Name: text("recipe name"), Revision: text("revision")},
		Run: text("run"), Action: text("action"), Webhook: text("webhook"), Outcome: text("outcome"), Reason: text("reason"),
		Error: text("error"), Due: instant("due"), Changed: rapid.Bool().Draw(t, "changed"), Description: text("description"),
		InitiatedBy: rapid.SampledFrom(trigger.Actors()).Draw(t, "initiated by"),
		Actions:     rapid.Int().Draw(t, "actions"), Place: rapid.Int().Draw(t, "place"), Nth: rapid.Int().Draw(t, "nth"),
		Attempts: rapid.Int().Draw(t, "attempts"), Input: document("input"), Output: document("output"),
	}
}

// An entry that is kept as one JSON text comes back equal, its documents letter by letter.
func TestEntryInOneColumn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawnEntry(t)
		text, err := json.Marshal(e)
		require.NoError(t, err)
		var back history.Entry
		require.NoError(t, json.Unmarshal(text, &back))
		require.True(t, e.At.Equal(back.At) && e.Due.Equal(back.Due), "%v and %v, %v and %v", e.At, back.At, e.Due, back.Due)
		back.At, back.Due = e.At, e.Due
		require.Equal(t, e, back)
	})
}

// A document that was written by hand comes back as NewDocument writes it, and stays so.
func TestDocumentByHand(t *testing.T) {
	t.Parallel()
	for given, want := range map[history.Document]history.Document{
		`{ "a" : [ 1 , 2 ] }`:     `{"a":[1,2]}`,
		"\n\"<b>&\"\n":            `"\u003cb\u003e\u0026"`,
		`"é 日本"`:                  `"é 日本"`,
		`12345678901234567890.50`: `12345678901234567890.50`,
		`null`:                    ``,
		``:                        ``,
	} {
		for range 2 {
			text, err := json.Marshal(history.Entry{ID: "a", Output: given})
			require.NoError(t, err)
			var back history.Entry
			require.NoError(t, json.Unmarshal(text, &back))
			require.Equal(t, want, back.Output)
			given = back.Output
		}
	}
	require.Empty(t, history.NewDocument(nil))
}
