package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// content is the content of an archive.
type content struct {
	recipes   []recipe.Recipe // in the order of the manifest
	filters   map[string]filter.Filter
	calendars map[string]schedule.Calendar
	missing   []MissingSecret // by old IDs
	sources   []string
}

// readContent reads the documents that the manifest lists.
func readContent(m manifest, files map[string][]byte) (content, error) {
	in := content{filters: map[string]filter.Filter{}, calendars: map[string]schedule.Calendar{}}
	var faults faultList
	recipes := make(map[string]recipe.Recipe)
	for _, f := range m.Files {
		data := files[f.Path]
		switch folder, _, _ := strings.Cut(f.Path, "/"); folder {
		case filtersFolder:
			var doc filter.Filter
			faults.decode(f.Path, data, &doc)
			in.filters[f.Name] = doc
		case calendarsFolder:
			var doc schedule.Calendar
			faults.decode(f.Path, data, &doc)
			in.calendars[f.Name] = doc
		case recipesFolder:
			recipes[f.Path] = readRecipe(&faults, f, data)
		}
	}
	for _, id := range m.Recipes {
		in.recipes = append(in.recipes, recipes[pathOf(recipesFolder, id)])
	}
	in.checkNames(&faults)
	in.checkLimits(&faults)
	if in.sources = in.polled(); !slices.Equal(in.sources, m.Sources) {
		faults.addf(manifestPath, "sources", "%.80q, but the recipes poll %.80q", m.Sources, in.sources)
	}
	for i, gap := range m.LeftOut {
		r := recipes[gap.File]
		if !gap.in(r) {
			faults.addf(manifestPath, fault.Index("left_out", i), "%.80q in %.80q is not the place of a secret", gap.Path, gap.File)
		}
		in.missing = append(in.missing, MissingSecret{Recipe: r.ID, Path: gap.Path})
	}
	return in, faults.Err()
}

// readRecipe reads a recipe, without the white space that Export puts into its configs for readers.
func readRecipe(faults *faultList, f listedFile, data []byte) recipe.Recipe {
	var doc recipe.Recipe
	before := faults.Len()
	faults.decode(f.Path, data, &doc)
	if doc.ID != f.Name && (doc.ID != "" || faults.Len() == before) {
		faults.addf(f.Path, "id", "%.80q is not %.80q, as the manifest says", doc.ID, f.Name)
	}
	doc.ID = f.Name
	for i, a := range doc.Actions {
		var with bytes.Buffer
		if a.With != nil && json.Compact(&with, a.With) == nil {
			doc.Actions[i].With = with.Bytes()
		}
	}
	return doc
}

// polled returns the names of the sources that the recipes poll, sorted.
func (in *content) polled() []string {
	var names []string
	for _, r := range in.recipes {
		names = append(names, sourcesOf(r)...)
	}
	return sortedOnce(names)
}

// sortedOnce returns the names sorted, each once.
func sortedOnce(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// checkLimits wants polls, schedules and repeated actions to keep their limits, whatever the host.
func (in *content) checkLimits(faults *faultList) {
	for _, r := range in.recipes {
		file := pathOf(recipesFolder, r.ID)
		if slices.Contains(r.Trigger.On, trigger.OnPoll) || slices.Contains(r.Trigger.On, trigger.OnSchedule) {
			for _, f := range trigger.FieldErrors(r.Trigger.Validate(trigger.World{})) {
				faults.addf(file, fault.Join("trigger", f.Path), "%s", f.Msg)
			}
		}
		for i, a := range r.Actions {
			if a.Repeat == nil {
				continue
			}
			if err := a.Repeat.Validate(); err != nil {
				faults.addf(file, fmt.Sprintf("actions[%d].repeat", i), "%w", err)
			}
		}
	}
}

// checkNames wants everything that is named to be there, and saved filters to end somewhere.
func (in *content) checkNames(faults *faultList) {
	for _, r := range in.recipes {
		file := pathOf(recipesFolder, r.ID)
		if _, ok := in.filters[r.Filter.Saved]; !ok && r.Filter.Saved != "" {
			faults.addf(file, "filter.saved", "%.80q is not in the archive", r.Filter.Saved)
		}
		for path, name := range calendarsOf(&r) {
			if _, ok := in.calendars[*name]; !ok {
				faults.addf(file, path, "%.80q is not in the archive", *name)
			}
		}
	}
	for _, name := range sortedKeys(in.filters) {
		file := pathOf(filtersFolder, name)
		next := in.filters[name].Saved
		if _, ok := in.filters[next]; !ok && next != "" {
			faults.addf(file, "saved", "%.80q is not in the archive", next)
		}
		for via := []string{name}; next != ""; next = in.filters[next].Saved {
			if slices.Contains(via, next) {
				faults.addf(file, "saved", "%.80q appears in a cycle", next)
				break
			}
			via = append(via, next)
		}
	}
}
