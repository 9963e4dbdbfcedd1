package filter

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// term is a word or a phrase to look for, folded.
type term struct {
	folded []byte
	prefix bool // a word may go on behind it

	wordFirst, wordLast   bool // its first and last rune are parts of words, so that it must not cut one
	runOnFirst, runOnLast bool // they are of a script without spaces, where it may
}

// newTerm reads a term as somebody wrote it: a word or a phrase, perhaps in double quotes, perhaps with a "*" behind it.
func newTerm(s string) (term, error) {
	if !utf8.ValidString(s) {
		return term{}, errors.New("is not valid UTF-8")
	}
	s = strings.TrimSpace(s)
	if len(s) > 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	var t term
	s, t.prefix = strings.CutSuffix(s, "*")
	folded, _ := foldWords(nil, nil, s)
	t.folded = []byte(strings.Trim(string(folded), " "))
	if len(t.folded) == 0 {
		return term{}, errors.New("is empty")
	}
	first, _ := utf8.DecodeRune(t.folded)
	last, _ := utf8.DecodeLastRune(t.folded)
	t.wordFirst, t.runOnFirst = inWord(first) || isMark(first), runOn(first)
	t.wordLast, t.runOnLast = inWord(last) || isMark(last), runOn(last)
	return t, nil
}

// newPart reads a part of text for contains_text: nothing but its case is folded.
func newPart(s string) (term, error) {
	if !utf8.ValidString(s) {
		return term{}, errors.New("is not valid UTF-8")
	}
	if s == "" {
		return term{}, errors.New("is empty")
	}
	return term{folded: foldCase(nil, s)}, nil
}

// search is one call of word, words or contains_text: what it looks for, and how.
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
	anyPart
)

// in reports whether the text, folded for the mode, has what the search wants.
func (s *search) in(text []byte) bool {
	for i := range s.terms {
		if s.terms[i].in(text) != (s.mode == allWords) {
			return s.mode != allWords
		}
	}
	return s.mode == allWords
}
