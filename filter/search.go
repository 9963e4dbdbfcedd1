package filter

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
)

// search is one call of word, words, exact, contains_text or a similar function.
type search struct {
	operand operandName
	key     string // the path of the text, under which its folded form is kept; empty if it has none
	mode    searchMode
	terms   []term

	content bool // the text is the content of the mention, which may be HTML
	longest int  // the length of the longest term, folded
}

type searchMode uint8

const (
	anyWord searchMode = iota
	allWords
	anyExact
	anyPart
	startPart
	endPart
	wholePart
)

// searchModes are the search modes by function.
var searchModes = map[string]searchMode{"word": anyWord, "words": allWords, "exact": anyExact, "contains_text": anyPart, "starts_with": startPart, "ends_with": endPart,
	"is_text": wholePart}

// searchModeOf returns the search mode of a function. It panics for a function that the table of functions lowers as a
// search but that is missing here.
func searchModeOf(name string) searchMode {
	mode, ok := searchModes[name]
	if !ok {
		panic("filter: the function " + name + " has no mode: add it to searchModes in filter/search.go")
	}
	return mode
}

// isPlain reports whether the mode folds only case and space, and also searches lists.
func (m searchMode) isPlain() bool { return m >= anyPart }

// search lowers word, words, exact, contains_text and similar functions.
func (l *lowering) search(c funcCall) part {
	a := l.expr(c.args[0])
	s := &search{operand: operandName{text: a.name()}, mode: searchModeOf(c.name)}
	fine := false
	if s.mode.isPlain() && a.kind.list() {
		fine = l.checkNotRepeated(c.src, a)
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
			l.faultAt(c.args[i], "the term %s %v", quote(shorten(value)), err)
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

// newTermFor reads a term for a search mode.
func newTermFor(m searchMode, s string) (term, error) {
	switch {
	case m.isPlain():
		return newPart(m, s)
	case m == anyExact:
		return newTerm(s, exactRules)
	}
	return newTerm(s, wordRules)
}

// newPart reads a term that is part of a text or all of it. Only case and space are folded.
func newPart(m searchMode, s string) (term, error) {
	if !utf8.ValidString(s) {
		return term{}, errors.New("is not valid UTF-8")
	}
	t := term{folded: foldCase(nil, s, &meter{left: budget})}
	switch m {
	case anyPart:
		t.folded = collapseSpace(t.folded)
	case wholePart:
		t.folded = bytes.Trim(collapseSpace(t.folded), " ")
	}
	if len(t.folded) == 0 {
		return term{}, errors.New("is empty")
	}
	return t, nil
}

// foundIn reports whether the text, folded for the mode, satisfies the search.
func (s *search) foundIn(text []byte, m *meter) bool {
	for i := range s.terms {
		if s.terms[i].occursIn(text, m) != (s.mode == allWords) {
			return s.mode != allWords
		}
	}
	return s.mode == allWords
}
