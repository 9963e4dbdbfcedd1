package filter

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// corePattern returns a pattern that is found in the same texts as another one: without what may be left out at its ends.
// Patterns that differ there alone have one core.
func corePattern(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return pattern
	}
	core := withoutEnd(withoutStart(re)).String()
	if _, why := newPattern(core); why != "" {
		return pattern
	}
	return core
}

// withoutEnd returns an expression that begins as the given one does, with as little as possible at the end.
func withoutEnd(re *syntax.Regexp) *syntax.Regexp {
	return withoutEdge(re, func(n int) int { return n - 1 })
}

// withoutStart does the same at the start.
func withoutStart(re *syntax.Regexp) *syntax.Regexp {
	return withoutEdge(re, func(int) int { return 0 })
}

// withoutEdge does it at the edge that is the given one of n parts.
func withoutEdge(re *syntax.Regexp, edge func(n int) int) *syntax.Regexp {
	short := *re
	switch re.Op {
	case syntax.OpStar, syntax.OpQuest:
		return &syntax.Regexp{Op: syntax.OpEmptyMatch}
	case syntax.OpPlus, syntax.OpCapture:
		return withoutEdge(re.Sub[0], edge)
	case syntax.OpRepeat:
		if short.Max = re.Min; re.Min == 0 {
			return &syntax.Regexp{Op: syntax.OpEmptyMatch}
		}
	case syntax.OpConcat:
		short.Sub = slices.Clone(re.Sub)
		for n := len(short.Sub); n > 0; n = len(short.Sub) {
			i := edge(n)
			if short.Sub[i] = withoutEdge(short.Sub[i], edge); short.Sub[i].Op != syntax.OpEmptyMatch {
				break
			}
			short.Sub = slices.Delete(short.Sub, i, i+1)
		}
		if len(short.Sub) == 0 {
			return &syntax.Regexp{Op: syntax.OpEmptyMatch}
		}
	case syntax.OpAlternate:
		short.Sub = slices.Clone(re.Sub)
		for i := range short.Sub {
			short.Sub[i] = withoutEdge(short.Sub[i], edge)
		}
	}
	return &short
}

// literalOf returns the text that a pattern looks for, if it looks for one text letter for letter.
func literalOf(pattern string) (text string, ok bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || re.Op != syntax.OpLiteral || re.Flags&syntax.FoldCase != 0 || slices.Contains(re.Rune, utf8.RuneError) {
		return "", false // patterns take invalid UTF-8 for the replacement character
	}
	return string(re.Rune), true
}
