package filter

import (
	"bytes"
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

	content bool // it is the content of the mention, which may be HTML
	longest int  // the length of the longest term, folded
}

type mode uint8

const (
	anyWord mode = iota
	allWords
	anyExact
	anyPart
	startPart
	endPart
	wholePart
)

// modes are the ways of searching by the functions that do.
var modes = map[string]mode{"word": anyWord, "words": allWords, "exact": anyExact, "contains_text": anyPart, "starts_with": startPart, "ends_with": endPart,
	"is_text": wholePart}

// plain reports whether nothing but case and space is folded, and lists are searched as well as texts.
func (m mode) plain() bool { return m >= anyPart }

// search lowers word, words, exact, contains_text and its like.
func (l *lowering) search(c funcCall) part {
	a := l.expr(c.args[0])
	s := &search{site: site{text: a.name()}, mode: modes[c.name]}
	fine := false
	if s.mode.plain() && a.kind.list() {
		fine = l.once(c.src, a)
	} else {
		fine = l.searchable(c.src, a, c.name)
	}
	s.content = a.path == contentPath
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
		s.longest = max(s.longest, len(t.folded))
	}
	if !fine {
		return part{node: &ast.BoolNode{}, kind: aTruth, src: c.src}
	}
	node := placed(c.src, &ast.CallNode{Callee: &ast.IdentifierNode{Value: envFind}, Arguments: []ast.Node{a.node, constant(s)}})
	return part{node: node, kind: aTruth, src: c.src}
}

// newTermFor reads a term for a way of searching.
func newTermFor(m mode, s string) (term, error) {
	switch {
	case m.plain():
		return newPart(m, s)
	case m == anyExact:
		return newTerm(s, asExact)
	}
	return newTerm(s, asWords)
}

// newPart reads a part of a text, or all of one: nothing but its case and its space are folded.
func newPart(m mode, s string) (term, error) {
	if !utf8.ValidString(s) {
		return term{}, errors.New("is not valid UTF-8")
	}
	t := term{folded: foldCase(nil, s, &meter{left: budget})}
	switch m {
	case anyPart:
		t.folded = oneSpace(t.folded)
	case wholePart:
		t.folded = bytes.Trim(oneSpace(t.folded), " ")
	}
	if len(t.folded) == 0 {
		return term{}, errors.New("is empty")
	}
	return t, nil
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
