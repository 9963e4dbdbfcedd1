package main

import (
	"unicode/utf8"

	"github.com/commis-recipes/commis/filter"
)

// test is one test of a filter that kept a recipe from running.
type test struct {
	Test   string         `json:"test"`
	Values map[string]any `json:"values,omitempty"` // what the event's fields held, by path; null is missing
	Error  string         `json:"error,omitempty"`
}

// longest is how many characters of a value an explanation shows.
const longest = 200

func tests(failed []filter.Test) []test {
	var all []test
	for _, f := range failed {
		t := test{Test: f.Text, Error: text(f.Err)}
		for _, v := range f.Values {
			if t.Values == nil {
				t.Values = make(map[string]any, len(f.Values))
			}
			t.Values[v.Path] = clip(v.Value)
		}
		all = append(all, t)
	}
	return all
}

// clip cuts a text that is too long to read.
func clip(value any) any {
	s, ok := value.(string)
	if !ok || utf8.RuneCountInString(s) <= longest {
		return value
	}
	n := 0
	for i := range s {
		if n == longest {
			return s[:i] + "…"
		}
		n++
	}
	return value
}
