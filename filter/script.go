package filter

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// script is what word needs to know of one script: which letters are the same, which marks are left out, and where a
// term may begin and end. There is one table for each script, which a reader of that script can check; folding,
// boundaries and the table of the package documentation are made from these and from nothing else.
type script struct {
	name    string
	tables  []*unicode.RangeTable // its letters and marks
	more    string                // what Unicode counts to no script and yet is a letter of this one
	spacing spacing

	same      []equivalent   // letters that are taken for another
	marks     []ignoredMarks // marks that are left out
	spellings []spelling     // several letters that are taken for another spelling
	notes     []string       // what else a reader should know of the folding

	stackers string // signs that bind the next letter into the cluster: nothing begins or ends after one
	leading  string // vowels that are written before their consonant: nothing begins or ends after one
	trailing string // vowels and other signs that are no marks and yet belong to the letter before: nothing begins or ends before one
	cursive  bool   // letters are joined, so that a joiner between two of them is not seen as a sign
}

// spacing is how words of a script are told apart.
type spacing uint8

const (
	spaced      spacing = iota // by spaces
	unspaced                   // not at all: a term may begin and end between any two clusters
	withEndings                // by spaces, but particles and endings are written onto the word: a term may end after any syllable
)

// equivalent is letters that are taken for another, or for several.
type equivalent struct {
	letters, as string
}

// ignoredMarks is marks that are left out, on the letters of a table or wherever they are.
type ignoredMarks struct {
	what  string
	marks *unicode.RangeTable
	on    *unicode.RangeTable // nil is everything
}

// spelling is letters that are taken for another spelling of the same.
type spelling struct {
	letters, as string
}

// scripts returns the tables, in the order of the documentation.
func scripts() []script {
	return slices.Concat([]script{everyScript()}, europeanScripts(), middleEasternScripts(), indicScripts(), southeastScripts(), eastScripts())
}

// The joiners, and the space that nobody sees.
const (
	joiner    = '\u200D'
	nonJoiner = '\u200C'
	zeroSpace = '\u200B'
)

// everyScript is what holds in all scripts beside case, compatibility forms (UAX #15) and white space.
func everyScript() script {
	return script{
		name: "every script",
		same: []equivalent{
			{"\u2018\u2019\u02BC\u2032" + string(acuteAccent), "'"}, // core specification 6.2, Apostrophes
			{"“”„«»", `"`},
			{"\u2010\u2011", "-"},
		},
		marks: []ignoredMarks{{"what nobody sees (soft hyphens, word joiners, marks of direction, variation selectors)", invisibleTable, nil}},
		notes: []string{"decimal digits are 0-9"}, // General_Category Nd, UAX #44
	}
}

// invisibleTable is what changes how something looks, or not even that: the soft hyphen, the combining grapheme joiner, marks
// of direction, the word joiner, the byte order mark and variation selectors. Core specification 23.2 to 23.4.
var invisibleTable = rangetable.Merge(unicode.Variation_Selector, rangetable.New('\u00AD', '\u034F', '\u061C', '\u200E', '\u200F', '\u2060', '\uFEFF'))

// runesIn is what a function finds in all tables.
func runesIn(list []script, of func(s script) string) *unicode.RangeTable {
	var all []rune
	for _, s := range list {
		all = append(all, []rune(of(s))...)
	}
	return rangetable.New(all...)
}

// lettersIn is the letters and marks of the scripts for which a test is true.
func lettersIn(list []script, test func(s script) bool) *unicode.RangeTable {
	var tables []*unicode.RangeTable
	for _, s := range list {
		if test(s) {
			tables = append(append(tables, s.tables...), rangetable.New([]rune(s.more)...))
		}
	}
	return rangetable.Merge(tables...)
}
