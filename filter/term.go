package filter

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// term is a word or a phrase to look for, folded.
type term struct {
	folded []byte
	prefix bool // the last word may go on after it

	wordFirst, wordLast         bool // its first and last rune are parts of words, so it must not cut one
	unspacedFirst, unspacedLast bool // they belong to a script without spaces (or, for the last, with endings), where it may
	attachedFirst, bindsLast    bool // they belong to the letter before and after, where it never may
}

// newTerm reads a term as an administrator writes it: a word or a phrase, optionally in double quotes, optionally with
// a "*" at the end, inside or after the quotes.
func newTerm(s string, as *foldRules) (term, error) {
	if !utf8.ValidString(s) {
		return term{}, errors.New("is not valid UTF-8")
	}
	var t term
	s, t.prefix = strings.CutSuffix(strings.TrimSpace(s), "*")
	if inner, ok := withoutQuotes(s); ok {
		var star bool
		s, star = strings.CutSuffix(inner, "*")
		t.prefix = t.prefix || star
	}
	folded, _ := as.fold(nil, nil, s, &meter{left: budget})
	t.folded = []byte(strings.Trim(string(folded), " "))
	if len(t.folded) == 0 {
		return term{}, errors.New("is empty")
	}
	t.findBoundaries()
	return t, nil
}

// findBoundaries sets how a folded term begins and ends.
func (t *term) findBoundaries() {
	first, _ := utf8.DecodeRune(t.folded)
	last, _ := utf8.DecodeLastRune(t.folded)
	t.wordFirst, t.unspacedFirst, t.attachedFirst = inWord(first) || isAttached(first), isUnspaced(first), isAttached(first)
	t.wordLast, t.unspacedLast, t.bindsLast = inWord(last) || isAttached(last), isUnspaced(last) || takesEndings(last), bindsNext(last)
}

// name returns the name of the term's item in an index.
func (t term) name() string {
	if t.prefix {
		return "*" + string(t.folded)
	}
	return "=" + string(t.folded)
}

// withoutQuotes returns the text between two double quotes, straight or curly, if it is not empty.
func withoutQuotes(s string) (string, bool) {
	first, n := utf8.DecodeRuneInString(s)
	last, m := utf8.DecodeLastRuneInString(s)
	if len(s) <= n+m || !isQuote(first) || !isQuote(last) {
		return s, false
	}
	return s[n : len(s)-m], true
}
