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

	wordFirst, wordLast         bool // its first and last rune are parts of words, so that it must not cut one
	unspacedFirst, unspacedLast bool // they are of a script without spaces, where it may; the last also of one with endings
	attachedFirst, bindsLast    bool // they belong to the letter before and after, so that it never does
}

// newTerm reads a term as somebody wrote it: a word or a phrase, perhaps in double quotes, perhaps with a "*" behind
// it, within the quotes or behind them.
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

// findBoundaries tells whether a folded term begins and ends with parts of words.
func (t *term) findBoundaries() {
	first, _ := utf8.DecodeRune(t.folded)
	last, _ := utf8.DecodeLastRune(t.folded)
	t.wordFirst, t.unspacedFirst, t.attachedFirst = inWord(first) || isAttached(first), isUnspaced(first), isAttached(first)
	t.wordLast, t.unspacedLast, t.bindsLast = inWord(last) || isAttached(last), isUnspaced(last) || takesEndings(last), bindsNext(last)
}

// name is how a term is called in an index.
func (t term) name() string {
	if t.prefix {
		return "*" + string(t.folded)
	}
	return "=" + string(t.folded)
}

// withoutQuotes returns what stands between two double quotes, straight or curly, when there is something.
func withoutQuotes(s string) (string, bool) {
	first, n := utf8.DecodeRuneInString(s)
	last, m := utf8.DecodeLastRuneInString(s)
	if len(s) <= n+m || !isQuote(first) || !isQuote(last) {
		return s, false
	}
	return s[n : len(s)-m], true
}
