package filter_test

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// naiveWords finds a term the slow way: fold both sides, try every position, look at the neighbours.
func naiveWords(content, term string) bool {
	bare, prefix := naiveTerm(term)
	hay, needle := []rune(naiveFold(content)), []rune(bare)
	for i := 0; i+len(needle) <= len(hay); i++ {
		if string(hay[i:i+len(needle)]) != string(needle) {
			continue
		}
		first, last := needle[0], needle[len(needle)-1]
		begins := !naiveWordRune(first) || naiveSpaceless(first) || !naiveInWord(hay[:i])
		ends := prefix || !naiveWordRune(last) || i+len(needle) == len(hay)
		if !ends {
			next := hay[i+len(needle)]
			ends = !unicode.In(next, unicode.Mn, unicode.Mc) && (naiveSpaceless(last) || naiveSpaceless(next) || !naiveWordRune(next))
		}
		if begins && ends {
			return true
		}
	}
	return false
}

// naiveTerm is what a term looks for, folded, and whether it has a star behind it.
func naiveTerm(term string) (bare string, prefix bool) {
	term, prefix = strings.CutSuffix(strings.TrimSpace(term), "*")
	const quotes = `"“”„«»`
	if r := []rune(term); len(r) > 2 && strings.ContainsRune(quotes, r[0]) && strings.ContainsRune(quotes, r[len(r)-1]) {
		term = string(r[1 : len(r)-1])
		if inner, star := strings.CutSuffix(term, "*"); star {
			term, prefix = inner, true
		}
	}
	return strings.Trim(naiveFold(term), " "), prefix
}

func naiveWordRune(r rune) bool {
	return naiveLetter(r) || unicode.In(r, unicode.Mn, unicode.Mc)
}

// naiveLetter reports whether a rune is a letter or a digit, and none that is a smaller copy of another.
func naiveLetter(r rune) bool {
	return unicode.In(r, unicode.Letter, unicode.Nd, unicode.Nl) && !naiveSmall(r)
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
	for marks := 0; len(before) > 0 && unicode.In(before[len(before)-1], unicode.Mn, unicode.Mc); marks++ {
		if marks == 31 {
			return true
		}
		before = before[:len(before)-1]
	}
	return len(before) > 0 && naiveLetter(before[len(before)-1]) && !naiveSpaceless(before[len(before)-1])
}

func naiveSpaceless(r rune) bool {
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// naiveFold uses x/text for what the package does by itself.
func naiveFold(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	var plain strings.Builder
	for _, r := range strings.NewReplacer("´", "'", "ı", "i").Replace(s) {
		if naiveSymbol(r) {
			plain.WriteRune(r)
		} else {
			plain.WriteString(norm.NFKD.String(string(r)))
		}
	}
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Variation_Selector, r) || strings.ContainsRune("\u00ad\u0640\u061c\u200e\u200f\u2060\ufeff", r) {
			return -1
		}
		return r
	}, plain.String())
	var b strings.Builder
	latin := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r) && latin:
			continue
		case !unicode.Is(unicode.Mn, r):
			latin = unicode.Is(unicode.Latin, r)
		}
		b.WriteRune(r)
	}
	s = cases.Fold().String(b.String())
	s = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "æ", "ae", "œ", "oe", "‘", "'", "’", "'", "ʼ", "'", "′", "'",
		"“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‐", "-", "‑", "-").Replace(s)
	fields := strings.FieldsFunc(s, unicode.IsSpace)
	joined := strings.Join(fields, " ")
	if s != "" && unicode.IsSpace([]rune(s)[0]) {
		joined = " " + joined
	}
	if r := []rune(s); len(fields) > 0 && unicode.IsSpace(r[len(r)-1]) {
		joined += " "
	}
	return norm.NFC.String(joined)
}
