package archive

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Export writes recipes of a set, and the filters and calendars that they name, as one zip archive for [Import] to
// read, in this system or in another. Without ids it writes all recipes, otherwise those; their order is the set's.
//
// The archive holds manifest.json, which lists what is in it and the sources that the recipes poll, and one JSON
// document each in recipes/, filters/ and calendars/. The same set and ids always give the same bytes.
//
// No secret leaves the system: each [action.Secret] of a config, however deep it lies, is left out and the manifest
// says where. hs is what tells secrets from other members, so that an action whose kind has no handler,
// or whose config its handler cannot read, is a fault. Texts of any other type go out as they are, addresses too.
//
// An error tells all that is wrong: a [*recipe.Fault] for each ID that the set does not have and for each recipe that cannot
// go out, or an [*Error] when there is more than [Import] reads; see [MaxSize]. Nothing is written then.
func Export(w io.Writer, set recipe.Set, hs *action.Handlers, ids ...string) error {
	x := exporter{set: set, hs: hs, asking: newAsking(set.Filters, set.Calendars), filters: map[string]filter.Filter{}, calendars: map[string]schedule.Calendar{}}
	if hs == nil {
		x.hs = new(action.Handlers)
	}
	x.choose(ids)
	if n := len(x.recipes) + len(x.filters) + len(x.calendars); n >= MaxFiles {
		x.faults.Append(&Error{Err: fmt.Errorf("%d recipes, %d filters and %d calendars are more than the %d that it holds; choose fewer recipes",
			len(x.recipes), len(x.filters), len(x.calendars), MaxFiles-1)})
		return x.faults.Err()
	}
	data, err := x.pack()
	if err != nil {
		return err
	}
	if len(data) > MaxSize {
		return &Error{Err: fmt.Errorf("%d bytes are more than the %d that it holds; choose fewer recipes", len(data), MaxSize)}
	}
	if _, _, err := Import(bytes.NewReader(data), recipe.Set{}); err != nil {
		return err // an archive that Import would refuse must not be written
	}
	_, err = w.Write(data)
	return err
}

// exporter collects the files of an archive.
type exporter struct {
	set       recipe.Set
	hs        *action.Handlers
	faults    fault.List
	recipes   []exported
	asking    *asking
	filters   map[string]filter.Filter
	calendars map[string]schedule.Calendar
	files     []file
	manifest  manifest
}

// exported is a recipe that goes out, and where its faults are reported.
type exported struct {
	recipe.Recipe
	place fault.Place
}

// at returns a recipe, or a part of a set, as a place of faults.
func (x *exporter) at(id, document string) fault.Place {
	return x.faults.At(func(path string, err error) error {
		return &recipe.Fault{Recipe: id, Path: path, Document: fault.Join(document, path), Err: err}
	})
}

// choose picks the recipes, and the filters and calendars that they need.
func (x *exporter) choose(ids []string) {
	if x.set.Format != 0 && x.set.Format != recipe.Format {
		x.at("", "").Addf("format", "%d is not %d, the only version there is", x.set.Format, recipe.Format)
	}
	wanted, seen := make(map[string]bool), make(map[string]bool)
	for _, id := range ids {
		wanted[id] = true
	}
	for i, r := range x.set.Recipes {
		if len(ids) > 0 && !wanted[r.ID] {
			continue
		}
		document := fault.Index("recipes", i)
		p := x.at(cmp.Or(r.ID, document), document)
		if err := checkName(r.ID); err != nil {
			p.Addf("id", "%w", err)
		} else if seen[r.ID] {
			p.Addf("id", "%q appears twice in the set", r.ID)
		}
		seen[r.ID] = true
		x.need(p, r)
		x.recipes = append(x.recipes, exported{r, p})
	}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			x.at(id, "").Addf("id", "%q is not in the set", id)
		}
	}
}

// need adds the filters, each with those that it names in turn, and the calendars of a recipe.
func (x *exporter) need(p fault.Place, r recipe.Recipe) {
	for name := r.Filter.Saved; name != ""; {
		f, ok := x.set.Filters[name]
		if _, had := x.filters[name]; had || !ok {
			if !ok {
				p.Addf("filter", "%q is not one of the set's filters", name)
			}
			break
		}
		x.filters[name] = f
		name = f.Saved
	}
	for path, name := range calendarsOf(&r) {
		if c, ok := x.set.Calendars[*name]; ok {
			x.calendars[*name] = c
		} else {
			p.Addf(path, "%q is not one of the set's calendars", *name)
		}
	}
	for _, name := range x.asking.by(&r) {
		x.calendars[name] = x.set.Calendars[name]
	}
}

// pack makes the archive.
func (x *exporter) pack() ([]byte, error) {
	x.manifest = manifest{Format: format, Recipes: []string{}}
	for _, r := range x.recipes {
		x.addRecipe(r)
	}
	for _, name := range slices.Sorted(maps.Keys(x.filters)) {
		x.add(x.at("", "").In(fault.Join("filters", name)), filtersFolder, name, x.filters[name])
	}
	for _, name := range slices.Sorted(maps.Keys(x.calendars)) {
		x.add(x.at("", "").In(fault.Join("calendars", name)), calendarsFolder, name, x.calendars[name])
	}
	if err := x.faults.Err(); err != nil {
		return nil, err
	}
	for _, r := range x.recipes {
		x.manifest.Sources = append(x.manifest.Sources, sourcesOf(r.Recipe)...)
	}
	x.manifest.Sources = sortedOnce(x.manifest.Sources)
	x.manifest.describe(x.files)
	data, err := document(x.manifest)
	if err != nil {
		return nil, err
	}
	return writeZip(append([]file{{path: manifestPath, data: data}}, x.files...))
}

// addRecipe adds a recipe without its secrets.
func (x *exporter) addRecipe(r exported) {
	r.Actions = slices.Clone(r.Actions)
	for i, a := range r.Actions {
		path := fault.Index("actions", i)
		if !x.hs.Has(a.Do) {
			r.place.Addf(path+".do", "no handler for %q, so its secrets are unknown", a.Do)
			continue
		}
		with, left, err := withoutSecrets(x.hs, a)
		if err != nil {
			for _, f := range trigger.FieldErrors(err) {
				r.place.In(fault.Join(path+".with", f.Path)).Add(cmp.Or(f.Err, errors.New(f.Msg)))
			}
		}
		r.Actions[i].With = with
		for _, secret := range left {
			x.manifest.LeftOut = append(x.manifest.LeftOut,
				secretPlace{File: pathOf(recipesFolder, r.ID), Path: fault.Join(path+".with", secret)})
		}
	}
	x.manifest.Recipes = append(x.manifest.Recipes, r.ID)
	x.add(r.place, recipesFolder, r.ID, r.Recipe)
}

// add adds a document.
func (x *exporter) add(p fault.Place, folder, name string, v any) {
	data, err := document(v)
	if err != nil {
		p.Addf("", "cannot be written: %w", err)
	}
	if err := checkName(name); err != nil && folder != recipesFolder {
		p.Addf("", "the name: %w", err)
	}
	x.files = append(x.files, file{path: pathOf(folder, name), name: name, data: data})
}
