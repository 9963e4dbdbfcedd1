package filter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a token of an expression that may be faulty or unfinished.
type token struct {
	kind     tokenKind
	from, to int // in bytes
	text     string
	closed   bool // a text or comment that has its end
}

type tokenKind uint8

const (
	noToken tokenKind = iota
	nameToken
	textToken
	numberToken
	symbolToken // an operator, a bracket, a comma, #
	commentToken
)

// grows reports whether what is written right after the token belongs to it.
func (t token) grows() bool {
	switch t.kind {
	case nameToken, numberToken:
		return true
	case textToken, commentToken:
		return !t.closed
	}
	return false
}

func (t token) is(texts ...string) bool {
	return (t.kind == symbolToken || t.kind == nameToken) && slices.Contains(texts, t.text)
}

// stray reports whether the token is a symbol after which nothing of an expression comes.
func (t token) stray() bool {
	return t.kind == symbolToken && !t.is("(", "[", ",", ")", "]", "#", ".", "?.") && !t.is(joiners...) && !t.is(comparisons...) && !t.is(arithmetics...)
}

// symbols are the operators of more than one character.
var symbols = []string{"==", "!=", "<=", ">=", "&&", "||", "??", "?.", "**", "..", "::"}

// scan splits any text into tokens, without its space.
func scan(text string) []token {
	var all []token
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		t := nextToken(text[at:], r)
		t.from, t.to = at, at+max(t.to, size)
		t.text = text[t.from:t.to]
		all = append(all, t)
		at = t.to
	}
	return all
}

// nextToken returns the first token of a text; its end is relative to the text.
func nextToken(text string, r rune) token {
	switch {
	case strings.HasPrefix(text, "//"):
		end := strings.IndexByte(text, '\n')
		if end < 0 {
			return token{kind: commentToken, to: len(text)}
		}
		return token{kind: commentToken, to: end}
	case strings.HasPrefix(text, "/*"):
		if end := strings.Index(text[2:], "*/"); end >= 0 {
			return token{kind: commentToken, to: end + 4, closed: true}
		}
		return token{kind: commentToken, to: len(text)}
	case strings.ContainsRune("\"'`", r):
		return quotedToken(text)
	case isNameRune(r, true):
		return token{kind: nameToken, to: runOf(text, func(r rune) bool { return isNameRune(r, false) })}
	case r >= '0' && r <= '9':
		return token{kind: numberToken, to: runOf(text, func(r rune) bool { return isNameRune(r, false) || r == '.' })}
	}
	for _, s := range symbols {
		if strings.HasPrefix(text, s) {
			return token{kind: symbolToken, to: len(s)}
		}
	}
	return token{kind: symbolToken, to: utf8.RuneLen(r)}
}

// quotedToken returns a text in quotes, which may be unfinished.
func quotedToken(text string) token {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote != '`':
			i++
		case text[i] == quote:
			return token{kind: textToken, to: i + 1, closed: true}
		}
	}
	return token{kind: textToken, to: len(text)}
}

func isNameRune(r rune, first bool) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || !first && unicode.IsDigit(r)
}

// runOf returns the length of the run of such characters that a text begins with.
func runOf(text string, is func(rune) bool) int {
	for i, r := range text {
		if !is(r) {
			return i
		}
	}
	return len(text)
}
