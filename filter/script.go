package filter

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// script holds everything word knows about one script: equivalent letters, ignored marks, and where a term may begin
// and end. Each script has one table, which a reader of that script can check. Folding, boundaries and the table in the
// package documentation are derived from these tables alone.
type script struct {
	name    string
	tables  []*unicode.RangeTable // its letters and marks
	more    string                // letters of the script that Unicode assigns to none
	spacing spacing

	same      []equivalent   // letters that are folded to others
	marks     []ignoredMarks // marks that are dropped
	spellings []spelling     // spellings that are folded to others
	notes     []string       // other remarks about the folding, for the documentation

	stackers string // signs that bind the next letter into the cluster: no term begins or ends after one
	leading  string // vowels written before their consonant: no term begins or ends after one
	trailing string // vowels and other signs that are not marks but belong to the letter before: no term begins or ends before one
	cursive  bool   // the letters are joined, so that a joiner between two of them is invisible
}

// spacing is how words of a script are separated.
type spacing uint8

const (
	spaced      spacing = iota // by spaces
	unspaced                   // not at all: a term may begin and end between any two clusters
	withEndings                // by spaces, but particles and endings are written onto the word: a term may end after any syllable
)

// equivalent is a set of letters folded to as.
type equivalent struct {
	letters, as string
}

// ignoredMarks are marks that are dropped, after the letters of a table or everywhere.
type ignoredMarks struct {
	name  string
	marks *unicode.RangeTable
	on    *unicode.RangeTable // nil means everywhere
}

// spelling is a sequence of letters folded to another spelling of the same word.
type spelling struct {
	letters, as string
}

// scripts returns the tables, in the order of the documentation.
func scripts() []script {
	return slices.Concat([]script{everyScript()}, europeanScripts(), middleEasternScripts(), indicScripts(), southeastScripts(), eastScripts())
}

// The joiners, and the zero width space.
const (
	joiner    = '\u200D'
	nonJoiner = '\u200C'
	zeroSpace = '\u200B'
)

// everyScript holds the rules of all scripts, other than case, compatibility forms (UAX #15) and white space.
func everyScript() script {
	return script{
		name: "every script",
		same: []equivalent{
			{"\u2018\u2019\u02BC\u2032" + string(acuteAccent), "'"}, // core specification 6.2, Apostrophes
			{"“”„«»", `"`},
			{"\u2010\u2011", "-"},
		},
		marks: []ignoredMarks{{"invisible characters (soft hyphens, word joiners, marks of direction, variation selectors)", invisibleTable, nil}},
		notes: []string{"decimal digits are 0-9"}, // General_Category Nd, UAX #44
	}
}

// invisibleTable holds runes that only change the look of others, or not even that: the soft hyphen, the combining
// grapheme joiner, marks of direction, the word joiner, the byte order mark and variation selectors. Core specification
// 23.2 to 23.4.
var invisibleTable = rangetable.Merge(unicode.Variation_Selector, rangetable.New('\u00AD', '\u034F', '\u061C', '\u200E', '\u200F', '\u2060', '\uFEFF'))

// runesIn returns the runes that a function extracts from all tables.
func runesIn(list []script, of func(s script) string) *unicode.RangeTable {
	var all []rune
	for _, s := range list {
		all = append(all, []rune(of(s))...)
	}
	return rangetable.New(all...)
}

// lettersIn returns the letters and marks of the scripts that pass a test.
func lettersIn(list []script, test func(s script) bool) *unicode.RangeTable {
	var tables []*unicode.RangeTable
	for _, s := range list {
		if test(s) {
			tables = append(append(tables, s.tables...), rangetable.New([]rune(s.more)...))
		}
	}
	return rangetable.Merge(tables...)
}
