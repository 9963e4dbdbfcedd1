package filter

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letter is what folding makes of one rune. It is small, so that the letters of a script stay in the processor's cache.
type letter struct {
	out    uint32 // up to four bytes, the first lowest
	size   uint8
	does   does
	ccc    uint8 // the combining class of the end of out, of which canonical order is made (UAX #15)
	firsts uint8 // the place in compositions of the runes that it may be composed with; zero when there are none
	state  state // what it leaves for the next
	keeps  state // what it leaves of what was before it
	unless state // a mark is left out after one of these, another rune looked at more closely
}

func (l *letter) set(out []byte) {
	var b [utf8.UTFMax]byte
	l.size = uint8(copy(b[:], out))
	l.out = binary.LittleEndian.Uint32(b[:])
}

func (l *letter) bytes() []byte {
	return binary.LittleEndian.AppendUint32(nil, l.out)[:l.size]
}

// mayCompose reports whether it may be composed with a rune before it, of which the last byte and the combining class are
// given. One without a class is kept away by one that has a class (UAX #15, blocked).
func (l *letter) mayCompose(last byte, ccc uint8) bool {
	if l.ccc == 0 && ccc != 0 {
		return false
	}
	return ccc != 0 || compositions().sets[l.firsts]>>(last&63)&1 != 0
}

// does is what a rune does.
type does uint8

const (
	writes     does = iota
	marks           // it belongs to the letter before it
	orders          // it is a mark too, and must be in canonical order or may be composed with what is before it
	composites      // it is a mark made of several
	itself          // it is one of three bytes that no table changes
	composes        // it is a letter and may be composed with the one before it
	decomposes      // it is taken for several, each of which has a letter of its own
	hides           // a joiner, or the space that nobody sees: what is around it decides
	spaces
	vanishes
)

// letter makes the letter of a rune.
func (f *folding) letter(r rune) letter {
	if isIdeograph(r) {
		return letter{does: itself, size: 3, state: afterUnspaced}
	}
	if isSyllable(r) {
		return letter{does: itself, size: 3}
	}
	parts := f.parts(r)
	if len(parts) == 1 {
		return f.single(parts[0])
	}
	return f.whole(parts)
}

// whole makes the letter of several runes, if they can be taken as one.
func (f *folding) whole(parts []rune) letter {
	all := folder{folding: f}
	does, unless := writes, state(0)
	for i, p := range parts {
		l := f.single(p)
		if l.does == orders {
			l.does = marks
		}
		if i == 0 {
			does = l.does
		}
		if l.does != writes && l.does != marks || does == writes && i == 0 && l.unless != 0 || does == marks && l.does != marks {
			return letter{does: decomposes} // it depends on what is before it
		}
		unless |= l.unless
		all.put(&l)
	}
	out := norm.NFC.Bytes(all.dst)
	l := letter{does: writes, state: all.state, ccc: lastClass(out)}
	if l.set(out); does == marks {
		l.does, l.unless, l.keeps, l.state = composites, unless, ^ofRune, l.state&ofRune
	}
	if len(out) > utf8.UTFMax || does == marks && utf8.RuneCount(out) > 1 {
		return letter{does: decomposes}
	}
	return l
}

// lastClass is the combining class at the end of a text.
func lastClass(s []byte) uint8 {
	_, n := utf8.DecodeLastRune(s)
	return norm.NFC.Properties(s[len(s)-n:]).TrailCCC()
}

// parts returns what a rune is taken for.
func (f *folding) parts(r rune) []rune {
	s := string(r)
	if f.exact {
		return []rune(norm.NFC.String(s))
	}
	if jamo, ok := loneJamo(r); ok {
		return []rune{jamo}
	}
	if _, ok := written.same[r]; ok || written.spelled(r) {
		return []rune{r}
	}
	parts := norm.NFKD.PropertiesString(s).Decomposition()
	if parts == nil || symbol(r, parts) {
		return []rune{r}
	}
	return []rune(string(parts))
}

// single makes the letter of a rune that is not taken apart.
func (f *folding) single(r rune) letter {
	l := letter{does: writes}
	switch {
	case unicode.Is(unseenTable, r), !f.exact && written.unseen(r):
		l.does = vanishes
		return l
	case unicode.IsSpace(r):
		l.does = spaces
		return l
	case r == joiner || r == nonJoiner || r == zeroSpace:
		l.does = hides
	}
	out := f.write(r)
	l.set(out)
	last, _ := utf8.DecodeLastRune(out)
	mark := r // the iota below becomes a letter in capitals, the sounds of half width are marks
	if !isMark(r) {
		mark = last
	}
	if isMark(mark) && l.does == writes {
		l.does = marks
	}
	apart, _ := utf8.DecodeLastRune(norm.NFD.Bytes(out)) // two vowel signs of Sinhala end with a virama
	l.state = written.after(last) | written.after(apart)&afterStacker
	l.ccc, l.firsts = lastClass(out), compositions().with(last)
	switch {
	case l.does == marks:
		l.state, l.keeps, l.unless = l.state&ofRune, written.keeps(mark), written.leaves(mark)
		if l.ccc != 0 || l.firsts != noFirst {
			l.does = orders
		}
	case l.does == writes && l.firsts != noFirst:
		l.does = composes
	case l.does == writes && written.ends(last):
		l.unless = afterSpelling
	}
	if f.exact {
		l.state, l.unless = l.state&(afterOthers-1)&^afterSpelling, 0
	}
	return l
}

// write returns a rune that is not taken apart as it is compared.
func (f *folding) write(r rune) []byte {
	if f.exact {
		return utf8.AppendRune(nil, r)
	}
	if as, ok := written.same[r]; ok {
		return []byte(as)
	}
	if d, ok := digit(r); ok {
		return []byte{'0' + byte(d)}
	}
	return appendFolded(nil, r)
}

// digit returns the value of a decimal digit of any script. Unicode has them in tens, from zero on (UAX #44, Numeric_Type).
func digit(r rune) (value rune, ok bool) {
	for _, ten := range unicode.Nd.R16 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return (r - rune(ten.Lo)) % 10, true
		}
	}
	for _, ten := range unicode.Nd.R32 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return (r - rune(ten.Lo)) % 10, true
		}
	}
	return 0, false
}
