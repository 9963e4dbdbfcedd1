package filter_test

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// naiveWords finds a term the slow way: fold both sides, try every position, look at the neighbours.
func naiveWords(content, term string) bool { return naiveFind(content, term, naiveFold) }

// naiveExactly is the same for exact.
func naiveExactly(content, term string) bool { return naiveFind(content, term, naiveExact) }

func naiveFind(content, term string, fold func(string) string) bool {
	bare, prefix := naiveTerm(term, fold)
	return naiveHas([]rune(fold(content)), []rune(bare), prefix)
}

// naiveHas reports whether a folded term is in a folded text.
func naiveHas(hay, needle []rune, prefix bool) bool {
	for i := 0; i+len(needle) <= len(hay); i++ {
		if string(hay[i:i+len(needle)]) != string(needle) {
			continue
		}
		if naiveBegins(hay[:i], needle[0]) && (prefix || naiveEnds(needle[len(needle)-1], hay[i+len(needle):])) {
			return true
		}
	}
	return false
}

// naiveTerm is what a term looks for, folded, and whether it has a star behind it.
func naiveTerm(term string, fold func(string) string) (bare string, prefix bool) {
	term, prefix = strings.CutSuffix(strings.TrimSpace(term), "*")
	const quotes = `"“”„«»`
	if r := []rune(term); len(r) > 2 && strings.ContainsRune(quotes, r[0]) && strings.ContainsRune(quotes, r[len(r)-1]) {
		term = string(r[1 : len(r)-1])
		if inner, star := strings.CutSuffix(term, "*"); star {
			term, prefix = inner, true
		}
	}
	return strings.Trim(fold(term), " "), prefix
}

// naiveBegins reports whether a term with a first rune may begin behind a text.
func naiveBegins(before []rune, first rune) bool {
	switch {
	case len(before) == 0 || !naiveWordRune(first):
		return true
	case naiveClings(first):
		return !naiveWordRune(before[len(before)-1])
	case naivePulls(before[len(before)-1]):
		return false
	}
	return naiveSpaceless(first) || !naiveInWord(before)
}

// naiveEnds reports whether a term with a last rune may end before a text.
func naiveEnds(last rune, after []rune) bool {
	switch {
	case len(after) == 0 || !naiveWordRune(last):
		return true
	case naiveClings(after[0]):
		return false
	case !naiveLetter(after[0]):
		return true
	case naivePulls(last):
		return false
	}
	return naiveSpaceless(last) || naiveSpaceless(after[0]) || unicode.Is(unicode.Hangul, last) || unicode.Is(unicode.Hangul, after[0])
}

func naiveMark(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Mc) }

func naiveWordRune(r rune) bool { return naiveLetter(r) || naiveClings(r) }

// naiveLetter reports whether a rune is a letter or a digit, and none that is a smaller copy of another.
func naiveLetter(r rune) bool {
	return unicode.In(r, unicode.Letter, unicode.Nd, unicode.Nl) && !naiveSmall(r) && !naiveJamo(r)
}

func naiveSmall(r rune) bool {
	if r == 'ª' || r == 'º' {
		return true
	}
	return unicode.Is(unicode.Lm, r) && norm.NFKD.String(string(r)) != norm.NFD.String(string(r)) && (r < 0xFF00 || r > 0xFFEF)
}

// naiveSymbol reports whether a rune is one that compatibility makes letters or digits, and no letter itself.
func naiveSymbol(r rune) bool {
	s := norm.NFKD.String(string(r))
	return s != norm.NFD.String(string(r)) && strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) &&
		(unicode.In(r, unicode.Sm, unicode.Sc, unicode.Sk, unicode.So, unicode.No) || naiveSmall(r))
}

// naiveInWord reports whether the last letter, with its marks, is one that a word may not be cut behind. More than 31
// marks on a letter are a word by themselves.
func naiveInWord(before []rune) bool {
	for marks := 0; len(before) > 0 && naiveMark(before[len(before)-1]); marks++ {
		if marks == 31 {
			return true
		}
		before = before[:len(before)-1]
	}
	return len(before) > 0 && naiveLetter(before[len(before)-1]) && !naiveSpaceless(before[len(before)-1])
}
