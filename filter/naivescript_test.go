package filter_test

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// What the naive search knows of scripts. It is written down a second time, and not taken from the package.

// naiveSpaceless reports whether a rune belongs to a script without spaces.
func naiveSpaceless(r rune) bool {
	return !unicode.IsDigit(r) && (strings.ContainsRune("ー〆〼ｰﾞﾟ゛゜\u3099\u309a〱〲〳〴〵", r) ||
		unicode.In(r, unicode.Han, unicode.Bopomofo, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
			unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Ahom, unicode.Balinese, unicode.Javanese))
}

// naiveClings reports whether a rune belongs to the letter before it.
func naiveClings(r rune) bool {
	switch {
	case strings.ContainsRune("ะาำๅະາຳຽﾞﾟ゛゜", r), '\u1160' <= r && r <= '\u11FF', '\uD7B0' <= r && r <= '\uD7FB' && unicode.IsLetter(r):
		return true
	case '\u1970' <= r && r <= '\u1974', '\u19B0' <= r && r <= '\u19C9' && !strings.ContainsRune("\u19B5\u19B6\u19B7\u19BA", r):
		return true
	}
	return naiveMark(r) || strings.ContainsRune("\uAAB1\uAABA\uAABD\uAAC0\uAAC2", r)
}

// naivePulls reports whether a rune belongs to the letter after it.
func naivePulls(r rune) bool {
	return naiveStacks(r) || '\u1100' <= r && r <= '\u115F' || '\uA960' <= r && r <= '\uA97C' ||
		strings.ContainsRune("เแโใไເແໂໃໄ\u19B5\u19B6\u19B7\u19BA\uAAB5\uAAB6\uAAB9\uAABB\uAABC", r)
}

// naiveStacks reports whether a rune is a virama or a stacker.
func naiveStacks(r rune) bool {
	return strings.ContainsRune("\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u17D2\u1A60\u1B44\u1BAB\uA806\uA8C4\uA9C0\uAAF6", r) ||
		strings.ContainsRune("\U00010A3F\U00011046\U000110B9\U00011133\U000111C0\U00011235\U0001134D\U00011442\U000114C2\U000115BF\U0001163F\U000116B6"+
			"\U00011839\U0001193E\U000119E0\U00011A47\U00011A99\U00011C3F\U00011D45\U00011D97\U00011F42", r)
}

// naiveCursive reports whether a rune is of a script whose letters are joined.
func naiveCursive(r rune) bool {
	return !unicode.IsDigit(r) && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Mongolian, unicode.Nko, unicode.Adlam)
}

// naiveJamo reports whether a rune is a jamo that people type by itself.
func naiveJamo(r rune) bool {
	return '\u3131' <= r && r <= '\u318E' || unicode.Is(unicode.Hangul, r) && '\uFFA0' <= r && r <= '\uFFDC'
}

// wideJamo and halfJamo are the same jamo in full and in half the width.
const (
	wideJamo = "\u3164ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
	halfJamo = "\uFFA0ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ"
)

// naiveUnseen is what is left out everywhere, naivePoints what is left out when word folds.
var (
	naiveUnseen = regexp.MustCompile(`[\x{00AD}\x{034F}\x{061C}\x{200E}\x{200F}\x{2060}\x{FEFF}\x{180B}-\x{180D}\x{180F}\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}]`)
	naivePoints = regexp.MustCompile(`[\x{0640}\x{17B4}\x{17B5}\x{0591}-\x{05BD}\x{05BF}\x{05C1}\x{05C2}\x{05C4}\x{05C5}\x{05C7}\x{FB1E}` +
		`\x{0610}-\x{061A}\x{064B}-\x{0652}\x{0656}-\x{065F}\x{0670}\x{06D6}-\x{06DC}\x{06DF}-\x{06E4}\x{06E7}\x{06E8}\x{06EA}-\x{06ED}\x{0898}-\x{089F}\x{08CA}-\x{08E1}\x{08E3}-\x{08FF}]`)
)

// naiveThaiAM and naiveLaoAM are the vowel am in two, perhaps with a tone mark between.
var (
	naiveThaiAM = regexp.MustCompile(`\x{0E4D}([\x{0E48}-\x{0E4B}]?)\x{0E32}`)
	naiveLaoAM  = regexp.MustCompile(`\x{0ECD}([\x{0EC8}-\x{0ECB}]?)\x{0EB2}`)
)

// naiveExact is what exact compares.
func naiveExact(s string) string {
	var apart strings.Builder
	for _, r := range naiveUnseen.ReplaceAllString(strings.ToValidUTF8(s, "\ufffd"), "") {
		apart.WriteString(norm.NFD.String(string(r)))
	}
	return norm.NFC.String(naiveSpaces(naiveJoiners(naiveJoiners(apart.String(), true), false)))
}

// naiveFold uses x/text for what the package does by itself.
func naiveFold(s string) string {
	var plain strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		plain.WriteString(naiveRune(r))
	}
	s = naiveUnseen.ReplaceAllString(plain.String(), "")
	s = naivePoints.ReplaceAllString(s, "")
	s = naiveJoiners(naiveMarks(naiveJoiners(s, true)), false)
	s = cases.Fold().String(s)
	s = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "æ", "ae", "œ", "oe", "‘", "'", "’", "'", "ʼ", "'", "′", "'",
		"“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‐", "-", "‑", "-", "׳", "'", "״", `"`, "եվ", "եւ", "ى", "ي", "ی", "ي", "ک", "ك").Replace(s)
	s = naiveThaiAM.ReplaceAllString(s, "${1}\u0E33")
	s = naiveLaoAM.ReplaceAllString(s, "${1}\u0EB3")
	return norm.NFC.String(naiveSpaces(s))
}

// naiveRune is what one rune is taken for.
func naiveRune(r rune) string {
	half, wide := []rune(halfJamo), []rune(wideJamo)
	if i := slices.Index(half, r); i >= 0 {
		return string(wide[i])
	}
	if s, ok := map[rune]string{'´': "'", 'ı': "i", '゛': "\u3099", 'ﾞ': "\u3099", '゜': "\u309a", 'ﾟ': "\u309a", '\u0671': "\u0627", 'ำ': "ำ", 'ຳ': "ຳ"}[r]; ok {
		return s
	}
	if naiveJamo(r) || naiveSymbol(r) {
		return string(r)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(string(r)) {
		if unicode.IsDigit(r) {
			n := 0
			for ; unicode.IsDigit(r - 1); r-- {
				n++
			}
			r = '0' + rune(n%10)
		}
		if r == '\u0671' {
			r = '\u0627'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// naiveMarks leaves out the marks that are optional on the letter before.
func naiveMarks(s string) string {
	var b strings.Builder
	base := rune(0)
	for _, r := range s {
		letter := string(unicode.ToLower(unicode.ToUpper(base)))
		switch {
		case !naiveMark(r):
			base = r
		case unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Latin, base):
			continue
		case unicode.Is(unicode.Greek, base) && strings.ContainsRune("\u0300\u0301\u0304\u0306\u0308\u0313\u0314\u0342", r):
			continue
		case strings.Contains("аеиоуыэюяіїєѣѫѧѵәөү", letter) && strings.ContainsRune("\u0300\u0301", r):
			continue
		case letter == "е" && r == '\u0308':
			continue
		case letter == "ا" && strings.ContainsRune("\u0653\u0654\u0655", r):
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// naiveJoiners takes out the joiners and the spaces of no width that are parts of words: those before what belongs to the
// letter before, or all others.
func naiveJoiners(s string, clings bool) string {
	var out []rune
	in := []rune(s)
	for i := 0; i < len(in); {
		n := 0
		for i+n < len(in) && '\u200B' <= in[i+n] && in[i+n] <= '\u200D' {
			n++
		}
		if n == 0 {
			out, i = append(out, in[i]), i+1
			continue
		}
		run, next := in[i:i+n], rune(-1)
		if i += n; i < len(in) {
			next = in[i]
		}
		if naiveClings(next) == clings {
			out, run = naiveRun(out, run, next)
		}
		out = append(out, run...)
	}
	return string(out)
}

// naiveRun is joiners and spaces of no width between a text and a rune; it returns the text and those that stay.
func naiveRun(before, run []rune, next rune) (text, stay []rune) {
	last, base := rune(0), rune(0)
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	for i := len(before) - 1; i >= 0; i-- {
		if base = before[i]; !naiveMark(base) {
			break
		}
		base = 0
	}
	joins := naiveStacks(last) || naiveClings(next) || naiveCursive(base) && (!naiveLetter(next) || naiveCursive(next))
	if old := map[string]rune{"ত্": 'ৎ', "ണ്": 'ൺ', "ന്": 'ൻ', "ര്": 'ർ', "ല്": 'ൽ', "ള്": 'ൾ', "ക്": 'ൿ'}; run[0] == '\u200D' && len(before) >= 2 {
		if r, ok := old[string(before[len(before)-2:])]; ok {
			before = append(before[:len(before)-2], r)
			run = run[1:]
		}
	}
	for _, r := range run {
		spaceless := naiveSpaceless(base) || naiveSpaceless(next)
		if r == '\u200B' && !spaceless || r != '\u200B' && !joins {
			stay = append(stay, r)
		}
	}
	return before, stay
}

func naiveSpaces(s string) string {
	fields := strings.FieldsFunc(s, unicode.IsSpace)
	joined := strings.Join(fields, " ")
	if s != "" && unicode.IsSpace([]rune(s)[0]) {
		joined = " " + joined
	}
	if r := []rune(s); len(fields) > 0 && unicode.IsSpace(r[len(r)-1]) {
		joined += " "
	}
	return joined
}
