package foresight

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// impossibleValue finds words in a recipe's own filter that the field can never have.
func (l *linter) impossibleValue(i int) {
	if l.set.Recipes[i].Filter.Saved != "" {
		return // its own finding, once
	}
	for _, message := range l.impossible(l.programs[i]) {
		l.add(ImpossibleValue, "filter", message, i)
	}
}

// impossibleSaved finds such words in saved filters.
func (l *linter) impossibleSaved() {
	for _, name := range slices.Sorted(maps.Keys(l.set.Filters)) {
		if l.set.Filters[name].Saved != "" {
			continue
		}
		var users []int
		for i, r := range l.set.Recipes {
			if r.Filter.Saved != "" && l.programs[i].String() == l.saved[name].String() {
				users = append(users, i)
			}
		}
		for _, message := range l.impossible(l.saved[name]) {
			l.add(ImpossibleValue, "", message, users...).Path = fault.Join("filters", name)
		}
	}
}

// impossible returns a message for each word that is not in its closed list.
func (l *linter) impossible(p *filter.Program) []string {
	var all []string
	add := func(message string) {
		if !slices.Contains(all, message) {
			all = append(all, message)
		}
	}
	for _, e := range p.Words() {
		var word *trigger.WordError
		if errors.As(e, &word) {
			add(word.Error())
		}
	}
	lists := map[string][]string{"event.actor": texts(trigger.Actors()), "event.kind": l.kinds()}
	for _, t := range judge.Leaves(judge.Tests(p)) {
		list := lists[t.Path]
		if list == nil || t.Compare != matching.Equal && t.Compare != matching.Is {
			continue
		}
		for _, v := range t.Values {
			if s, ok := v.(string); ok && !slices.Contains(list, s) {
				add(fmt.Sprintf("%q is not a value of %s: %s", s, t.Path, strings.Join(list, ", ")))
			}
		}
	}
	return all
}

// kinds returns the kinds of event of the library and of the host.
func (l *linter) kinds() []string {
	all := texts(trigger.Kinds())
	for _, k := range l.host.World.Kinds {
		all = append(all, string(k.Name))
	}
	return all
}

func texts[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}
