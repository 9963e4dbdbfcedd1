package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldCase appends s with the differences of case taken out: "ß" becomes "ss", both sigmas, the long s, the Kelvin
// sign and the Turkish i's become what an English reader takes them for. Accents stay.
func foldCase(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = append(dst, lowerASCII(c))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = appendFolded(dst, r)
		i += n
	}
	return dst
}

// foldWords returns s as words are compared: case, compatibility forms (NFKC) and the accents of Latin letters are
// taken out, a run of white space is one space, and what nobody sees (soft hyphens, variation selectors) is gone.
// It works in the memory of dst and spare, and returns what is left over for the next time.
func foldWords(dst, spare []byte, s string) (folded, left []byte) {
	f := folder{dst: dst[:0]}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			f.ascii(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r, s[i:i+n])
		i += n
	}
	if f.wide && !norm.NFC.IsNormal(f.dst) {
		return norm.NFC.Append(spare[:0], f.dst...), f.dst
	}
	return f.dst, spare
}

// folder is the state of foldWords between two runes.
type folder struct {
	dst   []byte
	latin bool // the last letter was Latin: marks on it are accents
	wide  bool // something that is not ASCII was appended
}

func (f *folder) ascii(c byte) {
	if c == ' ' || '\t' <= c && c <= '\r' {
		f.space()
		return
	}
	c = lowerASCII(c)
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
	if parts == nil {
		f.single(r)
		return
	}
	for len(parts) > 0 {
		p, n := utf8.DecodeRune(parts)
		if p < utf8.RuneSelf {
			f.ascii(byte(p))
		} else {
			f.single(p)
		}
		parts = parts[n:]
	}
}

// single takes a rune that has no decomposition.
func (f *folder) single(r rune) {
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
	if s, ok := plainLatin(r); ok {
		f.dst = append(f.dst, s...)
		return
	}
	f.wide = true
	f.dst = appendFolded(f.dst, r)
}

// unseen are the runes that change how something looks, or not even that.
func unseen(r rune) bool {
	return r == '\u00AD' || unicode.Is(unicode.Variation_Selector, r)
}

// plainLatin writes what has no decomposition and yet is a Latin letter with something on it, or two in one, as
// people write it on another keyboard. Typographic quotes and hyphens are the plain ones.
func plainLatin(r rune) (string, bool) {
	switch r {
	case 'ł', 'Ł':
		return "l", true
	case 'ø', 'Ø':
		return "o", true
	case 'đ', 'Đ':
		return "d", true
	case 'ħ', 'Ħ':
		return "h", true
	case 'ŧ', 'Ŧ':
		return "t", true
	case 'æ', 'Æ':
		return "ae", true
	case 'œ', 'Œ':
		return "oe", true
	case '\u2018', '\u2019':
		return "'", true
	case '\u2010', '\u2011':
		return "-", true
	}
	return "", false
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
