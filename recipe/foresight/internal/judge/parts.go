package judge

import (
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// parts are the words of a text, or the elements of a list, each of which may be in it or not, whatever the others are.
type parts struct {
	list   bool
	single []part // in or not
	start  *variable
	end    *variable
	starts []string
	ends   []string
}

// part is one word or element.
type part struct {
	text     string
	how      matching.Comparison
	variable *variable
}

// decompose replaces the tests of words, parts and elements by formulas of what the value is composed of. It reports whether
// they can be told apart: no term is part of another.
func (b *builder) decompose(v *variable) bool {
	list := v.kind() == matching.ListField
	if !list && !v.compares(terms...) {
		return true
	}
	if !list && (!independent(v) || v.compares(orders...) || v.field.path == "mention.content" && markup(v.constants(matching.Equal, matching.Is))) {
		return false
	}
	v.parts = &parts{list: list}
	composed := v.add(leaf{})
	for i := range v.leaves {
		l := &v.leaves[i]
		if l.test == nil {
			continue
		}
		inner := b.composed(v, l.test)
		if inner == nil {
			continue
		}
		whole := *l.node
		*l.node = *either(&whole, both(composed, inner))
		l.node = &whole
	}
	v.parts.close()
	return true
}

// composed returns the formula of a test on a composed value; nil for a test that holds for none.
func (b *builder) composed(v *variable, t *Test) *node {
	var all *node
	switch t.Compare {
	case matching.Has, matching.Is, matching.AnyWord, matching.AllWords, matching.AnyPart, matching.Part:
		if t.Compare == matching.Is && !v.parts.list {
			return nil
		}
		join := either
		if t.Compare == matching.AllWords {
			join = both
		}
		for _, value := range t.Values {
			text, _ := value.(string)
			all = join(all, b.part(v, t.Compare, text))
		}
	case matching.Start:
		return edge(&v.parts.start, &v.parts.starts, t.Values[0].(string))
	case matching.End:
		return edge(&v.parts.end, &v.parts.ends, t.Values[0].(string))
	}
	return all
}

// part returns the formula "the text has the term".
func (b *builder) part(v *variable, how matching.Comparison, text string) *node {
	switch how {
	case matching.AllWords:
		how = matching.AnyWord
	case matching.Is:
		how = matching.Has
	}
	for _, p := range v.parts.single {
		if p.text == text && p.how == how {
			return p.variable.leaves[0].node
		}
	}
	one := &variable{field: v.field, chosen: -1}
	n := one.add(leaf{})
	in := []option{{truths: []truth{no}}, {truths: []truth{yes}}}
	switch {
	case v.field.path != "case.tags" || text != b.shape.tag:
	case b.shape.kind == trigger.CaseTagAdded:
		in = in[1:]
	case b.shape.kind == trigger.CaseTagRemoved:
		in = in[:1]
	}
	one.setOptions(in)
	v.parts.single = append(v.parts.single, part{text: text, how: how, variable: one})
	b.extra = append(b.extra, one)
	return n
}

// edge returns the formula "the text begins, or ends, with the term"; at most one of them is there.
func edge(v **variable, all *[]string, text string) *node {
	if *v == nil {
		*v = &variable{chosen: -1}
	}
	if i := slices.Index(*all, text); i >= 0 {
		return (*v).leaves[i].node
	}
	*all = append(*all, text)
	return (*v).add(leaf{})
}

// close sets the values of both edges: none, or one of the terms.
func (p *parts) close() {
	for _, v := range []*variable{p.start, p.end} {
		if v == nil {
			continue
		}
		var all []option
		for i := -1; i < len(v.leaves); i++ {
			o := option{truths: make([]truth, len(v.leaves))}
			for j := range o.truths {
				if o.truths[j] = no; i == j {
					o.truths[j] = yes
				}
			}
			all = append(all, o)
		}
		v.setOptions(all)
	}
}

// value returns a text or a list with the parts that were chosen.
func (p *parts) value() any {
	var in []string
	for _, one := range p.single {
		v := one.variable
		if len(v.options) > 0 && v.options[max(v.chosen, 0)].truths[0] == yes {
			in = append(in, one.text)
		}
	}
	if p.list {
		return append(in, p.filler())
	}
	for i := range in {
		in[i] = bare(in[i])
	}
	fill := p.filler()
	words := []string{fill}
	for _, text := range in {
		words = append(words, text, fill)
	}
	text := strings.Join(words, " ")
	if v := p.start; v != nil && v.chosen > 0 {
		text = p.starts[v.chosen-1] + " " + text
	}
	if v := p.end; v != nil && v.chosen > 0 {
		text += " " + p.ends[v.chosen-1]
	}
	return text
}

// filler returns a word that is in no term, and has none in it.
func (p *parts) filler() string {
	all := slices.Concat(p.starts, p.ends)
	for _, one := range p.single {
		all = append(all, one.text)
	}
	for _, word := range []string{"note", "hello", "qqq", "zzz", "jjj", "777"} {
		if !slices.ContainsFunc(all, func(t string) bool { return overlaps(word, t) }) {
			return word
		}
	}
	return "note"
}

// independent reports whether each term may be in a text or not, whatever the others are: none is part of another.
func independent(v *variable) bool {
	type term struct {
		text string
		how  matching.Comparison
	}
	var all []term
	for _, l := range v.leaves {
		if l.test == nil || !slices.Contains(terms, l.test.Compare) {
			continue
		}
		for _, value := range l.test.Values {
			t := term{bare(value.(string)), l.test.Compare}
			if t.how == matching.AllWords {
				t.how = matching.AnyWord
			}
			for _, other := range all {
				if other != t && overlaps(other.text, t.text) {
					return false
				}
			}
			all = append(all, t)
		}
	}
	return true
}

// bare returns a word of a filter without its quotes and the "*" at its end.
func bare(term string) string {
	term = strings.TrimSuffix(strings.TrimSpace(term), "*")
	if n := len(term); n > 1 && term[0] == '"' && term[n-1] == '"' {
		term = term[1 : n-1]
	}
	return strings.TrimSuffix(term, "*")
}

// overlaps reports whether one of the texts is part of the other, as words see them.
func overlaps(a, b string) bool {
	a, b = folded(a), folded(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}

func markup(values []any) bool {
	return slices.ContainsFunc(values, func(v any) bool {
		s, ok := v.(string)
		return ok && strings.ContainsAny(s, "<&")
	})
}
