package filter

import (
	"errors"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
)

// search is one call of word, words, exact or contains_text: what it looks for, and how.
type search struct {
	site  site
	key   string // the path of the text, by which its folded form is kept; empty when it is no path
	mode  mode
	terms []term
}

type mode uint8

const (
	anyWord mode = iota
	allWords
	anyExact
	anyPart
)

// modes is what the functions do that search texts.
var modes = map[string]mode{"word": anyWord, "words": allWords, "exact": anyExact, "contains_text": anyPart}

// search lowers word, words, exact and contains_text.
func (l *lowering) search(c funcCall) part {
	a := l.expr(c.args[0])
	fine := l.searchable(c.src, a, c.name)
	s := &search{site: site{text: a.name()}, mode: modes[c.name]}
	if !l.loop {
		s.key = a.path
	}
	for i := 1; i < len(c.args); i++ {
		value, ok := l.constantText(c, i)
		if !ok {
			fine = false
			continue
		}
		t, err := newTermFor(s.mode, value)
		if err != nil {
			l.bad(c.args[i], "the term %s %v", quote(clip(value)), err)
			fine = false
		}
		s.terms = append(s.terms, t)
	}
	if !fine {
		return part{node: &ast.BoolNode{}, kind: aTruth, src: c.src}
	}
	node := placed(c.src, &ast.CallNode{Callee: &ast.IdentifierNode{Value: envFind}, Arguments: []ast.Node{a.node, constant(s)}})
	return part{node: node, kind: aTruth, src: c.src}
}

// newTermFor reads a term for a way of searching.
func newTermFor(m mode, s string) (term, error) {
	switch m {
	case anyPart:
		return newPart(s)
	case anyExact:
		return newTerm(s, asExact)
	}
	return newTerm(s, asWords)
}

// newPart reads a part of text for contains_text: nothing but its case is folded.
func newPart(s string) (term, error) {
	if !utf8.ValidString(s) {
		return term{}, errors.New("is not valid UTF-8")
	}
	if s == "" {
		return term{}, errors.New("is empty")
	}
	return term{folded: foldCase(nil, s, &meter{left: budget})}, nil
}

// in reports whether the text, folded for the mode, has what the search wants.
func (s *search) in(text []byte, m *meter) bool {
	for i := range s.terms {
		if s.terms[i].in(text, m) != (s.mode == allWords) {
			return s.mode != allWords
		}
	}
	return s.mode == allWords
}
