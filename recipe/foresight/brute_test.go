package foresight_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// brute is what all events of the small world say about a set.
type brute struct {
	set   recipe.Set
	runs  [][]bool                  // by recipe and event: trigger, filter let it run
	takes [][]bool                  // by recipe and event: its trigger takes it
	does  [][][]recipe.ActionReport // by recipe and event
}

func newBrute(t testing.TB, set recipe.Set, events []trigger.Event) *brute {
	b := &brute{set: set}
	var hs action.Handlers
	action.HandleAll(&hs, nil)
	e := recipe.Engine{Handlers: &hs, Statuses: smallHost.World.Statuses, Kinds: smallHost.World.Kinds, Now: func() time.Time { return noon }}
	open := set
	open.Recipes = slices.Clone(set.Recipes)
	for i := range open.Recipes {
		open.Recipes[i].Stop = false
	}
	require.NoError(t, e.Load(open))
	n := len(set.Recipes)
	b.runs, b.takes, b.does = make([][]bool, n), make([][]bool, n), make([][][]recipe.ActionReport, n)
	for i := range n {
		b.runs[i], b.takes[i], b.does[i] = make([]bool, len(events)), make([]bool, len(events)), make([][]recipe.ActionReport, len(events))
	}
	place := make(map[string]int)
	for i, r := range set.Recipes {
		place[r.ID] = i
		for j, ev := range events {
			b.takes[i][j] = r.Trigger.Matches(ev)
		}
	}
	for j, ev := range events {
		if !slices.ContainsFunc(b.takes, func(takes []bool) bool { return takes[j] }) {
			continue // it starts none
		}
		for _, d := range e.Plan(ev) {
			i := place[d.Recipe]
			b.runs[i][j], b.does[i][j] = d.Run != "", d.Actions
		}
	}
	return b
}

// every and some ask about the events on which one recipe runs.
func (b *brute) every(i int, holds func(j int) bool) bool {
	for j, runs := range b.runs[i] {
		if runs && !holds(j) {
			return false
		}
	}
	return true
}

func (b *brute) never(i int) bool { return b.every(i, func(int) bool { return false }) }

func (b *brute) implies(i, k int) bool { return b.every(i, func(j int) bool { return b.runs[k][j] }) }

// acts returns the recipe's actions without their IDs, sorted.
func (b *brute) acts(i int) []string {
	var all []string
	for _, a := range b.set.Recipes[i].Actions {
		all = append(all, a.Do+" "+string(a.With)+" "+a.After.String())
	}
	slices.Sort(all)
	return all
}

func (b *brute) subset(i, k int) bool {
	return !slices.ContainsFunc(b.acts(i), func(a string) bool { return !slices.Contains(b.acts(k), a) })
}

// findings returns the findings that are true, each as "rule recipes".
func (b *brute) findings() []string {
	var all []string
	add := func(rule foresight.Rule, ids ...int) {
		text := string(rule)
		for _, i := range ids {
			text += " " + b.set.Recipes[i].ID
		}
		all = append(all, text)
	}
	for i, r := range b.set.Recipes {
		if b.never(i) {
			add(foresight.NeverMatches, i)
			continue
		}
		if !r.Filter.IsZero() && !slices.ContainsFunc(makeRange(len(b.takes[i])), func(j int) bool { return b.takes[i][j] && !b.runs[i][j] }) {
			add(foresight.AlwaysMatches, i)
		}
		b.contained(i, add)
		b.stopped(i, add)
		for k := range i {
			if !b.never(k) && b.conflict(k, i) {
				add(foresight.ConflictingWrites, k, i)
			}
		}
	}
	slices.Sort(all)
	return all
}

func makeRange(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// stops reports whether, for an event, a recipe with stop before the given one runs.
func (b *brute) stops(before, j int, among []int) bool {
	return slices.ContainsFunc(among, func(k int) bool { return k < before && b.set.Recipes[k].Stop && b.runs[k][j] })
}

// contained adds duplicates, and recipes that are subsumed. All of them run for one event: with no stop between them.
func (b *brute) contained(i int, add func(foresight.Rule, ...int)) {
	same, larger := []int{i}, []int{i}
	for k := range b.set.Recipes {
		if k == i || b.never(k) || !b.subset(i, k) || !b.implies(i, k) {
			continue
		}
		alike := slices.Equal(b.acts(i), b.acts(k))
		switch {
		case alike && b.implies(k, i):
			if k < i {
				same = append(same, k)
			}
		default:
			larger = append(larger, k)
		}
	}
	together := func(list []int) bool {
		for j := range b.runs[i] {
			ok := b.runs[i][j]
			for _, k := range list {
				ok = ok && b.runs[k][j] && !b.stops(k, j, list)
			}
			if ok {
				return true
			}
		}
		return false
	}
	if len(same) > 1 && together(same) {
		add(foresight.Duplicate, same...)
	}
	if len(larger) > 1 && !b.set.Recipes[i].Stop && together(larger) {
		add(foresight.Subsumed, larger...)
	}
}

func (b *brute) stopped(i int, add func(foresight.Rule, ...int)) {
	covered := func(by []int) bool { return b.every(i, func(j int) bool { return b.stops(i, j, by) }) }
	by := makeRange(i)
	if !covered(by) {
		return
	}
	for k := len(by) - 1; k >= 0; k-- {
		if rest := slices.Delete(slices.Clone(by), k, k+1); covered(rest) {
			by = rest
		}
	}
	add(foresight.ShadowedByStop, append([]int{i}, by...)...)
}

// conflict reports whether there is an event for which both recipes set one thing differently.
func (b *brute) conflict(k, i int) bool {
	for j := range b.runs[i] {
		if !b.runs[i][j] || !b.runs[k][j] || b.stops(i, j, []int{k}) {
			continue
		}
		for _, x := range b.does[k][j] {
			for _, y := range b.does[i][j] {
				if x.Outcome == recipe.Planned && y.Outcome == recipe.Planned && x.Item == y.Item && differ(x, y) {
					return true
				}
			}
		}
	}
	return false
}

func differ(x, y recipe.ActionReport) bool {
	thing := func(a recipe.ActionReport) (string, string) {
		var with struct {
			Tags          []string
			Status, Value string
		}
		_ = json.Unmarshal(a.With, &with)
		switch a.Do {
		case "add_tags", "remove_tags":
			return "tag " + with.Tags[0], a.Do
		case "set_status":
			return "status", with.Status
		case "set_field":
			return "plan", with.Value
		}
		return "", ""
	}
	a, v := thing(x)
	b, w := thing(y)
	return a != "" && a == b && v != w
}

func describe(set recipe.Set) string {
	text, err := json.MarshalIndent(set, "", " ")
	return fmt.Sprint(string(text), err)
}
