package recipe_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// withFields is an event of a case with these fields.
func withFields(id string, fields map[string]any) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.CaseTagAdded, Tag: "x", At: ten, Case: &trigger.Case{ID: "5", Fields: fields}}
}

// refreshed re-reads an event by changing it.
func refreshed(change func(*trigger.Event)) func(context.Context, *trigger.Event) error {
	return func(_ context.Context, ev *trigger.Event) error { change(ev); return nil }
}

// An element of a list that is one placeholder is replaced by all elements of a list.
func TestSpread(t *testing.T) {
	t.Parallel()
	fields := func(v any) map[string]any { return map[string]any{"watchers": v} }
	const watchers = "{{ case.fields.watchers }}"
	for _, tt := range []struct {
		name, do, with string
		fields         map[string]any
		want           string // the config that the handler gets, or how the action ends
	}{
		{"a list", "notify", `{"users":["` + watchers + `","ann"],"channel":"push"}`, fields([]any{"bob", "eve"}), `{"users":["bob","eve","ann"],"channel":"push"}`},
		{"a list of texts", "notify", `{"users":["ann","` + watchers + `"],"channel":"push"}`, fields([]string{"bob"}), `{"users":["ann","bob"],"channel":"push"}`},
		{"a text", "notify", `{"users":["` + watchers + `","ann"],"channel":"push"}`, fields("bob"), `{"users":["bob","ann"],"channel":"push"}`},
		{"numbers", "notify", `{"users":["` + watchers + `"],"channel":"push"}`, fields([]any{7, 9.0}), `{"users":["7","9"],"channel":"push"}`},
		{"an empty list leaves its place out", "notify", `{"users":["` + watchers + `","ann"],"channel":"push"}`, fields([]any{}), `{"users":["ann"],"channel":"push"}`},
		{"what is missing too", "notify", `{"users":["` + watchers + `","ann"],"channel":"push"}`, nil, `{"users":["ann"],"channel":"push"}`},
		{"and an element that is missing", "notify", `{"users":["` + watchers + `"],"channel":"push"}`, fields([]any{"bob", "", nil}), `{"users":["bob"],"channel":"push"}`},
		{"repeats count once", "notify", `{"users":["` + watchers + `","ann","{{ case.fields.watchers }}"],"channel":"push"}`, fields([]any{"ann", "bob", "ann"}), "fault"},
		{"repeats of others count once", "notify", `{"users":["` + watchers + `","ann"],"channel":"push"}`, fields([]any{"ann", "bob", "ann"}), `{"users":["ann","bob"],"channel":"push"}`},
		{"the same text twice", "notify", `{"users":["ann","` + watchers + `"],"channel":"push"}`, fields("ann"), `{"users":["ann"],"channel":"push"}`},
		{"nobody left", "notify", `{"users":["` + watchers + `"],"channel":"push"}`, fields([]any{}), "skipped nobody"},
		{"nobody left but a team", "notify", `{"users":["` + watchers + `"],"teams":["night"],"channel":"push"}`, fields([]any{}), `{"teams":["night"],"channel":"push"}`},
		{"nobody to assign to", "assign", `{"users":["` + watchers + `"],"pick":"one"}`, fields([]string{}), "skipped nobody"},
		{"teams", "assign", `{"teams":["` + watchers + `"],"pick":"all"}`, fields([]string{"a", "b"}), `{"teams":["a","b"],"pick":"all"}`},
		{"nobody to write to", "email", `{"to":["` + watchers + `"],"subject":"s","text":"t"}`, fields([]string{}), "skipped nobody"},
		{"copies for nobody", "email", `{"to":["a@b.c"],"cc":["` + watchers + `"],"subject":"s","text":"t"}`, fields([]string{}), `{"to":["a@b.c"],"subject":"s","text":"t"}`},
		{"no tag left", "add_tags", `{"tags":["` + watchers + `"]}`, fields([]any{}), "skipped empty"},
		{"no tag left to remove", "remove_tags", `{"tags":["{{ case.contact.tags }}"]}`, nil, "skipped empty"},
		{"a text around it does not spread", "add_tags", `{"tags":["of ` + watchers + `"]}`, fields([]any{"a", "b"}), `{"tags":["of a, b"]}`},
		{"two placeholders do not spread", "add_tags", `{"tags":["` + watchers + watchers + `"]}`, fields([]any{"a", "b"}), `{"tags":["a, ba, b"]}`},
		{"a list in a list", "add_tags", `{"tags":["` + watchers + `"]}`, fields([]any{[]any{"a", 1}, "b"}), `{"tags":["[\"a\",1]","b"]}`},
		{"a list as a field", "set_field", `{"field":"case.fields.w","value":["` + watchers + `","ann"]}`, fields([]any{"bob"}), `{"field":"case.fields.w","value":["bob","ann"]}`},
		{"a field that becomes empty", "set_field", `{"field":"case.fields.w","value":["` + watchers + `"]}`, fields([]any{}), `{"field":"case.fields.w","value":[]}`},
		{"nothing but what is missing", "notify", `{"users":["` + watchers + `"],"channel":"push"}`, nil, "failed with: users[0]: missing"},
		{"a list where one text is wanted", "note", `{"text":"` + watchers + `"}`, fields([]any{"a", "b"}),
			"failed with: text: line 1, column 3: the value is a list of 2, but one text is needed here; put it in a list to insert every element"},
		{"an empty list where one text is wanted", "set_field", `{"field":"case.fields.w","value":"` + watchers + `"}`, fields([]any{}),
			"failed with: value: line 1, column 3: the value is a list of 0, but one text is needed here; put it in a list to insert every element"},
		{"a list in a text", "note", `{"text":"Watched by ` + watchers + `"}`, fields([]any{"a", "b"}), `{"text":"Watched by a, b"}`},
		{"a bad element", "email", `{"to":["a@b.c","` + watchers + `"],"subject":"s","text":"t"}`, fields([]any{"c@d.e", "x"}), `failed with: to[2]: "x" is not an e-mail address`},
		{"{{ in a list is text", "add_tags", `{"tags":["` + watchers + `"]}`, fields([]any{"{{ case.id }}"}), `{"tags":["{{ case.id }}"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.New(t)
			document := set(one("r", `{"on":"case_tag_added","all_topics":true}`, "", `{"do":"`+tt.do+`","with":`+tt.with+`}`))
			if tt.want == "fault" {
				require.Error(t, k.Engine.Check(parse(t, document)), "the same text is written twice")
				return
			}
			k.Load(document)
			step := k.Send(withFields("e1", tt.fields)).Decisions[0].Actions[0]
			switch step.Outcome {
			case recipe.Done:
				require.Len(t, k.Done(), 1)
				require.Equal(t, tt.do+" case/5 "+tt.want, k.Done()[0])
			case recipe.Failed:
				require.Equal(t, tt.want, "failed "+step.Err.Error())
			default:
				require.Equal(t, tt.want, strings.TrimSpace(string(step.Outcome)+" "+string(step.Reason)))
			}
		})
	}
}

// A list is spread anew whenever an action is filled in: late, again, for others.
func TestSpreadLate(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	k.Load(set(one("r", `{"on":"case_tag_added","all_topics":true}`, "",
		`{"do":"notify","with":{"users":["{{ case.fields.watchers }}"],"channel":"push"},"repeat":{"every":"10m","times":3}}`)))
	watchers := []any{"bob"}
	k.Engine.Refresh = refreshed(func(ev *trigger.Event) { ev.Case.Fields = map[string]any{"watchers": watchers} })
	k.Send(withFields("e1", map[string]any{"watchers": watchers}))
	watchers = []any{}
	require.Equal(t, []string{"r/0 notify: skipped nobody", "r/0 notify: waiting"}, ends(k.Wait(10*time.Minute)), "nobody watches now, and somebody may later")
	watchers = []any{"ann", "eve"}
	k.Wait(10 * time.Minute)
	require.Equal(t, []string{`notify case/5 {"users":["bob"],"channel":"push"}`, `notify case/5 {"users":["ann","eve"],"channel":"push"}`}, k.Done())
}

// What a customer writes is filled in once, wherever it goes: at once, late, again, after a failure, in a digest, and
// through what another action found out.
func TestFilledInValuesAreFinal(t *testing.T) {
	t.Parallel()
	const hostile = `{{ mention.id }} }} {{ task.ticket.id }} {{`
	hostileEvent := func(id string) trigger.Event {
		ev := customer(id, ten)
		ev.Mention.Content = hostile
		return ev
	}
	want := func(with string) string { return strings.ReplaceAll(with, "{{ mention.content }}", hostile) }
	const note = `{"text":"{{ mention.content }}"}`
	for name, tt := range map[string]struct {
		actions string
		fail    string
		done    []string
	}{
		"late":           {`{"do":"note","with":` + note + `,"after":"10m"}`, "", []string{"note mention/e1 " + want(note)}},
		"repeated":       {`{"do":"note","with":` + note + `,"repeat":{"every":"10m","times":3}}`, "", []string{"note mention/e1 " + want(note), "note mention/e1 " + want(note), "note mention/e1 " + want(note)}},
		"again":          {`{"do":"note","with":` + note + `}`, "note", []string{"note mention/e1 " + want(note)}},
		"late and again": {`{"do":"note","with":` + note + `,"after":"10m"}`, "note", []string{"note mention/e1 " + want(note)}},
		"in a digest": {`{"do":"notify","with":{"users":["7"],"channel":"push","text":"{{ mention.content }}","at_most_every":"5m"}}`, "",
			[]string{want(`notify mention/e1 {"users":["7"],"text":"{{ mention.content }}","channel":"push","at_most_every":"5m"}`)}},
		"after another": {`{"do":"ticket","with":{"name":"t","owner":"o"}},{"do":"note","with":{"text":"{{ task.ticket.said }}"}}`, "",
			[]string{"note mention/e1 " + want(note)}},
		"after another, late": {`{"do":"ticket","with":{"name":"t","owner":"o"}},{"do":"note","with":{"text":"{{ task.ticket.said }}"},"after":"10m"}`, "",
			[]string{"note mention/e1 " + want(note)}},
		"after another, again": {`{"do":"ticket","with":{"name":"t","owner":"o"}},{"do":"note","with":{"text":"{{ task.ticket.said }}"}}`, "note",
			[]string{"note mention/e1 " + want(note)}},
	} {
		t.Run(name, func(t *testing.T) {
			k := recipetest.New(t)
			if tt.fail != "" {
				k.Fail(tt.fail, action.Retry(time.Minute, errors.New("busy")))
			}
			action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
				in.Output.Set("said", hostile)
				return nil
			})
			k.Load(set(newItem("r", tt.actions)))
			k.Engine.Refresh = refreshed(func(*trigger.Event) {})
			k.Send(hostileEvent("e1"))
			k.Wait(2 * time.Hour)
			require.Equal(t, tt.done, k.Done())
		})
	}
}
