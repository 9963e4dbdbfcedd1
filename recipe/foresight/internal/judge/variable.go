package judge

import (
	"slices"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// variable is a field of the event, or a word of a text or a list that is in it or not, with the values that make a difference.
type variable struct {
	field    field
	leaves   []leaf
	values   []any // from outside the tests: the words of triggers
	options  []option
	possible []truth // by leaf: of all options
	chosen   int     // index of an option; -1 without a value
	// parts are the words of a composed value; nil for other fields.
	parts *parts
}

// leaf is a test that reads the variable: a filter's, or a trigger's.
type leaf struct {
	node    *node
	test    *Test
	accepts func(ev *trigger.Event) bool
}

// option is a value of the variable; nil means absent.
type option struct {
	value    any
	composed bool // the value is made of the variable's parts
	truths   []truth
}

// add adds a leaf, and returns its formula.
func (v *variable) add(l leaf) *node {
	l.node = &node{join: aLeaf, variable: v, row: len(v.leaves)}
	v.leaves = append(v.leaves, l)
	return l.node
}

// setOptions sets the values with the truths of the leaves, leaving out those that are the same to all of them.
func (v *variable) setOptions(all []option) {
	v.chosen = -1
	v.possible = make([]truth, len(v.leaves))
	v.options = v.options[:0]
	for _, o := range all {
		same := func(p option) bool { return p.composed == o.composed && slices.Equal(p.truths, o.truths) }
		if slices.ContainsFunc(v.options, same) {
			continue
		}
		v.options = append(v.options, o)
		for i, t := range o.truths {
			v.possible[i] |= t
		}
	}
}

// kind returns the kind of the field.
func (v *variable) kind() matching.FieldKind {
	for _, l := range v.leaves {
		if l.test != nil {
			return l.test.Kind
		}
	}
	return matching.TextField
}

// constants returns the constants of its tests, each once, in order of appearance.
func (v *variable) constants(compare ...matching.Comparison) []any {
	var all []any
	for _, l := range v.leaves {
		if l.test == nil || len(compare) > 0 && !slices.Contains(compare, l.test.Compare) {
			continue
		}
		for _, value := range l.test.Values {
			if !slices.Contains(all, value) {
				all = append(all, value)
			}
		}
	}
	return all
}

// compares reports whether one of its tests is such a comparison.
func (v *variable) compares(one ...matching.Comparison) bool {
	return slices.ContainsFunc(v.leaves, func(l leaf) bool { return l.test != nil && slices.Contains(one, l.test.Compare) })
}

var (
	orders = []matching.Comparison{matching.Less, matching.LessEqual, matching.More, matching.MoreEqual}
	terms  = []matching.Comparison{matching.AnyWord, matching.AllWords, matching.AnyPart, matching.Part, matching.Start, matching.End}
)
