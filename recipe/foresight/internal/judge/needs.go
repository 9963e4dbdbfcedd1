package judge

import (
	"slices"

	"github.com/commis-recipes/commis/internal/matching"
)

// need is a field that has to have one of some texts for a filter to hold.
type need struct {
	field field
	texts []string
}

// needs returns the needs of a filter that are seen at a glance: comparisons of single texts that all have to hold.
func needs(all []need, t *Test) []need {
	switch {
	case t == nil:
	case t.Join == matching.And:
		return needs(needs(all, t.Parts[0]), t.Parts[1])
	case t.Join == matching.Leaf && t.Kind == matching.TextField && !t.Negated && t.Compare == matching.Equal:
		one := need{field: field{t.Path, t.Key}}
		for _, v := range t.Values {
			text, _ := v.(string)
			one.texts = append(one.texts, text)
		}
		return append(all, one)
	}
	return all
}

// Apart reports whether two rules certainly run on no common event, as far as that is seen at a glance: their filters need
// different texts in one field.
func Apart(a, b *Rule) bool {
	for _, r := range []*Rule{a, b} {
		if !r.needed {
			r.needed, r.needs = true, needs(nil, r.Test)
		}
	}
	for _, x := range a.needs {
		for _, y := range b.needs {
			if x.field == y.field && !slices.ContainsFunc(x.texts, func(text string) bool { return slices.Contains(y.texts, text) }) {
				return true
			}
		}
	}
	return false
}
