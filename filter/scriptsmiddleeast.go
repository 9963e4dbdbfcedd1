package filter

import (
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// middleEasternScripts returns the scripts of chapter 9 of Unicode's core specification, and others that are joined
// like Arabic.
func middleEasternScripts() []script {
	return []script{hebrewScript(), arabicScript(), joinedScripts()}
}

// hebrewScript: core specification 9.1. Points and cantillation marks are optional. Geresh and gershayim are on few
// keyboards; people write an apostrophe and a double quote.
func hebrewScript() script {
	return script{
		name:   "Hebrew",
		tables: []*unicode.RangeTable{unicode.Hebrew},
		same:   []equivalent{{"\u05F3", "'"}, {"\u05F4", `"`}},
		marks:  []ignoredMarks{{"points and accents", hebrewPoints, nil}},
	}
}

var hebrewPoints = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0591, Hi: 0x05BD, Stride: 1}, {Lo: 0x05BF, Hi: 0x05BF, Stride: 1}, {Lo: 0x05C1, Hi: 0x05C2, Stride: 1},
	{Lo: 0x05C4, Hi: 0x05C5, Stride: 1}, {Lo: 0x05C7, Hi: 0x05C7, Stride: 1}, {Lo: 0xFB1E, Hi: 0xFB1E, Stride: 1},
}}

// arabicScript: core specification 9.2. Vowel marks are optional; tatweel only stretches a word. Writers differ in the
// carrier of a hamza at the beginning of a word, in whether they write it, and in the alef with madda. Keyboards for
// Arabic, Persian and Urdu have different codes for yeh (the alef maksura looks like the Persian yeh) and kaf. Alef
// wasla is Koranic. Zero width non-joiners separate the parts of a Persian word (UAX #31, rule A1).
func arabicScript() script {
	return script{
		name:   "Arabic",
		tables: []*unicode.RangeTable{unicode.Arabic},
		same:   []equivalent{{"\u0671", "\u0627"}, {"\u0649\u06CC", "\u064A"}, {"\u06A9", "\u0643"}},
		marks: []ignoredMarks{
			{"vowel marks", arabicVowels, nil},
			{"tatweel", rangetable.New('\u0640'), nil},
			{"hamza and madda on and below alef", rangetable.New('\u0653', '\u0654', '\u0655'), rangetable.New('\u0627')},
		},
		cursive: true,
	}
}

// arabicVowels are the marks that show how to read a word, and the signs of the Koran. Madda and hamza (U+0653 to
// U+0655), which make other letters, are not among them.
var arabicVowels = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0610, Hi: 0x061A, Stride: 1}, {Lo: 0x064B, Hi: 0x0652, Stride: 1}, {Lo: 0x0656, Hi: 0x065F, Stride: 1},
	{Lo: 0x0670, Hi: 0x0670, Stride: 1}, {Lo: 0x06D6, Hi: 0x06DC, Stride: 1}, {Lo: 0x06DF, Hi: 0x06E4, Stride: 1},
	{Lo: 0x06E7, Hi: 0x06E8, Stride: 1}, {Lo: 0x06EA, Hi: 0x06ED, Stride: 1}, {Lo: 0x0898, Hi: 0x089F, Stride: 1},
	{Lo: 0x08CA, Hi: 0x08E1, Stride: 1}, {Lo: 0x08E3, Hi: 0x08FF, Stride: 1},
}}

// joinedScripts: letters of these scripts also have joining forms in ArabicShaping.txt (core specification 9.3, 9.5,
// 13.5, 19.4, 19.9).
func joinedScripts() script {
	return script{
		name:    "Syriac, Mandaic, Mongolian, N'Ko, Adlam",
		tables:  []*unicode.RangeTable{unicode.Syriac, unicode.Mandaic, unicode.Mongolian, unicode.Nko, unicode.Adlam},
		cursive: true,
	}
}
