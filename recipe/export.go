package recipe

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
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
// An error tells all that is wrong: a [*Fault] for each ID that the set does not have and for each recipe that cannot
// go out, or an [*ArchiveError] when there is more than [Import] reads; see [MaxArchive]. Nothing is written then.
func Export(w io.Writer, set Set, hs *action.Handlers, ids ...string) error {
	x := archiveExport{set: set, hs: hs, filters: map[string]filter.Filter{}, calendars: map[string]schedule.Calendar{}}
	if hs == nil {
		x.hs = &noHandlers
	}
	x.choose(ids)
	if n := len(x.recipes) + len(x.filters) + len(x.calendars); n >= MaxArchiveFiles {
		x.faults.Append(&ArchiveError{Err: fmt.Errorf("%d recipes, %d filters and %d calendars are more than the %d that it holds; choose fewer recipes",
			len(x.recipes), len(x.filters), len(x.calendars), MaxArchiveFiles-1)})
		return x.faults.Err()
	}
	data, err := x.pack()
	if err != nil {
		return err
	}
	if len(data) > MaxArchive {
		return &ArchiveError{Err: fmt.Errorf("%d bytes are more than the %d that it holds; choose fewer recipes", len(data), MaxArchive)}
	}
	if _, _, err := Import(bytes.NewReader(data), Set{}); err != nil {
		return err // what cannot come in again must not go out
	}
	_, err = w.Write(data)
	return err
}

// archiveExport collects what goes out.
type archiveExport struct {
	set       Set
	hs        *action.Handlers
	faults    faults
	recipes   []archiveRecipe
	filters   map[string]filter.Filter
	calendars map[string]schedule.Calendar
	files     []archiveFile
	manifest  manifest
}

// archiveRecipe is a recipe that goes out, and where its faults are reported.
type archiveRecipe struct {
	Recipe
	place fault.Place
}

// choose picks the recipes, and what they need.
func (x *archiveExport) choose(ids []string) {
	if x.set.Format != 0 && x.set.Format != Format {
		x.faults.at("", "").Addf("format", "%d is not %d, the only version there is", x.set.Format, Format)
	}
	wanted, seen := make(map[string]bool), make(map[string]bool)
	for _, id := range ids {
		wanted[id] = true
	}
	for i, r := range x.set.Recipes {
		if len(ids) > 0 && !wanted[r.ID] {
			continue
		}
		document := fmt.Sprintf("recipes[%d]", i)
		p := x.faults.at(cmp.Or(r.ID, document), document)
		if err := archiveNameFault(r.ID); err != nil {
			p.Addf("id", "%w", err)
		} else if seen[r.ID] {
			p.Addf("id", "%q stands twice in the set", r.ID)
		}
		seen[r.ID] = true
		x.need(p, r)
		x.recipes = append(x.recipes, archiveRecipe{r, p})
	}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			x.faults.at(id, "").Addf("id", "%q is not in the set", id)
		}
	}
}

// need adds the filters, each with those that it names in turn, and the calendars of a recipe.
func (x *archiveExport) need(p fault.Place, r Recipe) {
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
	for path, name := range r.calendars() {
		if c, ok := x.set.Calendars[*name]; ok {
			x.calendars[*name] = c
		} else {
			p.Addf(path, "%q is not one of the set's calendars", *name)
		}
	}
}

// pack makes the archive.
func (x *archiveExport) pack() ([]byte, error) {
	x.manifest = manifest{Format: manifestFormat, Recipes: []string{}}
	for _, r := range x.recipes {
		x.addRecipe(r)
	}
	for _, name := range slices.Sorted(maps.Keys(x.filters)) {
		x.add(x.faults.at("", "").In(fault.Join("filters", name)), archiveFilters, name, x.filters[name])
	}
	for _, name := range slices.Sorted(maps.Keys(x.calendars)) {
		x.add(x.faults.at("", "").In(fault.Join("calendars", name)), archiveCalendars, name, x.calendars[name])
	}
	if err := x.faults.Err(); err != nil {
		return nil, err
	}
	for _, r := range x.recipes {
		x.manifest.Sources = append(x.manifest.Sources, r.sources()...)
	}
	x.manifest.Sources = archiveNameList(x.manifest.Sources)
	x.manifest.describe(x.files)
	data, err := archiveDocument(x.manifest)
	if err != nil {
		return nil, err
	}
	return archiveZip(append([]archiveFile{{path: archiveManifest, data: data}}, x.files...))
}

// addRecipe adds a recipe without its secrets.
func (x *archiveExport) addRecipe(r archiveRecipe) {
	r.Actions = slices.Clone(r.Actions)
	for i, a := range r.Actions {
		path := fmt.Sprintf("actions[%d]", i)
		if !x.hs.Has(a.Do) {
			r.place.Addf(path+".do", "no handler for %q, so nobody knows what is secret in it", a.Do)
			continue
		}
		with, left, err := archiveLeaveOut(x.hs, a)
		if err != nil {
			r.place.In(path + ".with").Add(err)
		}
		r.Actions[i].With = with
		for _, secret := range left {
			x.manifest.LeftOut = append(x.manifest.LeftOut,
				manifestGap{File: archivePath(archiveRecipes, r.ID), Path: fault.Join(path+".with", secret)})
		}
	}
	x.manifest.Recipes = append(x.manifest.Recipes, r.ID)
	x.add(r.place, archiveRecipes, r.ID, r.Recipe)
}

// add adds a document.
func (x *archiveExport) add(p fault.Place, folder, name string, v any) {
	data, err := archiveDocument(v)
	if err != nil {
		p.Addf("", "cannot be written: %w", err)
	}
	if err := archiveNameFault(name); err != nil && folder != archiveRecipes {
		p.Addf("", "the name: %w", err)
	}
	x.files = append(x.files, archiveFile{path: archivePath(folder, name), name: name, data: data})
}
