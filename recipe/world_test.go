package recipe_test

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// ownStatuses are those of a host that has four.
var ownStatuses = []trigger.HostStatus{
	{Name: "open", Class: trigger.Unresolved}, {Name: "pending", Class: trigger.Pending},
	{Name: "solved", Class: trigger.Resolved}, {Name: "closed", Class: trigger.Resolved},
}

// misworded is a set that says "resolved", "high" and "negative" in every place where a host may have other words.
const misworded = `{"format":1,
 "filters":{"bad":{"any":[{"not":{"field":"mention.sentiment","op":"is","values":["negative"]}},{"field":"case.status","op":"is_not","values":["open","resolved"]}]}},
 "recipes":[{"id":"r","name":"R","enabled":true,
  "trigger":{"on":"case_status_changed","status":["solved","resolved"],"all_topics":true},
  "filter":{"all":[{"field":"case.priority","op":"is","values":["p1","high"]},{"field":"event.to","op":"is","values":["solved"]},
    {"field":"case.category","op":"is","values":["resolved"]}]},
  "actions":[{"do":"set_status","with":{"status":"resolved"}},{"do":"edit","with":{"property":"priority","value":"high"}},
    {"do":"edit","with":{"property":"sentiment","value":"negative"}}]}]}`

var misplaced = []string{
	`filters.bad.any[0].not.values[0]: "negative" is not angry or calm`,
	`filters.bad.any[1].values[1]: "resolved" is not open, pending, solved or closed, did you mean solved?`,
	`recipe r: trigger.status[1]: "resolved" is not open, pending, solved or closed, did you mean solved?`,
	`recipe r: filter.all[0].values[1]: "high" is not p2 or p1`,
	`recipe r: actions[0].with.status: "resolved" is not open, pending, solved or closed, did you mean solved?`,
	`recipe r: actions[1].with.value: "high" is not p2 or p1`,
	`recipe r: actions[2].with.value: "negative" is not angry or calm`,
}

func ownWorld(t *testing.T) *recipetest.Kitchen {
	k := recipetest.New(t)
	k.Engine.Statuses, k.Engine.Priorities, k.Engine.Sentiments = ownStatuses, []string{"p2", "p1"}, []string{"angry", "calm"}
	return k
}

// A word that the host does not have is a fault of Check and a warning of Load, however often the set is loaded.
func TestWords(t *testing.T) {
	var log bytes.Buffer
	k := ownWorld(t)
	k.Engine.Logger = slog.New(slog.NewTextHandler(&log, nil))
	k.Load(set(newItem("x", tagA))) // the kitchen's kinds
	s := parse(t, misworded)
	for range 2 {
		var got []string
		for _, f := range recipe.Faults(k.Engine.Check(s)) {
			var word *trigger.WordError
			require.ErrorAs(t, f, &word)
			got = append(got, f.Error())
		}
		require.Equal(t, misplaced, got)
		log.Reset()
		require.NoError(t, k.Engine.Load(s))
		require.Equal(t, len(misplaced), bytes.Count(log.Bytes(), []byte("level=WARN")), "%s", &log)
		require.Contains(t, log.String(), "did you mean solved?")
	}
}

// Expressions, saved ones too, and comparisons of texts are checked like trees. The recipes run all the same.
func TestWordsOfExpressions(t *testing.T) {
	k := ownWorld(t)
	k.Load(set(newItem("x", tagA))) // the kitchen's kinds
	s := parse(t, `{"format":1,
	 "filters":{"again":{"saved":"bad"},"bad":"event.to in ['solved', 'resolved']"},
	 "recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"case_updated","all_topics":true},
	   "filter":"true or\ncase.status == 'slved'","actions":[{"do":"add_tags","with":{"tags":["{{ case.priority >= 'high' ? 'a' : 'b' }}"]}}]},
	  {"id":"s","name":"S","enabled":true,"trigger":{"on":"case_status_changed","all_topics":true},"filter":{"saved":"again"},"actions":[`+tagA+`]},
	  {"id":"t","name":"T","enabled":true,"trigger":{"on":"case_updated","all_topics":true},"filter":{"field":"case.priority","op":"gte","values":["p1"]},"actions":[{"do":"add_tags","with":{"tags":["top"]}}]}]}`)
	want := []string{
		`filters.bad: line 1, column 24: "resolved" is not open, pending, solved or closed, did you mean solved?`,
		`recipe r: filter: line 2, column 16: "slved" is not open, pending, solved or closed, did you mean solved?`,
		`recipe r: actions[0].with.tags[0]: line 1, column 21: "high" is not p2 or p1`,
	}
	for range 2 {
		var got []string
		for _, f := range recipe.Faults(k.Engine.Check(s)) {
			got = append(got, f.Error())
		}
		require.Equal(t, want, got)
		require.NoError(t, k.Engine.Load(s))
	}
	updated := func(id, priority string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseUpdated, At: ten, Case: &trigger.Case{ID: "5", Priority: priority}, Changes: map[string]trigger.Change{"case.priority": {To: priority}}}
	}
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(updated("e1", "p2")).Decisions))
	require.Equal(t, []string{"r: fired", "t: fired"}, outcomes(k.Send(updated("e2", "p1")).Decisions))
	require.Equal(t, []string{`add_tags case/5 {"tags":["b"]}`, `add_tags case/5 {"tags":["b"]}`, `add_tags case/5 {"tags":["top"]}`}, k.Done())
}

// A host that declares another order gets it with the next Load of the same set.
func TestOrderOfAnotherWorld(t *testing.T) {
	k := recipetest.New(t)
	s := set(one("r", `{"on":"case_updated","all_topics":true}`, `"filter":"case.priority > 'low'"`, tagA))
	updated := func(id string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseUpdated, At: ten, Case: &trigger.Case{ID: id, Priority: "high"}, Changes: map[string]trigger.Change{"case.title": {To: "a"}}}
	}
	k.Load(s)
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(updated("e1")).Decisions))
	k.Engine.Priorities = []string{"high", "low"}
	k.Load(s)
	require.Empty(t, k.Send(updated("e2")).Decisions)
}

// A set with other faults is refused with all of them.
func TestWordsBesideFaults(t *testing.T) {
	k := ownWorld(t)
	k.Load(set(newItem("x", tagA)))
	s := parse(t, misworded)
	s.Recipes[0].Name = ""
	require.Len(t, recipe.Faults(k.Engine.Load(s)), len(misplaced)+1)
	require.Len(t, recipe.Faults(k.Engine.Check(s)), len(misplaced)+1)
}

// What is filled in must be one of the host's words too, before the action runs.
func TestWordsThatAreFilledIn(t *testing.T) {
	k := ownWorld(t)
	k.Load(set(one("r", `{"on":"case_tag_added","all_topics":true}`, "", `{"do":"set_status","with":{"status":"{{ event.tag }}"}}`)))
	tagged := func(id, tag string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseTagAdded, At: ten, Case: &trigger.Case{ID: "5"}, Tag: tag}
	}
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(tagged("e1", "solved")).Decisions))
	refused := k.Send(tagged("e2", "resolved")).Decisions
	require.Equal(t, []string{"r: failed"}, outcomes(refused))
	require.ErrorContains(t, refused[0].Err, `"resolved" is not open, pending, solved or closed, did you mean solved?`)
	require.Equal(t, []string{`set_status case/5 {"status":"solved"}`}, k.Done())
}

// The host's statuses are those of its events; others are refused.
func TestStatusesOfEvents(t *testing.T) {
	k := ownWorld(t)
	k.Load(set(one("r", `{"on":"case_status_changed","status":["solved","closed"],"all_topics":true}`, "", tagA)))
	turned := func(id string, to trigger.Status) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseStatusChanged, At: ten, Case: &trigger.Case{ID: "5"}, From: "open", To: to}
	}
	require.Equal(t, []string{"r: fired"}, outcomes(k.Send(turned("e1", "closed")).Decisions))
	_, err := k.Engine.Handle(t.Context(), turned("e2", trigger.Resolved))
	require.ErrorContains(t, err, `to: "resolved" is not open, pending, solved or closed, did you mean solved?`)
}

// What a host declares wrongly is a fault of every set.
func TestWorldFaults(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Kinds = []trigger.OwnKind{{Name: "case_updated", About: trigger.CaseItem}}
	k.Engine.Statuses = []trigger.HostStatus{{Name: "open"}, {Name: "solved", Class: trigger.Resolved}}
	require.Equal(t, []string{
		`engine.statuses[0]: the class "" of "open" is not unresolved, pending or resolved`,
		`engine.kinds[0]: "case_updated" is a kind of the library; give the host's own another name`,
	}, faults(t, k.Engine, `{"format":1,"recipes":[]}`))
}

// An own kind is declared, and says what its events are about.
func TestOwnKinds(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Kinds = []trigger.OwnKind{{Name: "sla_breached", About: trigger.CaseItem}, {Name: "row_added", About: trigger.RecordItem}}
	k.Load(set(
		one("breach", `{"on":"sla_breached","topics":["a"]}`, "", tagA),
		one("row", `{"on":["row_added","new_item"],"topics":["a"]}`, "", `{"do":"slack","with":{"channel":"#a","text":"{{ event.kind }}"}}`)))
	breach := trigger.Event{ID: "e1", Kind: "sla_breached", At: ten, Case: &trigger.Case{ID: "5", Topic: "a"}, Mention: &trigger.Mention{ID: "m", Topic: "b", CaseID: "5"}}
	require.Equal(t, []string{"breach: fired"}, outcomes(k.Send(breach).Decisions))
	require.Equal(t, "case/5", k.Engine.Plan(breach)[0].Item.String())
	row := trigger.Event{ID: "e2", Kind: "row_added", At: ten, Record: &trigger.Record{ID: "r"}}
	require.Equal(t, []string{"row: fired"}, outcomes(k.Send(row).Decisions))
	_, err := k.Engine.Handle(t.Context(), trigger.Event{ID: "e3", Kind: "row_added", At: ten, Case: &trigger.Case{ID: "5"}})
	require.ErrorContains(t, err, "record: missing in a row_added event")
	require.Equal(t, []string{`add_tags case/5 {"tags":["a"]}`, `slack record/r {"channel":"#a","text":"row_added"}`}, k.Done())

	undeclared := faults(t, k.Engine, set(one("r", `{"on":"parcel_lost","topics":["a"]}`, "", tagA)))
	require.Len(t, undeclared, 1)
	require.Contains(t, undeclared[0], "trigger.on")
	require.Contains(t, undeclared[0], "a kind of the host's own has to be declared to the engine (Kinds)")
	require.Contains(t, faults(t, k.Engine, set(one("r", `{"on":"row_added"}`, "", `{"do":"resolve"}`)))[0], "no event of a row_added trigger has")
}
