package filter

import (
	"unicode"
)

// eastScripts returns the scripts of chapter 18 of Unicode's core specification that are in common use.
func eastScripts() []script {
	return []script{chineseScript(), japaneseScript(), koreanScript()}
}

// chineseScript: core specification 18.1 and 18.3; Line_Break ID (UAX #14).
func chineseScript() script {
	return script{
		name:    "Chinese",
		tables:  []*unicode.RangeTable{unicode.Han, unicode.Bopomofo},
		more:    "\u3006\u303C", // Script Common, Script_Extensions with Hani
		spacing: unspaced,
	}
}

// japaneseScript: core specification 18.4. The voiced sound marks are also written separately, before they are
// composed, and in half width. On a letter without a voiced form they are still marks.
func japaneseScript() script {
	return script{
		name:     "Japanese",
		tables:   []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana},
		more:     "ー\uFF70\u3031\u3032\u3033\u3034\u3035\u3099\u309A\u309B\u309C\uFF9E\uFF9F", // Script Common or Inherited, Script_Extensions Hira Kana
		spacing:  unspaced,
		same:     []equivalent{{"\u309B\uFF9E", "\u3099"}, {"\u309C\uFF9F", "\u309A"}},
		trailing: "\u309B\u309C\uFF9E\uFF9F",
	}
}

// koreanScript: core specification 18.6. Particles and endings are written onto the word. The jamo U+3131 to U+318E are
// not parts of syllables: people write ㅋㅋ and ㅠㅠ for laughter and tears. Conjoining jamo are: vowels and finals belong
// to the letter before, initials to the letter after (UAX #29, rules GB6 to GB8).
func koreanScript() script {
	return script{
		name:     "Korean",
		tables:   []*unicode.RangeTable{unicode.Hangul},
		spacing:  withEndings,
		notes:    []string{"jamo by themselves (ㅋ, ㅠ) are symbols"},
		leading:  runeRange(0x1100, 0x115F) + runeRange(0xA960, 0xA97C),
		trailing: runeRange(0x1160, 0x11FF) + runeRange(0xD7B0, 0xD7C6) + runeRange(0xD7CB, 0xD7FB),
	}
}

// runeRange returns the runes from one to another, both included.
func runeRange(from, to rune) string {
	var all []rune
	for r := from; r <= to; r++ {
		all = append(all, r)
	}
	return string(all)
}

// loneJamo returns the jamo that is typed on its own and forms no syllable: U+3131 to U+318E, also for a halfwidth r.
// Compatibility decomposition would merge it into the syllable before it.
func loneJamo(r rune) (jamo rune, ok bool) {
	switch {
	case 0x3131 <= r && r <= 0x318E:
		return r, true
	case r == 0xFFA0: // the filler
		return 0x3164, true
	case 0xFFA1 <= r && r <= 0xFFBE: // the consonants
		return r - 0xFFA1 + 0x3131, true
	case 0xFFC2 <= r && r <= 0xFFDC && (r-0xFFC2)&7 < 6: // the vowels, six to a row of eight
		return r - 0xFFC2 - (r-0xFFC2)/8*2 + 0x314F, true
	}
	return r, false
}
