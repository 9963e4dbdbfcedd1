package filter

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold returns s as words are compared: a run of white space is one space, what nobody sees is gone, and what is the same
// letter by the tables of the scripts is one. It works in the memory of dst and spare, and returns what is left over for the
// next time.
func (g *folding) fold(dst, spare []byte, s string, m *meter) (folded, left []byte) {
	f := folder{folding: g, dst: dst[:0]}
	for len(s) > foldStep {
		n := f.text(s, foldStep)
		m.spend(n, bytePrice)
		m.spend(f.runes, runePrice)
		f.runes = 0
		s = s[n:]
	}
	n := f.text(s, len(s))
	f.settle(-1, false)
	m.spend(n, bytePrice)
	m.spend(f.runes, runePrice)
	if !f.loose {
		return f.dst, spare
	}
	m.spend(utf8.RuneCount(f.dst), composePrice)
	if norm.NFC.IsNormal(f.dst) {
		return f.dst, spare
	}
	return norm.NFC.Append(spare[:0], f.dst...), f.dst
}

// folder is the state of fold between two runes.
type folder struct {
	*folding
	dst   []byte
	state state
	ccc   uint8 // the combining class of the last rune
	loose bool  // what was written may not be composed, or not be in canonical order
	runes int   // how many were not ASCII since they were last paid for

	run    int   // where in dst the joiners and unseen spaces begin that came last, from 1; zero when there are none
	before state // the state in front of them, and the combining class
	class  uint8
}

// text folds runes that begin before the end, and returns where it stopped.
func (f *folder) text(s string, end int) int {
	i := 0
	for i < end {
		if s[i] < utf8.RuneSelf {
			i += f.usual(s[i:end])
			continue
		}
		if f.run == 0 {
			if i = f.quick(s, i, end); i >= end {
				break
			}
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r, s[i:i+n])
		i += n
	}
	return i
}

// usual folds the ASCII that s begins with, which is all of most texts, and returns how much it is.
func (f *folder) usual(s string) int {
	if f.run > 0 {
		f.settle(rune(s[0]), false)
	}
	f.dst = slices.Grow(f.dst, len(s))
	out := f.dst[:cap(f.dst)]
	n, last := len(f.dst), byte(0)
	if n > 0 {
		last = out[n-1]
	}
	table := &f.ascii
	for i := range len(s) {
		c := table[s[i]]
		if c >= utf8.RuneSelf {
			s = s[:i]
			break
		}
		out[n] = c
		n += int(uint32((c^' ')|(last^' '))+255) >> 8 // one more unless both are spaces: a branch would be guessed wrong at every word
		last = c
	}
	f.dst = out[:n]
	f.state, f.ccc = 0, 0
	if 'a' <= last && last <= 'z' {
		f.state = f.latin
	}
	return len(s)
}

// rune takes one rune; in is its UTF-8, or what is none.
func (f *folder) rune(r rune, in string) {
	f.runes++
	if r/pageSize >= pages {
		f.itself(r, 0)
		return
	}
	switch l := f.letterOf(r); l.does {
	case itself:
		f.itself(r, l.state)
	case decomposes:
		f.apart(in)
	case composites:
		if f.settle(r, true); f.state&l.unless != 0 {
			f.apart(in)
			return
		}
		f.put(l)
	default:
		f.put(l)
	}
}

// apart takes what a rune decomposes into.
func (f *folder) apart(in string) {
	form := norm.NFKD
	if f.exact {
		form = norm.NFD
	}
	for parts := form.PropertiesString(in).Decomposition(); len(parts) > 0; {
		r, n := utf8.DecodeRune(parts)
		f.runes++
		f.put(f.letterOf(r))
		parts = parts[n:]
	}
}

// put takes one letter.
func (f *folder) put(l *letter) {
	switch l.does {
	case vanishes:
		return
	case hides:
		f.hide(l)
		return
	case spaces:
		f.settle(' ', false)
		if n := len(f.dst); n == 0 || f.dst[n-1] != ' ' {
			f.dst = append(f.dst, ' ')
		}
		f.state, f.ccc = 0, 0
		return
	}
	mark := l.does == marks || l.does == orders || l.does == composites
	if f.run > 0 {
		r, _ := utf8.DecodeRune(l.bytes())
		f.settle(r, mark)
	}
	switch {
	case mark:
		f.mark(l)
	case f.state&l.unless == 0 || !f.respell(l.bytes()):
		f.loose = f.loose || l.does == composes && f.mayCompose(l)
		f.write(l)
	}
}

// write appends a letter that is none of a spelling.
func (f *folder) write(l *letter) {
	f.dst = append(f.dst, l.bytes()...)
	f.state, f.ccc = l.state, l.ccc
}

// mark appends a mark unless the letter before goes without.
func (f *folder) mark(l *letter) {
	if f.state&l.unless != 0 {
		return
	}
	f.loose = f.loose || l.ccc != 0 && l.ccc < f.ccc || f.mayCompose(l)
	f.dst = append(f.dst, l.bytes()...)
	f.state, f.ccc = f.state&l.keeps|l.state, l.ccc
}

// mayCompose reports whether a letter may be composed with what is before it.
func (f *folder) mayCompose(l *letter) bool {
	n := len(f.dst)
	if l.firsts == noFirst || n == 0 || !l.mayCompose(f.dst[n-1], f.ccc) {
		return false
	}
	first, _ := utf8.DecodeLastRune(f.dst)
	second, _ := utf8.DecodeRune(l.bytes())
	return f.ccc != 0 || l.firsts == anyFirst || compositions().pairs[[2]rune{first, second}]
}

// itself appends a rune that no table changes, and leaves a state.
func (f *folder) itself(r rune, leaves state) {
	if unicode.Is(unicode.Variation_Selector, r) {
		return
	}
	f.settle(r, false)
	f.dst = utf8.AppendRune(f.dst, r)
	f.state, f.ccc = leaves, 0
}

// isIdeograph reports whether a rune is a Chinese character that is never taken for another.
func isIdeograph(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r < 0x2F800 || 0x30000 <= r && r <= 0x3FFFF
}

// isSyllable reports whether a rune is a syllable of Hangul.
func isSyllable(r rune) bool { return 0xAC00 <= r && r <= 0xD7A3 }

// respell takes a rune that is the last of a spelling, when the others are there.
func (f *folder) respell(last []byte) bool {
	for _, s := range written.spellings {
		if string(last) != s.last || !bytes.HasSuffix(f.dst, s.others) {
			continue
		}
		f.dst = append(f.dst[:len(f.dst)-len(s.others)], s.as...)
		r, _ := utf8.DecodeLastRuneInString(s.as)
		l := f.letterOf(r)
		f.state, f.ccc = l.state, l.ccc
		return true
	}
	return false
}
