package recipe_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// simEdit is the set as an administrator has edited it: with other names, texts and places or not, and with a recipe or
// an action that is switched off.
type simEdit struct {
	edited bool
	recipe string // the one that is switched off; empty is none
	how    string // recipe_disabled, recipe_removed or action_removed
	action int    // of action_removed
}

// off returns the reason why the set does not run an action, or "".
func (s simEdit) off(task simTask) string {
	if s.recipe == "" || s.recipe != task.recipe || s.how == "action_removed" && s.action != task.action {
		return ""
	}
	return s.how
}

// switchesOff reports whether an engine that had the other set learns that something is switched off.
func (s simEdit) switchesOff(was simEdit) bool {
	same := was.recipe == s.recipe
	switch s.how {
	case "recipe_disabled":
		return !same || was.how == "action_removed"
	case "recipe_removed":
		return !same || was.how != "recipe_removed"
	case "action_removed":
		return !same || was.how == "recipe_disabled" || was.how == "action_removed" && was.action != s.action
	}
	return false
}

// runs reports whether the set has the recipe and runs it.
func (s simEdit) runs(recipe string) bool { return s.recipe != recipe || s.how == "action_removed" }

// remembers returns those of the signals that are remembered when the event is applied: what recipes bring about is not, and
// only what some recipe asks for.
func (s simEdit) remembers(ev *simEvent, signals []string) (all []string) {
	for _, r := range simRecipes {
		for i, a := range r.actions {
			if !ev.caused() && s.off(simTask{recipe: r.id, action: i}) == "" {
				all = append(all, a.unless...)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(signals), func(signal string) bool { return !slices.Contains(all, signal) })
}

// order returns the recipes as the set has them.
func (s simEdit) order() []simRecipe {
	if !s.edited {
		return simRecipes
	}
	recipes := slices.Clone(simRecipes)
	slices.Reverse(recipes)
	return recipes
}

func (s simEdit) String() string {
	return fmt.Sprintf("edited %v, %s %s %d", s.edited, s.how, s.recipe, s.action)
}

// set returns what an engine loads; both are the sets without and with edited texts, which those recipes have that the world
// knows.
func (s simEdit) set(both [2]recipe.Set, known []string) recipe.Set {
	set := both[0]
	if s.recipe == "" && !s.edited {
		return set
	}
	set.Recipes = slices.Clone(set.Recipes)
	if s.edited {
		slices.Reverse(set.Recipes)
		for i, r := range both[1].Recipes {
			if slices.Contains(known, r.ID) {
				set.Recipes[i] = r
			}
		}
	}
	if s.recipe == "" {
		return set
	}
	i := slices.IndexFunc(set.Recipes, func(r recipe.Recipe) bool { return r.ID == s.recipe })
	switch r := &set.Recipes[i]; s.how {
	case "recipe_disabled":
		r.Enabled = false
	case "recipe_removed":
		set.Recipes = slices.Delete(set.Recipes, i, i+1)
	case "action_removed":
		do := simRecipeByID(s.recipe).actions[s.action].do
		r.Actions = slices.DeleteFunc(slices.Clone(r.Actions), func(a action.Action) bool { return a.Do == do })
	}
	return set
}

// simSet writes the recipes as the document that an engine loads. Edited, they have other names, texts and places, and what
// counts from the last event says so.
func simSet(edited bool) string {
	var all []string
	name := "%s"
	if edited {
		name = "The new %s"
	}
	for _, r := range (simEdit{edited: edited}).order() {
		doc := map[string]any{
			"id": r.id, "name": fmt.Sprintf(name, r.id), "enabled": true, "stop": r.stop,
			"filter": fmt.Sprintf("'%s' in mention.tags", r.id),
		}
		on := map[string]any{"on": "new_item"}
		if r.tagged {
			on["on"], on["tag"] = "case_tag_added", r.id
			delete(doc, "filter")
		}
		if r.loud {
			on["by"] = []string{"customer", "agent", "recipe"}
		}
		if on["all_topics"] = true; r.topic != "" {
			delete(on, "all_topics")
			on["topics"] = []string{r.topic}
		}
		if r.hours != "" {
			doc["hours"] = map[string]any{"calendar": "desk", "when": r.hours}
		}
		var actions []map[string]any
		for _, a := range r.actions {
			actions = append(actions, a.document(edited))
		}
		doc["trigger"], doc["actions"] = on, actions
		text, _ := json.Marshal(doc)
		all = append(all, string(text))
	}
	return fmt.Sprintf(`{"format":1,"calendars":{"desk":%s},"recipes":[%s]}`, simDesk(), strings.Join(all, ","))
}

func (a *simAction) document(edited bool) map[string]any {
	with := a.with
	if edited {
		with = strings.Replace(with, `"hi"`, `"hello"`, 1)
	}
	doc := map[string]any{"do": a.do, "with": json.RawMessage(with)}
	set := func(name string, value any, is bool) {
		if is {
			doc[name] = value
		}
	}
	set("after", a.after.String(), a.after != 0)
	set("at", "{{ case.fields.due }}", a.at)
	set("in", "desk", a.in)
	set("from", "last", a.waits() && !a.first && edited)
	set("from", "first", a.first)
	set("unless", a.unless, len(a.unless) > 0)
	set("hours", map[string]any{"calendar": "desk", "when": a.hours}, a.hours != "")
	set("on_error", "stop", a.stop)
	if a.limit != nil {
		doc["limit"] = map[string]any{"times": a.limit.times, "every": a.limit.every.String(), "per": a.limit.per}
	}
	return doc
}

// simOpenings are when the desk is open on each day, in UTC: minutes of the day.
var simOpenings = [][2]int{
	{600, 604}, {609, 613}, {621, 625}, {640, 645}, {660, 664}, {669, 673}, {681, 685}, {700, 705}, {720, 724}, {729, 733}, {780, 1200},
}

func simDesk() string {
	var spans, days []string
	for _, o := range simOpenings {
		spans = append(spans, fmt.Sprintf(`"%02d:%02d-%02d:%02d"`, o[0]/60, o[0]%60, o[1]/60, o[1]%60))
	}
	for day := range 7 {
		days = append(days, fmt.Sprintf(`%q:[%s]`, strings.ToLower(time.Weekday(day).String()), strings.Join(spans, ",")))
	}
	return fmt.Sprintf(`{"zone":"UTC","week":{%s}}`, strings.Join(days, ","))
}

// simHolds reports whether the hours hold at the instant.
func simHolds(hours string, at time.Time) bool {
	at = at.UTC()
	second := at.Hour()*3600 + at.Minute()*60 + at.Second()
	open := slices.ContainsFunc(simOpenings, func(o [2]int) bool { return o[0]*60 <= second && second < o[1]*60 })
	return hours == "" || open == (hours == "during")
}

// simHeld reports whether the hours hold at some instant from one to another.
func simHeld(hours string, from, to time.Time) bool {
	if simHolds(hours, from) || simHolds(hours, to) || to.Sub(from) > 24*time.Hour {
		return true
	}
	for _, o := range simOpenings { // else they begin to hold in between, where an opening begins or ends
		for _, edge := range o {
			at := from.UTC().Truncate(24 * time.Hour).Add(time.Duration(edge) * time.Minute)
			if at.Before(from) {
				at = at.Add(24 * time.Hour)
			}
			if !at.After(to) && simHolds(hours, at) {
				return true
			}
		}
	}
	return false
}

// simAddOpen returns the first instant before which the desk was open for so long since.
func simAddOpen(at time.Time, d time.Duration) time.Time {
	for ; d > 0; at = at.Add(time.Second) {
		if simHolds("during", at) {
			d -= time.Second
		}
	}
	return at
}
