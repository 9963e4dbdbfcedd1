package desk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
)

// wordsMost is the number of changes of one recipe that are written out.
const wordsMost = 12

// changes describes the differences of two revisions, without secrets.
func (d *Desk) changes(before, after *snapshot) []Change {
	var all []Change
	say := func(id, format string, args ...any) { all = append(all, Change{id, fmt.Sprintf(format, args...)}) }
	for i := range after.set.Recipes {
		r := &after.set.Recipes[i]
		at, known := before.place[r.ID]
		if !known {
			say(r.ID, "added %s", title(r))
			continue
		}
		if before.lines[at].revision != after.lines[i].revision {
			for _, words := range d.recipeChanges(&before.set.Recipes[at], r) {
				say(r.ID, "%s: %s", title(r), words)
			}
		}
		if a, b := before.Tags[r.ID], after.Tags[r.ID]; !slices.Equal(a, b) {
			say(r.ID, "%s: folders: %s → %s", title(r), orNone(strings.Join(a, ", ")), orNone(strings.Join(b, ", ")))
		}
	}
	for i := range before.set.Recipes {
		r := &before.set.Recipes[i]
		if _, kept := after.place[r.ID]; !kept {
			say(r.ID, "removed %s", title(r))
		}
	}
	if order(before, after) != order(after, before) {
		say("", "the order of the recipes")
	}
	if a, b := before.set.Availability, after.set.Availability; a != b {
		say("", "the availability of actions: %s → %s", orNone(string(a)), orNone(string(b)))
	}
	all = append(all, namedChanges("filter", before.set.Filters, after.set.Filters)...)
	return append(all, namedChanges("calendar", before.set.Calendars, after.set.Calendars)...)
}

// title names a recipe for people.
func title(r *recipe.Recipe) string { return strconv.Quote(r.Name) + " (" + r.ID + ")" }

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// order returns the order of those recipes that are in both revisions.
func order(s, other *snapshot) string {
	var b strings.Builder
	for i := range s.set.Recipes {
		id := s.set.Recipes[i].ID
		if _, both := other.place[id]; both {
			b.WriteString(id + "\x00")
		}
	}
	return b.String()
}

// recipeChanges describes the differences of two versions of a recipe.
func (d *Desk) recipeChanges(before, after *recipe.Recipe) []string {
	old, now := flat(d.conceal(*before)), flat(d.conceal(*after))
	var all []string
	if before.Enabled != after.Enabled {
		all = append(all, map[bool]string{true: "switched on", false: "switched off"}[after.Enabled])
	}
	if before.Shadow != after.Shadow {
		all = append(all, map[bool]string{true: "in shadow", false: "out of shadow"}[after.Shadow])
	}
	for _, path := range append(slices.Sorted(maps.Keys(now)), slices.Sorted(maps.Keys(old))...) {
		was, ok := old[path]
		is, still := now[path]
		switch {
		case path == "enabled", path == "shadow", path == "enabled_at", was == is:
		case !ok:
			all = append(all, path+": "+short(is, 120)+" (new)")
		case !still:
			all = append(all, path+": "+short(was, 120)+" (removed)")
		default:
			all = append(all, path+": "+short(was, 120)+" → "+short(is, 120))
		}
		delete(old, path)
		delete(now, path)
	}
	if len(all) == 0 {
		return []string{"a secret"}
	}
	if len(all) > wordsMost {
		more := len(all) - wordsMost
		all = append(all[:wordsMost], fmt.Sprintf("and %d more", more))
	}
	return all
}

// flat returns the values of a recipe by their paths. A filter is a single value, its expression.
func flat(r recipe.Recipe) map[string]string {
	expression := ""
	if !r.Filter.IsZero() {
		expression = r.Filter.String()
	}
	all := make(map[string]string)
	document, err := json.Marshal(r)
	if err != nil {
		return all
	}
	members, _ := value(document).(map[string]any)
	delete(members, "filter")
	if expression != "" {
		all["filter"] = expression
	}
	flatten(all, "", members)
	return all
}

func flatten(into map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			flatten(into, strings.TrimPrefix(path+"."+name, "."), member)
		}
	case []any:
		for i, element := range v {
			flatten(into, fault.Index(path, i), element)
		}
	case string:
		into[path] = strconv.Quote(v)
	default:
		into[path] = fmt.Sprint(v)
	}
}

// namedChanges says which saved filters or calendars differ.
func namedChanges[T any](word string, before, after map[string]T) []Change {
	var all []Change
	for _, name := range names(after) {
		was, ok := before[name]
		switch {
		case !ok:
			all = append(all, Change{"", fmt.Sprintf("added the %s %q", word, name)})
		case !sameJSON(was, after[name]):
			all = append(all, Change{"", fmt.Sprintf("the %s %q", word, name)})
		}
	}
	for _, name := range names(before) {
		if _, ok := after[name]; !ok {
			all = append(all, Change{"", fmt.Sprintf("removed the %s %q", word, name)})
		}
	}
	return all
}

// sameJSON reports whether two values have the same JSON.
func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	y, again := json.Marshal(b)
	return err == nil && again == nil && bytes.Equal(x, y)
}

// changesMost is the number of changes that are listed of one revision.
const changesMost = 100

// wordsOf returns the words of changes.
func wordsOf(changes []Change) []string {
	all := []string{}
	for i, c := range changes {
		if i == changesMost {
			return append(all, fmt.Sprintf("and %d more", len(changes)-i))
		}
		all = append(all, c.Words)
	}
	return all
}
