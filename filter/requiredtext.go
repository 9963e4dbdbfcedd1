package filter

import (
	"regexp/syntax"
	"slices"
	"unicode"
)

// The length of the shortest text, and the largest number of alternatives, that are worth looking for.
const (
	leastRequired = 2
	mostRequired  = 32
)

// requiredTexts returns texts, folded as contains_text folds them, one of which appears in every match of the pattern.
// It returns nil when there are none worth looking for.
func requiredTexts(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	list := requiredIn(re)
	if slices.ContainsFunc(list, func(s string) bool { return len(s) < leastRequired }) {
		return nil
	}
	return list
}

// requiredIn returns texts one of which appears in every match; nil when none are known.
func requiredIn(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return requiredOfLiteral(re)
	case syntax.OpCapture, syntax.OpPlus:
		return requiredIn(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return requiredIn(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if list := requiredIn(sub); list != nil && (best == nil || shortest(list) > shortest(best)) {
				best = list
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			list := requiredIn(sub)
			if list == nil || len(all)+len(list) > mostRequired {
				return nil
			}
			all = append(all, list...)
		}
		return all
	}
	return nil
}

func shortest(list []string) int {
	return len(slices.MinFunc(list, func(a, b string) int { return len(a) - len(b) }))
}

// requiredOfLiteral returns the longest part of a literal that folds to one text, whichever way it matches.
func requiredOfLiteral(re *syntax.Regexp) []string {
	var best, piece []byte
	for _, r := range re.Rune {
		if re.Flags&syntax.FoldCase != 0 && !foldsAlike(r) {
			piece = nil
			continue
		}
		piece = collapseSpace(appendFolded(piece, r))
		if len(piece) > len(best) {
			best = slices.Clone(piece)
		}
	}
	if best == nil {
		return nil
	}
	return []string{string(best)}
}

// foldsAlike reports whether all runes that a case-insensitive pattern accepts for r fold to the same text.
func foldsAlike(r rune) bool {
	want := string(appendFolded(nil, r))
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		if string(appendFolded(nil, other)) != want {
			return false
		}
	}
	return true
}
