package judge

import "github.com/commis-recipes/commis/internal/matching"

// Told is a single test of a filter as an explanation writes it: inside not (...) where the filter needs it to be false.
type Told struct {
	Text    string
	Negated bool // by the filter, not by its own operator
	Test    *Test
}

// Tell returns the single tests of a filter, in order.
func Tell(t *Test) []Told { return tell(nil, t, false) }

func tell(all []Told, t *Test, negated bool) []Told {
	switch {
	case t == nil:
		return all
	case t.Join == matching.Leaf && negated:
		return append(all, Told{Text: "not (" + t.Text + ")", Negated: true, Test: t})
	case t.Join == matching.Leaf:
		return append(all, Told{Text: t.Text, Test: t})
	case t.Join == matching.Not:
		negated = !negated
	}
	for _, part := range t.Parts {
		all = tell(all, part, negated)
	}
	return all
}
