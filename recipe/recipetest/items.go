package recipetest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// itemForm is the form of an item of an expectation.
var itemForm = regexp.MustCompile(`^(?s)(mention|case|record|recipe)/.`)

// items are the items that actions of a test may be about.
type items struct {
	brought   []string // by the events, sorted
	events    []string // the IDs of the events, by which the desk names its own
	documents []string // the texts and numbers in documents that are polled, one of which may be a record's ID
	recipes   []string // the recipes with slots that are about nothing else
	slots     bool     // some recipe has slots or polls, whose events have IDs of their own
}

// items returns what the events bring, and what the recipes' polls and schedules make of it.
func (c testChecker) items(events []trigger.Event) *items {
	var all items
	for _, ev := range events {
		if ev.Kind == trigger.RecordPolled {
			if text, err := json.Marshal(ev.Record.Fields); err == nil {
				all.scalars(decodeObject(text))
			}
			continue
		}
		all.events = append(all.events, ev.ID)
		for _, ref := range []trigger.Ref{ev.MentionRef(), ev.CaseRef(), ev.RecordRef()} {
			if text := ref.String(); text != "" {
				all.brought = append(all.brought, text)
			}
		}
		if m := ev.Mention; m != nil && m.CaseID != "" { // also where the event's case is another
			all.brought = append(all.brought, trigger.Ref{Kind: trigger.CaseItem, ID: m.CaseID}.String())
		}
	}
	for _, r := range c.set.Recipes {
		scheduled := slices.Contains(r.Trigger.On, trigger.OnSchedule)
		if scheduled && r.Trigger.Schedule.Each == "" {
			all.recipes = append(all.recipes, r.ID)
		}
		all.slots = all.slots || scheduled || r.Trigger.Poll != nil
	}
	slices.Sort(all.brought)
	all.brought = slices.Compact(all.brought)
	return &all
}

// scalars adds the texts and numbers in a document.
func (all *items) scalars(value any) {
	switch v := value.(type) {
	case object:
		for _, one := range v {
			all.scalars(one)
		}
	case []any:
		for _, one := range v {
			all.scalars(one)
		}
	case string:
		all.documents = append(all.documents, v)
	case int, int64, float64:
		text, _ := json.Marshal(v)
		all.documents = append(all.documents, string(text))
	}
}

// has reports whether an action of the recipe may be about the item.
func (all *items) has(item, recipe string) bool {
	kind, id, _ := strings.Cut(item, "/")
	switch {
	case all.isBrought(item):
		return true
	case kind == trigger.RecipeItem:
		return id == recipe && slices.Contains(all.recipes, recipe)
	case kind == trigger.MentionItem: // one that an action sends has the ID of its event: "e1/1"
		return strings.Contains(id, "/") && (all.slots || slices.ContainsFunc(all.events, func(ev string) bool { return strings.HasPrefix(id, ev+"/") }))
	case kind == trigger.RecordItem:
		return slices.ContainsFunc(all.documents, func(text string) bool { return text == id || sameNumber(text, id) })
	}
	return false
}

func (all *items) isBrought(item string) bool {
	_, found := slices.BinarySearch(all.brought, item)
	return found
}

// sameNumber reports whether two texts are one number: 1e3 and 1000.
func sameNumber(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// known says which items the events bring.
func (all *items) known() string {
	if len(all.brought) == 0 {
		return ""
	}
	return oneOf("; write one of ", all.brought)
}
