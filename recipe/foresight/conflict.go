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
	writers := make(map[string][]int) // by thing: the classes that set it
	writes := make([][]write, len(l.members))
	for c := range l.members {
		writes[c] = l.writes(l.first(c))
		for _, w := range writes[c] {
			if list := writers[w.thing]; len(list) == 0 || list[len(list)-1] != c {
				writers[w.thing] = append(list, c)
			}
		}
	}
	all := make([][]conflict, len(l.members))
	for c := range l.members {
		all[c] = l.conflicts(c, writers, writes)
	}
	for j, c := range l.of {
		if c >= 0 && len(all[c]) > 0 {
			l.reportConflicts(j, all[c])
		}
	}
}

// conflict is a class of recipes that set a thing differently from a later recipe.
type conflict struct {
	class   int
	found   write // of the first recipe
	witness event
}

// conflicts returns the classes with recipes before one of the class that set something differently, in the order of their first
// recipes: one more than may be listed, if there are so many.
func (l *linter) conflicts(c int, writers map[string][]int, writes [][]write) []conflict {
	var candidates []int
	for _, w := range writes[c] {
		candidates = append(candidates, writers[w.thing]...)
	}
	slices.Sort(candidates)
	var all []conflict
	for _, d := range slices.Compact(candidates) {
		last := l.members[c][len(l.members[c])-1]
		if len(all) > mostListed || l.first(d) >= last {
			break
		}
		if found, ok := l.conflict(l.first(d), last, writes[d], writes[c]); ok {
			found.class = d
			all = append(all, found)
		}
	}
	return all
}

// reportConflicts adds the findings about recipes before one that set something differently.
func (l *linter) reportConflicts(j int, all []conflict) {
	of := make([]int, len(all))
	for k, one := range all {
		of[k] = one.class
	}
	others := l.listed(of, j)
	for n, i := range others[:min(len(others), mostListed)] {
		one := all[slices.Index(of, l.of[i])]
		message := fmt.Sprintf("for one event it sets the %s of an item, and another recipe sets it differently", one.found.thing)
		if n == mostListed-1 && len(others) > mostListed {
			message = fmt.Sprintf("%s; only %d recipes are listed for %s", message, mostListed, l.set.Recipes[j].ID)
		}
		l.add(ConflictingWrites, fault.Index("actions", one.found.place), message, i, j).witness(one.witness)
	}
}

// conflict looks for an event for which two actions of two recipes set one thing of one item differently.
func (l *linter) conflict(i, j int, first, second []write) (conflict, bool) {
	var pairs [][2]write
	for _, a := range first {
		for _, b := range second {
			if a.thing == b.thing && a.value != b.value {
				pairs = append(pairs, [2]write{a, b})
			}
		}
	}
	if len(pairs) == 0 || !l.meet(i, j) {
		return conflict{}, false
	}
	var found write
	answer := l.judge.Find(judge.Ask{
		Runs: []*judge.Rule{l.rules[i], l.rules[j]},
		Accept: func(ev trigger.Event) bool {
			d := l.explained(ev, i, j)
			for _, pair := range pairs {
				a, b := planned(d[0], pair[0].place), planned(d[1], pair[1].place)
				if a != (trigger.Ref{}) && a == b {
					found = pair[0]
					return true
				}
			}
			return false
		},
	})
	return conflict{found: found, witness: answer.Event}, answer.Verdict == judge.Found
}

// planned returns the item of the action that would be carried out; zero when it would not.
func planned(d recipe.Decision, place int) trigger.Ref {
	if place >= len(d.Actions) || d.Actions[place].Outcome != recipe.Planned {
		return trigger.Ref{}
	}
	return d.Actions[place].Item
}
