package filter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What folding costs, in units of the budget.
const (
	bytePrice    = 5    // for each byte
	runePrice    = 24   // for each rune that is not ASCII, also of those that another stands for
	composePrice = 32   // for each rune that may be composed with the next
	foldStep     = 4096 // how many bytes are folded before they are paid for
)

// foldCase appends s with the differences of case taken out: "ß" becomes "ss", both sigmas, the long s, the Kelvin
// sign and the Turkish i's become what an English reader takes them for. Accents stay.
func foldCase(dst []byte, s string, m *meter) []byte {
	m.spend(len(s), 2*bytePrice)
	for i := 0; i < len(s); {
		dst, i = appendLower(dst, s, i)
		if i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = appendFolded(dst, r)
			i += n
		}
	}
	return dst
}

// appendLower appends the ASCII from a place on in lower case, and returns where it ends.
func appendLower(dst []byte, s string, from int) ([]byte, int) {
	dst = slices.Grow(dst, len(s)-from)
	out := dst[len(dst):cap(dst)]
	for i, c := range []byte(s[from:]) {
		if c >= utf8.RuneSelf {
			return dst[:len(dst)+i], from + i
		}
		out[i] = lowerASCII(c)
	}
	return dst[:len(dst)+len(s)-from], len(s)
}

// foldWords returns s as words are compared: case, compatibility forms (NFKC) and the accents of Latin letters are
// taken out, a run of white space is one space, and what nobody sees (soft hyphens, variation selectors) is gone.
// It works in the memory of dst and spare, and returns what is left over for the next time.
func foldWords(dst, spare []byte, s string, m *meter) (folded, left []byte) {
	f := folder{dst: dst[:0]}
	for len(s) > foldStep {
		n := f.text(s, foldStep)
		m.spend(n, bytePrice)
		m.spend(f.runes, runePrice)
		f.runes = 0
		s = s[n:]
	}
	n := f.text(s, len(s))
	m.spend(n, bytePrice)
	m.spend(f.runes, runePrice)
	if f.wide == 0 {
		return f.dst, spare
	}
	m.spend(f.wide, composePrice)
	if norm.NFC.IsNormal(f.dst) {
		return f.dst, spare
	}
	return norm.NFC.Append(spare[:0], f.dst...), f.dst
}

// folder is the state of foldWords between two runes.
type folder struct {
	dst   []byte
	latin bool // the last letter was Latin: marks on it are accents
	wide  int  // how many runes that are not ASCII were appended
	runes int  // how many were not ASCII since they were last paid for
}

// text folds runes that begin before the end, and returns where it stopped.
func (f *folder) text(s string, end int) int {
	i := 0
	for i < end {
		if n := f.usual(s[i:end]); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r, s[i:i+n])
		i += n
	}
	return i
}

// usual folds the ASCII that s begins with, which is all of most texts, and returns how much it is.
func (f *folder) usual(s string) int {
	f.dst = slices.Grow(f.dst, len(s))
	out := f.dst[:cap(f.dst)]
	n, last := len(f.dst), byte(0)
	if n > 0 {
		last = out[n-1]
	}
	for i := range len(s) {
		c := usualASCII[s[i]]
		if c >= utf8.RuneSelf {
			s = s[:i]
			break
		}
		out[n] = c
		n += int(uint32((c^' ')|(last^' '))+255) >> 8 // one more unless both are spaces: a branch would be guessed wrong at every word
		last = c
	}
	f.dst = out[:n]
	if len(s) > 0 {
		f.latin = 'a' <= last && last <= 'z'
	}
	return len(s)
}

// usualASCII is what becomes of ASCII. All other bytes stand for themselves.
var usualASCII = func() (folded [256]byte) {
	for i := range folded {
		c := byte(i)
		folded[c] = lowerASCII(c)
		if c == ' ' || '\t' <= c && c <= '\r' {
			folded[c] = ' '
		}
	}
	return folded
}()

func (f *folder) ascii(c byte) {
	if c = usualASCII[c]; c == ' ' {
		f.space()
		return
	}
	f.latin = 'a' <= c && c <= 'z'
	f.dst = append(f.dst, c)
}

func (f *folder) space() {
	f.latin = false
	if n := len(f.dst); n == 0 || f.dst[n-1] != ' ' {
		f.dst = append(f.dst, ' ')
	}
}

// rune takes one rune; in is its UTF-8, invalid when r is utf8.RuneError of one byte.
func (f *folder) rune(r rune, in string) {
	if r == utf8.RuneError && len(in) == 1 {
		f.single(r)
		return
	}
	parts := norm.NFKD.PropertiesString(in).Decomposition()
	if parts == nil || r == acuteAccent || symbol(r, parts) {
		f.single(r)
		return
	}
	for len(parts) > 0 {
		p, n := utf8.DecodeRune(parts)
		if p < utf8.RuneSelf {
			f.runes++
			f.ascii(byte(p))
		} else {
			f.single(p)
		}
		parts = parts[n:]
	}
}

// single takes a rune that has no decomposition, or stays what it is.
func (f *folder) single(r rune) {
	f.runes++
	switch {
	case unseen(r):
		return
	case unicode.IsSpace(r):
		f.space()
		return
	case unicode.Is(unicode.Mn, r):
		if f.latin {
			return
		}
	default:
		f.latin = unicode.Is(unicode.Latin, r)
	}
	if s, ok := plain(r); ok {
		f.dst = append(f.dst, s...)
		return
	}
	f.wide++
	f.dst = appendFolded(f.dst, r)
}

// symbol reports whether a rune is a symbol or a superscript that only looks like the letters or digits it
// decomposes into, such as ™, ², ① and ª. It stays what it is and is no part of a word.
func symbol(r rune, parts []byte) bool {
	if !unicode.In(r, unicode.S, unicode.No) && !superLetter(r) {
		return false
	}
	for _, p := range string(parts) {
		if unicode.In(p, unicode.L, unicode.Nd) {
			return true
		}
	}
	return false
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// appendFolded appends a rune without its case. Going through upper case brings together what only shares that:
// the two sigmas, the long s, the dotless i.
func appendFolded(dst []byte, r rune) []byte {
	if r == 'ß' || r == 'ẞ' {
		return append(dst, "ss"...)
	}
	return utf8.AppendRune(dst, unicode.ToLower(unicode.ToUpper(r)))
}

// lowerText is a short text in lower case, without white space around it.
func lowerText(s string) string {
	if len(s) > 64 {
		return s
	}
	return strings.ToLower(strings.TrimSpace(s))
}
