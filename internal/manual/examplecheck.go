package main

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// checkExample returns the faults of an example, which it completes to a set first: an example is a set, a recipe's
// trigger, a condition of a tree, an action, a calendar, some members of a recipe, an expression, or a text with {{ }}.
func checkExample(example string) error {
	set, err := exampleSet(example)
	if err != nil {
		return err
	}
	return check(set)
}

// check checks a set for a host that has everything the set names.
func check(set recipe.Set) error {
	e := recipe.Engine{Handlers: handlers, Sources: recipe.Sources{}, ItemSources: recipe.ItemSources{}}
	for _, r := range set.Recipes {
		if name := r.Trigger.Schedule.Each; name != "" {
			e.ItemSources[name] = func(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] { return nil }
		}
		if p := r.Trigger.Poll; p != nil {
			e.Sources[p.Source] = noSource
			if p.Lookup != nil {
				e.Sources[p.Lookup.Source] = noSource
			}
		}
	}
	return e.Check(set)
}

func noSource(context.Context, recipe.Fetch) ([]byte, error) {
	return nil, errors.New("no such source")
}

// The context of an example: a trigger whose events may have everything, one for new items, an action that goes with
// every trigger, and one whose output later texts read.
const (
	anyTrigger = `{"on":["new_item","case_updated"],"all_topics":true}`
	arrival    = `{"on":"new_item","all_topics":true}`
	anAction   = `{"do":"slack","with":{"channel":"#support","text":"Have a look."}}`
	opened     = `{"id":"opened","do":"ticket","with":{"name":"Look","owner":"ada"}}`
)

// exampleSet completes an example to a set.
func exampleSet(example string) (recipe.Set, error) {
	var m map[string]json.RawMessage
	if strings.HasPrefix(example, "{") && !strings.HasPrefix(example, "{{") {
		if err := json.Unmarshal([]byte(example), &m); err != nil {
			return recipe.Set{}, err
		}
	}
	switch {
	case hasMember(m, "recipes", "format", "calendars", "filters", "availability"):
		for name, usual := range map[string]string{"recipes": "[]", "format": "1"} {
			if m[name] == nil {
				m[name] = json.RawMessage(usual)
			}
		}
		return decode(m)
	case hasMember(m, "week"):
		return decode(map[string]json.RawMessage{"format": json.RawMessage("1"), "recipes": json.RawMessage("[]"),
			"calendars": json.RawMessage(`{"office":` + example + "}")})
	}
	r, err := exampleRecipe(example, m)
	if err != nil {
		return recipe.Set{}, err
	}
	list, err := json.Marshal([]any{r})
	if err != nil {
		return recipe.Set{}, err
	}
	set, err := decode(map[string]json.RawMessage{"format": json.RawMessage("1"), "recipes": list})
	set.Calendars = map[string]schedule.Calendar{"office": {Zone: "Europe/Brussels", Week: map[string][]string{"monday": {"09:00-17:00"}}}}
	set.Filters = map[string]filter.Filter{"urgent": {Text: "case.priority >= 'high'"}}
	return set, err
}

// exampleRecipe completes an example to a recipe; m holds its members when it is an object.
func exampleRecipe(example string, m map[string]json.RawMessage) (map[string]json.RawMessage, error) {
	r := map[string]json.RawMessage{
		"id": json.RawMessage(`"example"`), "name": json.RawMessage(`"Example"`), "enabled": json.RawMessage("true"),
		"trigger": json.RawMessage(anyTrigger), "actions": json.RawMessage("[" + anAction + "]"),
	}
	switch {
	case strings.HasPrefix(example, "{{"):
		text, err := json.Marshal(map[string]any{"do": "slack", "with": map[string]string{"channel": "#support", "text": example}})
		r["actions"] = json.RawMessage("[" + opened + "," + string(text) + "]")
		return r, err
	case m == nil:
		text, err := json.Marshal(example)
		r["filter"] = text
		return r, err
	case hasMember(m, "do"):
		r["actions"] = json.RawMessage("[" + example + "]")
		if string(m["do"]) == `"remove"` {
			r["trigger"] = json.RawMessage(arrival)
		}
	case hasMember(m, "on"):
		r["trigger"] = json.RawMessage(example)
	case hasMember(m, "field", "all", "any", "not"):
		r["filter"] = json.RawMessage(example)
	default:
		maps.Copy(r, m)
	}
	return r, nil
}

// hasMember reports whether an object has one of the members.
func hasMember(m map[string]json.RawMessage, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return m[name] != nil })
}

func decode(set map[string]json.RawMessage) (recipe.Set, error) {
	data, err := json.Marshal(set)
	if err != nil {
		return recipe.Set{}, err
	}
	return recipe.Decode(data)
}

// allowedTriggers returns the triggers that an action goes with.
func allowedTriggers(allowed func(trigger.Trigger) error) []string {
	var all []string
	for _, on := range trigger.Names() {
		t := trigger.Trigger{On: trigger.List[string]{on}}
		if on == trigger.OnSchedule {
			t.Schedule.Each = "open-cases"
		}
		if allowed(t) == nil {
			all = append(all, on)
		}
	}
	return all
}
