package foresight

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// write is one thing of an item that an action sets at once.
type write struct {
	thing string // "status", "priority", "tag vip"
	value string
	place int // of the action in its recipe
}

// writes returns what the recipe's actions set at once, as far as it is known without an event.
func (l *linter) writes(i int) []write {
	var all []write
	for j, a := range l.set.Recipes[i].Actions {
		if !atOnce(a) {
			continue
		}
		for _, w := range l.writesOf(l.config(a)) {
			if w.place = j; !strings.Contains(w.thing+w.value, "{{") { // else it is known with an event alone
				all = append(all, w)
			}
		}
	}
	return all
}

// writesOf returns what an action sets.
func (l *linter) writesOf(c action.Config) []write {
	switch c := c.(type) {
	case action.SetStatus:
		return []write{{thing: "status", value: string(c.Status)}}
	case action.Resolve:
		return []write{{thing: "status", value: string(l.host.World.FirstOfClass(trigger.Resolved))}}
	case action.Edit:
		return []write{{thing: string(c.Property), value: c.Value}}
	case action.SetField:
		value, _ := json.Marshal(c.Value)
		return []write{{thing: c.Field, value: string(value)}}
	case action.Assign:
		return []write{{thing: "assignment", value: fmt.Sprintf("%q %q", slices.Sorted(slices.Values(c.Users)), slices.Sorted(slices.Values(c.Teams)))}}
	case action.Unassign:
		return []write{{thing: "assignment", value: "nobody"}}
	case action.AddTags:
		return tagWrites(c.Tags, "on")
	case action.RemoveTags:
		return tagWrites(c.Tags, "off")
	}
	return nil
}

func tagWrites(tags []string, value string) []write {
	var all []write
	for _, tag := range tags {
		all = append(all, write{thing: "tag " + tag, value: value})
	}
	return all
}

// conflictingWrites finds two recipes that set one thing of one item differently for one event.
func (l *linter) conflictingWrites() {
	writers := make(map[string][]int) // by thing: the recipes that set it
	writes := make([][]write, len(l.set.Recipes))
	for i := range l.set.Recipes {
		if len(l.acts[i]) == 0 {
			continue
		}
		writes[i] = l.writes(i)
		for _, w := range writes[i] {
			if list := writers[w.thing]; len(list) == 0 || list[len(list)-1] != i {
				writers[w.thing] = append(list, i)
			}
		}
	}
	for j := range l.set.Recipes {
		var seen []int
		for _, w := range writes[j] {
			for _, i := range writers[w.thing] {
				if i >= j || slices.Contains(seen, i) || !l.meet(i, j) {
					continue
				}
				seen = append(seen, i)
				l.conflict(i, j, writes[i], writes[j])
			}
		}
	}
}

// conflict looks for an event for which two actions of two recipes set one thing of one item differently.
func (l *linter) conflict(i, j int, first, second []write) {
	var pairs [][2]write
	for _, a := range first {
		for _, b := range second {
			if a.thing == b.thing && a.value != b.value {
				pairs = append(pairs, [2]write{a, b})
			}
		}
	}
	if len(pairs) == 0 {
		return
	}
	var found [2]write
	answer := l.judge.Find(judge.Ask{
		Runs: []*judge.Rule{l.rules[i], l.rules[j]},
		Accept: func(ev trigger.Event) bool {
			d := l.explained(ev, i, j)
			for _, pair := range pairs {
				a, b := planned(d[0], pair[0].place), planned(d[1], pair[1].place)
				if a != (trigger.Ref{}) && a == b {
					found = pair
					return true
				}
			}
			return false
		},
	})
	if answer.Verdict == judge.Found {
		at := fault.Index("actions", found[0].place)
		l.add(ConflictingWrites, at, fmt.Sprintf("for one event it sets the %s of an item, and another recipe sets it differently", found[0].thing), i, j).witness(answer.Event)
	}
}

// planned returns the item of the action that would be carried out; zero when it would not.
func planned(d recipe.Decision, place int) trigger.Ref {
	if place >= len(d.Actions) || d.Actions[place].Outcome != recipe.Planned {
		return trigger.Ref{}
	}
	return d.Actions[place].Item
}
