package foresight

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
)

// The parts of a recipe that may differ.
const (
	partTrigger = "trigger"
	partFilter  = "filter"
	partHours   = "hours"
	partActions = "actions"
	partEnabled = "enabled"
	partShadow  = "shadow"
	partStop    = "stop"
	partOrder   = "order"
	partText    = "text"
)

// parts returns the parts of two recipes that are written differently, content of saved filters and calendars included.
func (d *differ) parts(i, j int) []string {
	now, was := d.now.set.Recipes[i], d.was.set.Recipes[j]
	var all []string
	add := func(part string, differ bool) {
		if differ {
			all = append(all, part)
		}
	}
	add(partTrigger, document(now.Trigger) != document(was.Trigger) || calendarOf(d.now, now) != calendarOf(d.was, was))
	add(partFilter, document(now.Filter) != document(was.Filter) || d.now.programs[i].String() != d.was.programs[j].String())
	a, b := d.now.rules[i], d.was.rules[j]
	add(partHours, a.Hours != b.Hours || a.Outside != b.Outside)
	add(partActions, !slices.Equal(identified(now), identified(was)))
	add(partEnabled, now.Enabled != was.Enabled)
	add(partShadow, now.Shadow != was.Shadow)
	add(partStop, now.Stop != was.Stop)
	add(partText, now.Name != was.Name || now.Owner != was.Owner)
	return all
}

// calendarOf returns the content of the calendar of a recipe's schedule.
func calendarOf(b *bench, r recipe.Recipe) string {
	return document(b.set.Calendars[r.Trigger.Calendar])
}

// document returns the JSON of a part.
func document(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// identified returns what the recipe's actions do, in order, each with its ID or kind.
func identified(r recipe.Recipe) []string {
	all := make([]string, len(r.Actions))
	for i, a := range r.Actions {
		all[i] = cmp.Or(a.ID, a.Do) + " " + meaning(a)
	}
	return all
}

// normal returns a text that two filters share when they are written alike, as text or as a tree.
func normal(t *judge.Test) string {
	switch {
	case t == nil:
		return "true"
	case t.Join == matching.Leaf && t.Negated:
		return "not (" + strings.Replace(t.Text, " != ", " == ", 1) + ")"
	case t.Join == matching.Leaf:
		return t.Text
	case t.Join == matching.Not:
		return "not (" + normal(t.Parts[0]) + ")"
	case t.Join == matching.And:
		return "(" + normal(t.Parts[0]) + " and " + normal(t.Parts[1]) + ")"
	}
	return "(" + normal(t.Parts[0]) + " or " + normal(t.Parts[1]) + ")"
}

// active reports whether the recipe decides and acts.
func active(r recipe.Recipe) bool { return r.Enabled && !r.Shadow }

// sameCalendars reports whether the actions wait, repeat and are put off in calendars of the same content.
func (d *differ) sameCalendars(i, j int) bool {
	now, was := d.now.set.Recipes[i], d.was.set.Recipes[j]
	if len(now.Actions) != len(was.Actions) {
		return true // the actions themselves differ
	}
	for k := range now.Actions {
		if !reflect.DeepEqual(d.calendarsOf(now.Actions[k], d.now), d.calendarsOf(was.Actions[k], d.was)) {
			return false
		}
	}
	return true
}

func (d *differ) calendarsOf(a action.Action, b *bench) []string {
	all := []string{document(b.set.Calendars[a.In])}
	if a.Hours != nil {
		all = append(all, document(b.set.Calendars[a.Hours.Calendar]))
	}
	return all
}
