package history_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// note is the shortest entry that breaks no rule.
func note(id string, at time.Time, s trigger.Ref) history.Entry {
	return history.Entry{ID: id, At: at, Item: s, Actor: history.Actor{Kind: trigger.System}, Action: "noted"}
}

var (
	mention5 = trigger.Ref{Kind: trigger.MentionItem, ID: "5"}
	case5    = trigger.Ref{Kind: trigger.CaseItem, ID: "5"}
)

func TestEntryCheck(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		spoil func(e *history.Entry)
		want  string
	}{
		{"ID", func(e *history.Entry) { e.ID = "" }, "id: missing"},
		{"instant", func(e *history.Entry) { e.At = time.Time{} }, "at: missing"},
		{"kind of item", func(e *history.Entry) { e.Item.Kind = "" }, "item.kind: missing"},
		{"ID of the item", func(e *history.Entry) { e.Item.ID = "" }, "item.id: missing"},
		{"kind of actor", func(e *history.Entry) { e.Actor.Kind = "" }, "actor.kind: missing"},
		{"unknown initiator", func(e *history.Entry) { e.InitiatedBy = "nobody" }, `initiated_by: "nobody" is not agent, customer, recipe, bot or system`},
		{"unknown kind of actor", func(e *history.Entry) { e.Actor.Kind = "Agent" }, `actor.kind: "Agent" is not agent, customer, recipe, bot or system`},
		{"action", func(e *history.Entry) { e.Action = "" }, "action: missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			e := note("a", noon, mention5)
			require.NoError(t, e.Check())
			tc.spoil(&e)
			require.EqualError(t, e.Check(), tc.want)
		})
	}
	require.EqualError(t, history.Entry{}.Check(),
		"id: missing\nat: missing\nitem.kind: missing\nitem.id: missing\nactor.kind: missing\naction: missing")
}

func TestActorKinds(t *testing.T) {
	t.Parallel()
	for _, kind := range trigger.Actors() {
		e := note("a", noon, case5)
		e.Actor.Kind = kind
		require.NoError(t, e.Check(), kind)
	}
}

func TestEntryJSON(t *testing.T) {
	t.Parallel()
	short := note("a", noon, mention5)
	out, err := json.Marshal(short)
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"a","at":"2026-01-05T12:00:00Z","item":{"kind":"mention","id":"5"},
		"actor":{"kind":"system"},"action":"noted"}`, string(out))

	full := history.Entry{
		ID: "a", At: noon.Add(1), Item: case5, Actor: history.Actor{Kind: trigger.Agent, ID: "7", Name: "Ada"},
		Event: "e", Recipe: history.Recipe{ID: "r", Name: "R", Revision: "1"}, Run: "run", Action: "webhook",
		Webhook: "hook", Outcome: "skipped", Reason: "why", Error: "what", Changed: true,
		Description: "that", InitiatedBy: trigger.Bot,
	}
	out, err = json.Marshal(full)
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"a","at":"2026-01-05T12:00:00.000000001Z","item":{"kind":"case","id":"5"},
		"actor":{"kind":"agent","id":"7","name":"Ada"},"event":"e","recipe":{"id":"r","name":"R","revision":"1"},
		"run":"run","action":"webhook","webhook":"hook","outcome":"skipped","reason":"why","error":"what","changed":true,
		"description":"that","initiated_by":"bot"}`, string(out))
	var back history.Entry
	require.NoError(t, json.Unmarshal(out, &back))
	require.Equal(t, full, back)
}
