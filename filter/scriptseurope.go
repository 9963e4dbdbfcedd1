package filter

import (
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// europeanScripts returns the scripts of chapters 7 and 8 of Unicode's core specification.
func europeanScripts() []script {
	return []script{latinScript(), greekScript(), cyrillicScript(), armenianScript()}
}

// latinScript: core specification 7.1. A letter without a decomposition that still is a letter with a stroke, or two
// letters in one, is folded to the letters people type on another keyboard (CLDR, transform Latin-ASCII).
func latinScript() script {
	return script{
		name:   "Latin",
		tables: []*unicode.RangeTable{unicode.Latin},
		same: []equivalent{
			{"łŁ", "l"}, {"øØ", "o"}, {"đĐ", "d"}, {"ħĦ", "h"}, {"ŧŦ", "t"}, {"æÆ", "ae"}, {"œŒ", "oe"},
		},
		marks: []ignoredMarks{{"accents", unicode.Mn, unicode.Latin}},
		notes: []string{"ß = ss", "ı = i"}, // CaseFolding.txt, status F; the dotless i shares its upper case with i
	}
}

// greekScript: core specification 7.2. People omit tonos and dialytika in capitals and in haste; the breathings and
// accents of polytonic spelling are no longer written. The iota subscript is a letter in capitals (CaseFolding.txt), so
// it stays one.
func greekScript() script {
	return script{
		name:   "Greek",
		tables: []*unicode.RangeTable{unicode.Greek},
		marks:  []ignoredMarks{{"tonos, dialytika and the other accents", greekAccents, unicode.Greek}},
		notes:  []string{"ς = σ"}, // CaseFolding.txt
	}
}

var greekAccents = rangetable.New('\u0300', '\u0301', '\u0304', '\u0306', '\u0308', '\u0313', '\u0314', '\u0342')

// cyrillicScript: core specification 7.4. The dots of ё are optional in Russian, and stress is marked with acute or
// grave on vowels. The acute on consonants makes other letters (ѓ, ќ), as do the breve everywhere (й, ў) and the dots
// on all letters but е (ї, ӧ).
func cyrillicScript() script {
	return script{
		name:   "Cyrillic",
		tables: []*unicode.RangeTable{unicode.Cyrillic},
		marks: []ignoredMarks{
			{"stress marks", rangetable.New('\u0300', '\u0301'), rangetable.New([]rune("аеиоуыэюяіїєѣѫѧѵәөү")...)},
			{"the dots of ё", rangetable.New('\u0308'), rangetable.New('е')},
		},
	}
}

// armenianScript: core specification 7.6, Ligatures. U+0587 is ech and yiwn (UnicodeData.txt), and in capitals ech and yiwn
// (SpecialCasing.txt) or, in the reformed spelling, ech and vew (CLDR, transform hy-Upper).
func armenianScript() script {
	return script{
		name:      "Armenian",
		tables:    []*unicode.RangeTable{unicode.Armenian},
		spellings: []spelling{{"եվ", "եւ"}},
		notes:     []string{"և = եւ"},
	}
}
