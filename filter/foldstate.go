package filter

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold returns s in the form in which words are compared: a run of white space becomes one space, invisible characters
// are dropped, and letters that the script tables call equivalent become one. It uses the memory of dst and spare, and
// returns the unused one for the next call.
func (g *foldRules) fold(dst, spare []byte, s string, m *meter) (folded, left []byte) {
	f := foldState{foldRules: g, dst: dst[:0]}
	for len(s) > foldStep {
		n := f.foldUpTo(s, foldStep)
		m.spend(n, bytePrice)
		m.spend(f.runes, runePrice)
		f.runes = 0
		s = s[n:]
	}
	n := f.foldUpTo(s, len(s))
	f.resolveJoiners(-1, false)
	m.spend(n, bytePrice)
	m.spend(f.runes, runePrice)
	if !f.needsNormalizing {
		return f.dst, spare
	}
	m.spend(utf8.RuneCount(f.dst), composePrice)
	if norm.NFC.IsNormal(f.dst) {
		return f.dst, spare
	}
	return norm.NFC.Append(spare[:0], f.dst...), f.dst
}

// foldState is the state of fold between two runes.
type foldState struct {
	*foldRules
	dst              []byte
	state            runeState
	ccc              uint8 // the combining class of the last rune
	needsNormalizing bool  // the output may need composing, or is not in canonical order
	runes            int   // runes that are not ASCII since the last payment

	joinersFrom int       // index in dst, from 1, of the joiners and zero width spaces at its end; zero when there are none
	stateBefore runeState // the state and the combining class before them
	classBefore uint8
}

// foldUpTo folds the runes that begin before end, and returns the index after the last one.
func (f *foldState) foldUpTo(s string, end int) int {
	i := 0
	for i < end {
		if s[i] < utf8.RuneSelf {
			i += f.foldASCII(s[i:end])
			continue
		}
		if f.joinersFrom == 0 {
			if i = f.foldFast(s, i, end); i >= end {
				break
			}
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.foldRune(r, s[i:i+n])
		i += n
	}
	return i
}

// foldASCII folds the ASCII prefix of s, which is all of most texts, and returns its length.
func (f *foldState) foldASCII(s string) int {
	if f.joinersFrom > 0 {
		f.resolveJoiners(rune(s[0]), false)
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
		n += int(uint32((c^' ')|(last^' '))+255) >> 8 // advances unless both are spaces; a branch would be mispredicted at every word
		last = c
	}
	f.dst = out[:n]
	f.state, f.ccc = 0, 0
	if 'a' <= last && last <= 'z' {
		f.state = f.latin
	}
	return len(s)
}

// foldRune folds one rune. in holds its UTF-8, or the invalid bytes it was decoded from.
func (f *foldState) foldRune(r rune, in string) {
	f.runes++
	if r/pageSize >= pages {
		f.putUnchanged(r, 0)
		return
	}
	switch l := f.letterOf(r); l.op {
	case opUnchanged:
		f.putUnchanged(r, l.state)
	case opDecompose:
		f.foldDecomposed(in)
	case opCompositeMark:
		if f.resolveJoiners(r, true); f.state&l.unless != 0 {
			f.foldDecomposed(in)
			return
		}
		f.putLetter(l)
	default:
		f.putLetter(l)
	}
}

// foldDecomposed folds the decomposition of a rune.
func (f *foldState) foldDecomposed(in string) {
	form := norm.NFKD
	if f.exact {
		form = norm.NFD
	}
	for parts := form.PropertiesString(in).Decomposition(); len(parts) > 0; {
		r, n := utf8.DecodeRune(parts)
		f.runes++
		f.putLetter(f.letterOf(r))
		parts = parts[n:]
	}
}

// putLetter appends one letter.
func (f *foldState) putLetter(l *foldedRune) {
	switch l.op {
	case opDrop:
		return
	case opJoiner:
		f.deferJoiner(l)
		return
	case opSpace:
		f.resolveJoiners(' ', false)
		if n := len(f.dst); n == 0 || f.dst[n-1] != ' ' {
			f.dst = append(f.dst, ' ')
		}
		f.state, f.ccc = 0, 0
		return
	}
	mark := l.op == opMark || l.op == opOrderedMark || l.op == opCompositeMark
	if f.joinersFrom > 0 {
		r, _ := utf8.DecodeRune(l.bytes())
		f.resolveJoiners(r, mark)
	}
	switch {
	case mark:
		f.putMark(l)
	case f.state&l.unless == 0 || !f.respell(l.bytes()):
		f.needsNormalizing = f.needsNormalizing || l.op == opCompose && f.mayCompose(l)
		f.putPlain(l)
	}
}

// putPlain appends a letter that takes part in no spelling.
func (f *foldState) putPlain(l *foldedRune) {
	f.dst = append(f.dst, l.bytes()...)
	f.state, f.ccc = l.state, l.ccc
}

// putMark appends a mark unless the letter before it drops such marks.
func (f *foldState) putMark(l *foldedRune) {
	if f.state&l.unless != 0 {
		return
	}
	f.needsNormalizing = f.needsNormalizing || l.ccc != 0 && l.ccc < f.ccc || f.mayCompose(l)
	f.dst = append(f.dst, l.bytes()...)
	f.state, f.ccc = f.state&l.keeps|l.state, l.ccc
}

// mayCompose reports whether a letter may be composed with the text before it.
func (f *foldState) mayCompose(l *foldedRune) bool {
	n := len(f.dst)
	if l.firsts == noFirst || n == 0 || !l.mayCompose(f.dst[n-1], f.ccc) {
		return false
	}
	first, _ := utf8.DecodeLastRune(f.dst)
	second, _ := utf8.DecodeRune(l.bytes())
	return f.ccc != 0 || l.firsts == anyFirst || compositions().pairs[[2]rune{first, second}]
}

// putUnchanged appends a rune that no table changes, and sets the state after it.
func (f *foldState) putUnchanged(r rune, leaves runeState) {
	if unicode.Is(unicode.Variation_Selector, r) {
		return
	}
	f.resolveJoiners(r, false)
	f.dst = utf8.AppendRune(f.dst, r)
	f.state, f.ccc = leaves, 0
}

// isIdeograph reports whether r is a Chinese character, which has no equivalents.
func isIdeograph(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r < 0x2F800 || 0x30000 <= r && r <= 0x3FFFF
}

// isSyllable reports whether r is a Hangul syllable.
func isSyllable(r rune) bool { return 0xAC00 <= r && r <= 0xD7A3 }

// respell replaces a spelling by its equivalent when last completes one.
func (f *foldState) respell(last []byte) bool {
	for _, s := range allScripts.spellings {
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
