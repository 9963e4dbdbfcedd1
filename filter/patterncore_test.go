package filter

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The core of a pattern, worked out by hand: what may be missing at its ends is not there.
func TestCorePattern(t *testing.T) {
	t.Parallel()
	for pattern, core := range map[string]string{
		"falla[a-z]* 7?": "falla[a-z]* ", "x*falla": "falla", "(falla|error)+": "falla|error", "a+b+": "ab", "ab{2,5}": "ab{2}", "^a*b": `\Aa*b`, "ba*$": "(?-m:ba*$)", "(?:ab?)+c*": "a",
		"a|b*": "a|(?:)", "falla": "falla", "(?i)falla.?": "(?i:FALLA)",
	} {
		require.Equal(t, regexp.MustCompile(core).String(), regexp.MustCompile(corePattern(pattern)).String(), pattern)
	}
}

// A pattern and its core are found in the same texts.
func TestCorePatternFindsTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	of := func(list ...string) string { return list[r.IntN(len(list))] }
	var draw func(depth int) string
	draw = func(depth int) string {
		if depth == 0 {
			return of("a", "b", "ab", "[ab]", ".", "^", "$", `\b`, `\B`, "(?i)a", "\ufffd", "é", `\A`, `\z`)
		}
		switch r.IntN(4) {
		case 0:
			return draw(depth-1) + draw(depth-1)
		case 1:
			return "(" + draw(depth-1) + "|" + draw(depth-1) + ")"
		case 2:
			return "(?:" + draw(depth-1) + ")" + of("*", "+", "?", "{2}", "{1,3}", "{0,2}", "*?", "+?")
		}
		return draw(depth - 1)
	}
	for range 1000 {
		pattern := draw(4)
		whole, core := regexp.MustCompile(pattern), regexp.MustCompile(corePattern(pattern))
		literal, isLiteral := literalOf(pattern)
		for range 12 {
			var text string
			for range r.IntN(6) {
				text += of("a", "b", "A", " ", "é", "\xff", "\ufffd", "\n", "ab")
			}
			require.Equal(t, whole.MatchString(text), core.MatchString(text), "%q and %q in %q", pattern, corePattern(pattern), text)
			if isLiteral {
				require.Equal(t, whole.MatchString(text), strings.Contains(text, literal), "%q in %q", pattern, text)
			}
		}
	}
}
