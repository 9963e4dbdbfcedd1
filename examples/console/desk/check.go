package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
)

// MaxSet is the length of the longest set, in bytes.
const MaxSet = 10 << 20

// The largest set whose likely mistakes are looked for, which compares recipes with each other.
const (
	lintMost    = 300     // recipes
	lintLongest = 1 << 20 // bytes
)

// checked is the answer to "POST check".
type checked struct {
	Faults   []place `json:"faults"`
	Warnings []place `json:"warnings"`
	Describe string  `json:"describe"`
	Text     string  `json:"text"` // the filter as an expression
	treeView
	Hours *week `json:"hours"` // nil when it runs at any time
}

// check answers the faults of a draft. A draft with faults is no error.
func (d *Desk) check(c *call) (any, error) {
	b, err := body[struct {
		Recipe  json.RawMessage `json:"recipe"`
		Set     json.RawMessage `json:"set"`
		Text    *string         `json:"text"`     // a recipe as it is typed
		SetText *string         `json:"set_text"` // a set as it is typed
	}](c)
	if err != nil {
		return nil, err
	}
	if err := exactlyOne("check", "recipe, set, text or set_text", given(b.Recipe), given(b.Set), b.Text != nil, b.SetText != nil); err != nil {
		return nil, err
	}
	switch {
	case b.Text != nil:
		return d.checkRecipe(c.now, []byte(*b.Text), true)
	case b.SetText != nil:
		return d.checkSet(c.now, []byte(*b.SetText), true)
	case given(b.Set):
		return d.checkSet(c.now, b.Set, false)
	}
	return d.checkRecipe(c.now, b.Recipe, false)
}

// checkRecipe checks one recipe among those of the latest revision.
func (d *Desk) checkRecipe(now *snapshot, document []byte, typed bool) (any, error) {
	out := checked{Faults: []place{}, Warnings: []place{}}
	set, err := setWith(now, document)
	if len(set.Recipes) != 1 {
		out.Faults = inRecipe(err, typed)
		return out, nil
	}
	if err == nil {
		set, err = d.revealed(now, set)
	} else {
		err = nil // Check returns these, too
	}
	out.Faults = inRecipe(errors.Join(err, d.Engine.Check(set)), typed)
	r := &set.Recipes[0]
	out.Text, out.treeView, out.Hours = textOf(r.Filter), d.tree(set, r.Filter), d.week(set, r)
	if len(out.Faults) == 0 {
		out.Describe = r.Describe()
		out.Warnings = d.warnings(set, r.ID)
	}
	return out, nil
}

// inRecipe returns the faults of the set of setWith, with lines for a recipe that was sent as a text.
func inRecipe(err error, typed bool) []place {
	if !typed {
		return theRecipe.places(err)
	}
	all := places(err)
	for i := range all {
		p := &all[i]
		if p.Document != "" {
			p.Document, p.Line = p.Path, p.Line-linesBefore
		}
		if p.Line < 1 { // it is not in the text
			p.Line, p.Column = 0, 0
		}
	}
	return all
}

// revealed returns a set of one recipe with the secrets that are stored. A set without any is the same one, which knows its text.
func (d *Desk) revealed(now *snapshot, set recipe.Set) (recipe.Set, error) {
	if !slices.ContainsFunc(set.Recipes[0].Actions, func(a action.Action) bool { return bytes.Contains(a.With, []byte(redacted)) }) {
		return set, nil
	}
	return d.revealAll(now, set)
}

// checkSet checks a whole set, which was sent as a text or as JSON.
func (d *Desk) checkSet(now *snapshot, document []byte, typed bool) (any, error) {
	out := checked{Faults: []place{}, Warnings: []place{}}
	if len(document) > MaxSet {
		return nil, &Error{Status: 413, Message: "the set is longer than 10 MB: split it, or write shorter recipes"}
	}
	set, err := recipe.Decode(document)
	if err == nil && bytes.Contains(document, []byte(redacted)) {
		set, err = d.revealAll(now, set)
	}
	err = errors.Join(err, d.Engine.Check(set))
	if typed {
		out.Faults = places(err)
	} else {
		out.Faults = theSet.places(err)
	}
	if err == nil && len(document) <= lintLongest {
		out.Warnings = d.warnings(set, "")
	}
	return out, nil
}

// revealAll returns a set without faults with the secrets that are stored.
func (d *Desk) revealAll(now *snapshot, set recipe.Set) (recipe.Set, error) {
	var faults []error
	recipes := make([]recipe.Recipe, len(set.Recipes))
	for i, r := range set.Recipes {
		var old recipe.Recipe
		if at, ok := now.place[r.ID]; ok {
			old = now.set.Recipes[at]
		}
		var err error
		recipes[i], err = d.reveal(r, old, fault.Index("recipes", i))
		faults = append(faults, err)
	}
	return with(set, recipes), errors.Join(faults...)
}

// warnings returns likely mistakes of a set without faults: those of a recipe, or all for an empty id.
func (d *Desk) warnings(set recipe.Set, id string) []place {
	all := []place{}
	for _, f := range d.unloaded().Lint(set) {
		if id == "" || f.Recipe == id {
			all = append(all, place{Recipe: f.Recipe, Path: f.Path, Message: f.Err.Error()})
		}
	}
	if len(set.Recipes) > lintMost {
		return all
	}
	findings, err := d.foresight().Lint(set)
	if err != nil {
		return all
	}
	for _, f := range findings {
		w := place{Path: f.Path, Message: f.Message, Rule: string(f.Rule)}
		if len(f.Recipes) > 0 {
			w.Recipe = f.Recipes[0]
		} else if id != "" {
			continue // about things that other recipes use
		}
		all = append(all, w)
	}
	return all
}

// unloaded returns an engine of the host without recipes: one with many would say of each that its waits end.
func (d *Desk) unloaded() *recipe.Engine {
	e := d.Engine
	return &recipe.Engine{
		Handlers: e.Handlers, Sources: e.Sources, ItemSources: e.ItemSources, Kinds: e.Kinds, Statuses: e.Statuses,
		Priorities: e.Priorities, Sentiments: e.Sentiments, MaxComplexity: e.MaxComplexity, Availability: e.Availability, NoCases: e.NoCases,
	}
}

// with returns a set with other recipes.
func with(set recipe.Set, recipes []recipe.Recipe) recipe.Set {
	return recipe.Set{
		Format: set.Format, Availability: set.Availability, Filters: set.Filters, Calendars: set.Calendars, Recipes: recipes,
	}
}
