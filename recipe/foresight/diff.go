package foresight

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
)

// Diff returns the difference between two sets: a line for each recipe of the new one in its order, then those that were removed.
// A recipe that is the same in every member but its ID has no line. Recipes are paired by ID, and the rest by being the same
// but for the ID. The sets are read as an engine's Load does: the error has the faults of the first that has some.
func (h Host) Diff(before, after recipe.Set) ([]Difference, error) {
	was, err := h.open(before)
	if err != nil {
		return nil, err
	}
	now, err := h.open(after)
	if err != nil {
		return nil, err
	}
	now.share(was)
	d := &differ{was: was, now: now, partner: partners(before, after)}
	var all []Difference
	for i := range after.Recipes {
		if one, ok := d.recipe(i); ok {
			all = append(all, one)
		}
	}
	for j, r := range before.Recipes {
		if !slices.Contains(d.partner, j) {
			one := Difference{Recipe: r.ID, Change: Removed}
			one.Witness.NoLongerRuns = d.any(was, j)
			all = append(all, one)
		}
	}
	return all, nil
}

// Check returns the faults for which an engine's Load would refuse the set, each a [recipe.Fault]; nil when there are none.
func (h Host) Check(set recipe.Set) error {
	_, err := h.open(set)
	return err
}

// share makes the rules of b use the hours of another bench where the calendars are the same, so that they compare as equal.
func (b *bench) share(other *bench) {
	for name, calendar := range b.set.Calendars {
		for theirs, c := range other.set.Calendars {
			if reflect.DeepEqual(calendar, c) {
				b.hours[name] = other.hours[theirs]
			}
		}
	}
	for i, r := range b.set.Recipes {
		b.rules[i] = b.rule(r, b.programs[i])
	}
}

// partners returns for each recipe of the new set the place of its partner in the old one; -1 for none.
func partners(before, after recipe.Set) []int {
	places := make(map[string]int)
	for j, r := range before.Recipes {
		places[r.ID] = j
	}
	partner := make([]int, len(after.Recipes))
	taken := make([]bool, len(before.Recipes))
	for i, r := range after.Recipes {
		j, ok := places[r.ID]
		if partner[i] = -1; ok {
			partner[i], taken[j] = j, true
		}
	}
	forms := make(map[string][]int)
	for j, r := range before.Recipes {
		if !taken[j] {
			forms[nameless(r)] = append(forms[nameless(r)], j)
		}
	}
	for i, r := range after.Recipes {
		if form := nameless(r); partner[i] < 0 && len(forms[form]) > 0 {
			partner[i], forms[form] = forms[form][0], forms[form][1:]
		}
	}
	return partner
}

// nameless returns a text that two recipes share when they are the same in every member but the ID.
func nameless(r recipe.Recipe) string {
	r.ID = ""
	r.Actions = slices.Clone(r.Actions)
	for i := range r.Actions {
		r.Actions[i].With = canonical(r.Actions[i].With)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	return string(text)
}

// differ compares the recipes of two sets.
type differ struct {
	was, now *bench
	partner  []int // of each recipe of the new set
}

// any returns an event on which a recipe runs; nil when none was found.
func (d *differ) any(b *bench, i int) *event {
	answer := b.judge.Find(judge.Ask{Runs: b.rules[i : i+1], Accept: b.allRun(i)})
	if answer.Verdict != judge.Found {
		return nil
	}
	return &answer.Event
}

// recipe compares one recipe of the new set; ok is false when it is the same in every member but the ID.
func (d *differ) recipe(i int) (out Difference, ok bool) {
	r := d.now.set.Recipes[i]
	j := d.partner[i]
	out = Difference{Recipe: r.ID, Change: Equal}
	if j < 0 {
		out.Change = Added
		out.Witness.NowRuns = d.any(d.now, i)
		return out, true
	}
	old := d.was.set.Recipes[j]
	if old.ID != r.ID {
		out.Was = old.ID
	}
	parts := d.parts(i, j)
	d.decide(&out, parts, i, j)
	moved := d.order(&out, i, j)
	if !moved && len(out.What) == 0 && nameless(old) == nameless(r) {
		return out, false
	}
	return out, true
}
