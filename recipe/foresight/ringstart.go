package foresight

import (
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// start looks for an event that starts the first recipe of a chain, and leaves the filters of the others as they need it. again says
// that the first one is to be asked again at the end.
func (g *graph) start(chain []int, again bool, accept func(event) bool) (event, bool) {
	var all written
	for _, i := range chain {
		all.add(g, i)
	}
	var later, strict []*judge.Test
	var before written
	for n, i := range chain {
		if t := g.rules[i].Test; t != nil && n > 0 {
			later, strict = append(later, before.relaxed(t, all.fields, true)), append(strict, before.untagged().relaxed(t, nil, true))
		}
		before.add(g, i)
	}
	if t := g.rules[chain[0]].Test; t != nil && again {
		later, strict = append(later, before.relaxed(t, all.fields, true)), append(strict, before.untagged().relaxed(t, nil, true))
	}
	variants := [][]*judge.Test{later}
	if changes := g.changes(chain[0]); changes != "" {
		test := g.tests("true" + changes)
		variants = append(variants, append(slices.Clone(later), test...), append(slices.Clone(strict), test...))
	}
	for _, also := range append(variants, strict, nil) {
		answer := g.judge.Find(judge.Ask{Runs: g.rules[chain[0] : chain[0]+1], Also: also, Accept: accept})
		if answer.Verdict == judge.Found {
			return answer.Event, true
		}
	}
	return event{}, false
}

// changes returns tests, each after an "and", that hold where the recipe's actions change an item.
func (g *graph) changes(i int) string {
	var text strings.Builder
	test := func(not bool, c filter.Cond) {
		one := filter.Filter{Tree: &c}.String()
		if not {
			one = "not (" + one + ")"
		}
		text.WriteString(" and " + one)
	}
	for _, a := range g.set.Recipes[i].Actions {
		if strings.Contains(string(a.With), "{{") {
			continue
		}
		switch c := g.config(a).(type) {
		case action.AddTags:
			for _, tag := range c.Tags {
				test(true, filter.Cond{Field: "case.tags", Op: "is", Values: []any{tag}})
			}
		case action.RemoveTags:
			for _, tag := range c.Tags {
				test(false, filter.Cond{Field: "case.tags", Op: "is", Values: []any{tag}})
			}
		case action.SetStatus:
			test(true, filter.Cond{Field: "case.status", Op: "is", Values: []any{string(c.Status)}})
		case action.SetField:
			if text, ok := c.Value.(string); ok {
				test(true, filter.Cond{Field: c.Field, Op: "is", Values: []any{text}})
			}
		}
	}
	return text.String()
}

// written are the fields that recipes write one after the other, and the values of those that are known.
type written struct {
	fields []string // the beginnings of their paths
	known  map[string]bool
	item   trigger.Case
	tags   map[string]bool // those that are there for certain, and those that are not
}

// add adds those of a recipe.
func (w *written) add(g *graph, i int) {
	for _, a := range g.set.Recipes[i].Actions {
		fields := g.fieldsWritten(a)
		w.fields = append(w.fields, fields...)
		for _, f := range fields {
			w.know(f, false)
		}
		if strings.Contains(string(a.With), "{{") {
			continue
		}
		switch c := g.config(a).(type) {
		case action.AddTags:
			w.tag(c.Tags, true)
		case action.RemoveTags:
			w.tag(c.Tags, false)
		case action.SetStatus:
			w.know("case.status", true)
			w.item.Status = c.Status
		case action.Resolve:
			w.know("case.status", true)
			w.item.Status = trigger.Status(g.host.World.FirstOfClass(trigger.Resolved))
		case action.SetField:
			if name, ok := strings.CutPrefix(c.Field, "case.fields."); ok {
				w.know(c.Field, true)
				w.item.Fields[name] = c.Value
			}
		}
	}
}

func (w *written) know(field string, yes bool) {
	if w.known == nil {
		w.known, w.item.Fields = make(map[string]bool), make(map[string]any)
	}
	w.known[field] = yes
}

func (w *written) tag(tags []string, there bool) {
	if w.tags == nil {
		w.tags = make(map[string]bool)
	}
	for _, tag := range tags {
		w.tags[tag] = there
	}
}

// untagged returns the writes without those of tags: an event has the tags of its instant, and the later actions of a recipe come after
// the event of an earlier one.
func (w *written) untagged() *written {
	out := *w
	out.tags = nil
	return &out
}

// relaxed returns a filter that holds at least where the filter may hold after what was written: tests of what was written, and of the event,
// are left open, unless the value is known. open are further fields that may have been written.
func (w *written) relaxed(t *judge.Test, open []string, wanted bool) *judge.Test {
	switch t.Join {
	case matching.Leaf:
		return w.leaf(t, open, wanted)
	case matching.Not:
		wanted = !wanted
	}
	out := *t
	out.Parts = nil
	for _, part := range t.Parts {
		out.Parts = append(out.Parts, w.relaxed(part, open, wanted))
	}
	return &out
}

func (w *written) leaf(t *judge.Test, open []string, wanted bool) *judge.Test {
	path := t.Path
	if t.Key != "" {
		path += "." + t.Key
	}
	if t.Compare != matching.Beyond && (w.known[path] || path == "case.tags" && len(w.tags) > 0) {
		if yes, ok := w.answer(t); ok {
			return constant(t, yes)
		}
	}
	isOpen := slices.ContainsFunc(open, func(f string) bool { return path == f || strings.HasPrefix(path, f+".") })
	if isOpen || strings.HasPrefix(t.Path, "event.") || t.Compare == matching.Beyond {
		return constant(t, wanted)
	}
	return t
}

// answer returns the answer of a test after the writes. ok is false when it depends on more: tests of tags only know more or fewer
// tags, so they are asked about the fewest and the most that there may be.
func (w *written) answer(t *judge.Test) (yes, ok bool) {
	var fewest []string
	for _, tag := range slices.Sorted(maps.Keys(w.tags)) {
		if w.tags[tag] {
			fewest = append(fewest, tag)
		}
	}
	most := append(slices.Clone(fewest), "another tag")
	for _, value := range t.Values {
		tag, isText := value.(string)
		if there, known := w.tags[tag]; isText && (there || !known) {
			most = append(most, tag)
		}
	}
	var answers []bool
	for _, tags := range [][]string{fewest, most} {
		item := w.item
		item.Tags = tags
		var v filter.View
		v.Reset(event{Kind: trigger.CaseUpdated, Case: &item})
		yes, err := t.Holds(&v)
		if err != nil {
			return false, false
		}
		answers = append(answers, yes)
	}
	return answers[0], answers[0] == answers[1]
}

// constant returns a test that has this answer for every event.
func constant(t *judge.Test, yes bool) *judge.Test {
	return &judge.Test{
		Compare: matching.Constant, Values: []any{yes}, Text: t.Text,
		Holds: func(*filter.View) (bool, error) { return yes, nil },
	}
}
