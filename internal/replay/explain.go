package replay

import (
	"slices"
	"unicode/utf8"

	"github.com/commis-recipes/commis/filter"
)

// longest is how many characters of a value an explanation shows.
const longest = 200

// clipped returns the tests with their values as an explanation shows them.
func clipped(tests []filter.Test) []filter.Test {
	tests = slices.Clone(tests)
	for i := range tests {
		tests[i].Values = slices.Clone(tests[i].Values)
		for j, v := range tests[i].Values {
			tests[i].Values[j].Value = clip(v.Value)
		}
	}
	return tests
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
