package main

import (
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// ours is an index of the recipes, as package recipe keeps one. Every mention is new to it: the view is reset, and the
// text folded and matched.
func ours(w workload) (contestant, error) {
	var c filter.Compiler
	var rules []matching.Rule[*filter.Program]
	for _, r := range w.recipes {
		f := filter.Filter{Text: r.filter()}
		p, err := c.Compile(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Text, err)
		}
		rules = append(rules, matching.Rule[*filter.Program]{
			Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, Topics: r.topics, AllTopics: len(r.topics) == 0}, Program: p,
		})
	}
	x := filter.Internals().NewIndex(rules)
	v := filter.NewView(trigger.Event{})
	return func(m *mention, found []int) []int {
		v.Reset(m.event)
		for _, h := range x.Match(v) {
			if !h.Sure {
				if ok, err := rules[h.Rule].Program.Match(v); !ok || err != nil {
					continue
				}
			}
			found = append(found, h.Rule)
		}
		return found
	}, nil
}

// filter returns all tests in the language of filters.
func (r recipe) filter() string {
	var tests []string
	for _, t := range r.tests {
		tests = append(tests, t.filter())
	}
	return strings.Join(tests, " and ")
}

// filter returns the test in the language of filters.
func (t test) filter() string {
	path := map[string]string{"kind": "mention.type", "followers": "mention.author.followers", "words": "mention.content", "content": "mention.content"}[t.field]
	if path == "" {
		path = "mention." + t.field
	}
	if t.field == "fields" {
		path += "." + t.key
	}
	not := ""
	if t.not {
		not = "not "
	}
	switch t.field {
	case "followers":
		return fmt.Sprintf("%s(%s <= %d)", not, path, t.atMost)
	case "content":
		return fmt.Sprintf("%s(%s matches %q)", not, path, t.match)
	case "words":
		return not + "word(" + path + ", " + quoted(t.values) + ")"
	}
	return not + "is(" + path + ", " + quoted(t.values) + ")"
}

func quoted(values []string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(list, ", ")
}
