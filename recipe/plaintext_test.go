package recipe_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// everyName is a set with every name that a set can hold, and every text.
func everyName() recipe.Set {
	return recipe.Set{
		Format:    1,
		Filters:   map[string]filter.Filter{"f": {Text: `mention.type == "x"`}, "g": {Saved: "f"}},
		Calendars: map[string]schedule.Calendar{"c": {Zone: "UTC", Week: map[string][]string{"monday": {"09:00-17:00"}}}},
		Recipes: []recipe.Recipe{
			{
				ID: "r", Name: "n", Owner: "o", Trigger: trigger.Trigger{On: trigger.List[string]{"new_item"}, Topics: []string{"t"}}, Filter: filter.Filter{Saved: "f"}, Hours: &recipe.Hours{Calendar: "c", When: "during"},
				Actions: []action.Action{
					{Do: "assign", With: json.RawMessage(`{"users":["u"]}`)}, {Do: "assign", With: json.RawMessage(`{"teams":["u"]}`)}, {Do: "add_tags", With: json.RawMessage(`{"tags":["u"]}`)},
				},
			},
			{
				ID: "s", Name: "n", Trigger: trigger.Trigger{On: trigger.List[string]{"case_tag_added"}, Tag: trigger.List[string]{"g"}, AllTopics: true}, Filter: filter.Filter{Tree: &filter.Cond{All: []filter.Cond{{Field: "case.title", Op: "is", Values: []any{"v"}}}}},
				Actions: []action.Action{{Do: "private_reply", With: json.RawMessage(`{"message":"u"}`), ID: "a", OnError: "stop"}},
			},
			{
				ID: "p", Name: "n", Trigger: trigger.Trigger{On: trigger.List[string]{"poll"}, Poll: &trigger.Poll{Source: "x", Every: trigger.MinEvery, Each: "e", Key: "k", Set: map[string]string{"local.a": "b"}}},
				Actions: []action.Action{{Do: "message", With: json.RawMessage(`{"to":{"user":"u"},"text":"u","channel":"u"}`)}},
			},
		},
	}
}

// A control character in a name is a fault with its path, wherever in a set it is, and a NUL in a text too.
func TestControlCharacters(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	k.Engine.Sources = recipe.Sources{"x": nil}
	k.Load(`{"format":1,"recipes":[]}`)
	const name, text = "holds a control character or is not valid UTF-8", "holds the control character U+0000"
	for _, tt := range []struct {
		path  string // of the fault
		spoil func(s *recipe.Set, bad string)
		lines bool // it may hold line breaks and tabs
	}{
		{`filters["f?"]: `, func(s *recipe.Set, bad string) { s.Filters["f"+bad] = filter.Filter{Text: "true"} }, false},
		{`filters.f: `, func(s *recipe.Set, bad string) {
			s.Filters["f"] = filter.Filter{Text: "mention.type == 'x" + bad + "'"}
		}, true},
		{`filters.g.saved: `, func(s *recipe.Set, bad string) { s.Filters["g"] = filter.Filter{Saved: "f" + bad} }, false},
		{`calendars["c?"]: `, func(s *recipe.Set, bad string) { s.Calendars["c"+bad] = s.Calendars["c"] }, false},
		{`recipe "r?": id: `, func(s *recipe.Set, bad string) { s.Recipes[0].ID += bad }, false},
		{"recipe r: name: ", func(s *recipe.Set, bad string) { s.Recipes[0].Name += bad }, false},
		{"recipe r: owner: ", func(s *recipe.Set, bad string) { s.Recipes[0].Owner += bad }, false},
		{"recipe r: trigger.topics[0]: ", func(s *recipe.Set, bad string) { s.Recipes[0].Trigger.Topics[0] += bad }, false},
		{"recipe r: filter.saved: ", func(s *recipe.Set, bad string) { s.Recipes[0].Filter.Saved += bad }, false},
		{"recipe r: hours.calendar: ", func(s *recipe.Set, bad string) { s.Recipes[0].Hours.Calendar += bad }, false},
		{"recipe r: hours.when: ", func(s *recipe.Set, bad string) { s.Recipes[0].Hours.When += recipe.When(bad) }, false},
		{"recipe r: actions[0].do: ", func(s *recipe.Set, bad string) { s.Recipes[0].Actions[0].Do += bad }, false},
		{"recipe r: actions[0].with.users[0]: ", spoilt(0, 0), false},
		{"recipe r: actions[1].with.teams[0]: ", spoilt(0, 1), false},
		{"recipe r: actions[2].with.tags[0]: ", spoilt(0, 2), false},
		{"recipe s: trigger.on: ", func(s *recipe.Set, bad string) { s.Recipes[1].Trigger.On[0] += bad }, false},
		{"recipe s: trigger.tag: ", func(s *recipe.Set, bad string) { s.Recipes[1].Trigger.Tag[0] += bad }, false},
		{"recipe s: filter.all[0].field: ", func(s *recipe.Set, bad string) { s.Recipes[1].Filter.Tree.All[0].Field += bad }, false},
		{"recipe s: filter.all[0].op: ", func(s *recipe.Set, bad string) { s.Recipes[1].Filter.Tree.All[0].Op += bad }, false},
		{"recipe s: filter.all[0].values[0]: ", func(s *recipe.Set, bad string) { s.Recipes[1].Filter.Tree.All[0].Values[0] = "v" + bad }, true},
		{"recipe s: actions[0].with.message: ", spoilt(1, 0), true},
		{"recipe s: actions[0].id: ", func(s *recipe.Set, bad string) { s.Recipes[1].Actions[0].ID = "a" + bad }, false},
		{"recipe s: actions[0].on_error: ", func(s *recipe.Set, bad string) { s.Recipes[1].Actions[0].OnError += action.OnError(bad) }, false},
		{"recipe p: trigger.poll.source: ", func(s *recipe.Set, bad string) { s.Recipes[2].Trigger.Poll.Source += bad }, false},
		{"recipe p: trigger.poll.each: ", func(s *recipe.Set, bad string) { s.Recipes[2].Trigger.Poll.Each += bad }, false},
		{"recipe p: trigger.poll.key: ", func(s *recipe.Set, bad string) { s.Recipes[2].Trigger.Poll.Key += bad }, false},
		{`recipe p: trigger.poll.set["local.a?"]: `, func(s *recipe.Set, bad string) {
			s.Recipes[2].Trigger.Poll.Set = map[string]string{"local.a" + bad: ""}
		}, false},
		{"recipe p: trigger.poll.set.local.a: ", func(s *recipe.Set, bad string) { s.Recipes[2].Trigger.Poll.Set["local.a"] += bad }, true},
		{"recipe p: actions[0].with.channel: ", spoilt(2, 0), false},
	} {
		for _, bad := range []string{"\x00", "\n", "\t", "\x1f", "\x7f", "\u0085"} {
			path := strings.ReplaceAll(tt.path, "?", strings.Trim(strconv.Quote(bad), `"`))
			s := everyName()
			tt.spoil(&s, bad)
			var found []string
			for _, f := range recipe.Faults(k.Engine.Check(s)) {
				if line, ok := strings.CutPrefix(f.Error(), path); ok && (line == name || line == text || line == "holds a line break" || strings.HasPrefix(line, "holds the control character")) {
					found = append(found, line)
				}
			}
			if tt.lines && bad != "\x00" {
				require.Empty(t, found, "%s %q", path, bad)
				continue
			}
			require.Len(t, found, 1, "%s %q: %v", path, bad, k.Engine.Check(s))
		}
	}
}

// spoilt spoils the u of an action's config.
func spoilt(recipeAt, actionAt int) func(s *recipe.Set, bad string) {
	return func(s *recipe.Set, bad string) {
		a := &s.Recipes[recipeAt].Actions[actionAt]
		text, err := json.Marshal("u" + bad)
		if err != nil {
			panic(err)
		}
		a.With = json.RawMessage(strings.ReplaceAll(string(a.With), `"u"`, string(text)))
	}
}
