package recipe_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// ten is the instant at which most tests begin: a Monday, 10:00 UTC.
var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// clock reads "10:29:59" as an instant of that Monday.
func clock(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, "2026-01-05T"+text+"Z")
	require.NoError(t, err)
	return at
}

// status is a case's change of status.
func status(id string, at time.Time, from, to trigger.Status) trigger.Event {
	return trigger.Event{
		ID: id, Kind: trigger.CaseStatusChanged, At: at, From: from, To: to,
		Case: &trigger.Case{ID: "5", Topic: "support", Status: to},
	}
}

// tagged is a tag on a case.
func tagged(id string, at time.Time, tag string) trigger.Event {
	return trigger.Event{
		ID: id, Kind: trigger.CaseTagAdded, At: at, Tag: tag,
		Case: &trigger.Case{ID: "5", Topic: "support", Tags: []string{tag}},
	}
}

// customer is a customer's mention, agent an agent's, in case 5.
func customer(id string, at time.Time) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Mention: &trigger.Mention{
		ID: id, Topic: "support", Type: "inbox", Service: "twitter", CaseID: "5", Content: "hola",
	}}
}

func agent(id string, at time.Time) trigger.Event {
	ev := customer(id, at)
	ev.Mention.Type, ev.Actor = trigger.SentType, trigger.Agent
	return ev
}

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

// outcomes writes decisions as "recipe: outcome reason".
func outcomes(decisions []recipe.Decision) []string {
	texts := []string{}
	for _, d := range decisions {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s: %s %s", d.Recipe, d.Outcome, d.Reason)))
	}
	return texts
}

// ends writes reports as "recipe/place do: outcome reason", with places from 0.
func ends(reports []recipe.ActionReport) []string {
	texts := []string{}
	for _, s := range reports {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s/%d %s: %s %s", s.Recipe, s.Place-1, s.Do, s.Outcome, s.Reason)))
	}
	return texts
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

const (
	tagA    = `{"do":"add_tags","with":{"tags":["a"]}}`
	tagB    = `{"do":"add_tags","with":{"tags":["b"]}}`
	tagC    = `{"do":"add_tags","with":{"tags":["c"]}}`
	resolve = `{"do":"resolve"}`
)
