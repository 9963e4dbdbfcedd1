package filter

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldedRune is what folding makes of one rune. It is small, so that the letters of a script stay in the processor's cache.
type foldedRune struct {
	out    uint32 // up to four bytes, the first lowest
	size   uint8
	op     foldOp
	ccc    uint8     // the combining class of the end of out, of which canonical order is made (UAX #15)
	firsts uint8     // the place in compositions of the runes that it may be composed with; zero when there are none
	state  runeState // what it leaves for the next
	keeps  runeState // what it leaves of what was before it
	unless runeState // a mark is left out after one of these, another rune looked at more closely
}

func (l *foldedRune) set(out []byte) {
	var b [utf8.UTFMax]byte
	l.size = uint8(copy(b[:], out))
	l.out = binary.LittleEndian.Uint32(b[:])
}

func (l *foldedRune) bytes() []byte {
	return binary.LittleEndian.AppendUint32(nil, l.out)[:l.size]
}

// mayCompose reports whether it may be composed with a rune before it, of which the last byte and the combining class are
// given. One without a class is kept away by one that has a class (UAX #15, blocked).
func (l *foldedRune) mayCompose(last byte, ccc uint8) bool {
	if l.ccc == 0 && ccc != 0 {
		return false
	}
	return ccc != 0 || compositions().sets[l.firsts]>>(last&63)&1 != 0
}

// foldOp is what a rune does.
type foldOp uint8

const (
	opWrite         foldOp = iota
	opMark                 // it belongs to the letter before it
	opOrderedMark          // it is a mark too, and must be in canonical order or may be composed with what is before it
	opCompositeMark        // it is a mark made of several
	opUnchanged            // it is one of three bytes that no table changes
	opCompose              // it is a letter and may be composed with the one before it
	opDecompose            // it is taken for several, each of which has a letter of its own
	opJoiner               // a joiner, or the space that nobody sees: what is around it decides
	opSpace
	opDrop
)

// newLetter makes the letter of a rune.
func (f *foldRules) newLetter(r rune) foldedRune {
	if isIdeograph(r) {
		return foldedRune{op: opUnchanged, size: 3, state: afterUnspaced}
	}
	if isSyllable(r) {
		return foldedRune{op: opUnchanged, size: 3}
	}
	parts := f.decomposed(r)
	if len(parts) == 1 {
		return f.singleLetter(parts[0])
	}
	return f.combinedLetter(parts)
}

// combinedLetter makes the letter of several runes, if they can be taken as one.
func (f *foldRules) combinedLetter(parts []rune) foldedRune {
	all := foldState{foldRules: f}
	does, unless := opWrite, runeState(0)
	for i, p := range parts {
		l := f.singleLetter(p)
		if l.op == opOrderedMark {
			l.op = opMark
		}
		if i == 0 {
			does = l.op
		}
		if l.op != opWrite && l.op != opMark || does == opWrite && i == 0 && l.unless != 0 || does == opMark && l.op != opMark {
			return foldedRune{op: opDecompose} // it depends on what is before it
		}
		unless |= l.unless
		all.putLetter(&l)
	}
	out := norm.NFC.Bytes(all.dst)
	l := foldedRune{op: opWrite, state: all.state, ccc: lastClass(out)}
	if l.set(out); does == opMark {
		l.op, l.unless, l.keeps, l.state = opCompositeMark, unless, ^ofRune, l.state&ofRune
	}
	if len(out) > utf8.UTFMax || does == opMark && utf8.RuneCount(out) > 1 {
		return foldedRune{op: opDecompose}
	}
	return l
}

// lastClass is the combining class at the end of a text.
func lastClass(s []byte) uint8 {
	_, n := utf8.DecodeLastRune(s)
	return norm.NFC.Properties(s[len(s)-n:]).TrailCCC()
}

// decomposed returns what a rune is taken for.
func (f *foldRules) decomposed(r rune) []rune {
	s := string(r)
	if f.exact {
		return []rune(norm.NFC.String(s))
	}
	if jamo, ok := loneJamo(r); ok {
		return []rune{jamo}
	}
	if _, ok := allScripts.same[r]; ok || allScripts.isSpelling(r) {
		return []rune{r}
	}
	parts := norm.NFKD.PropertiesString(s).Decomposition()
	if parts == nil || isLookalike(r, parts) {
		return []rune{r}
	}
	return []rune(string(parts))
}

// singleLetter makes the letter of a rune that is not taken apart.
func (f *foldRules) singleLetter(r rune) foldedRune {
	l := foldedRune{op: opWrite}
	switch {
	case unicode.Is(invisibleTable, r), !f.exact && allScripts.isAlwaysIgnored(r):
		l.op = opDrop
		return l
	case unicode.IsSpace(r):
		l.op = opSpace
		return l
	case r == joiner || r == nonJoiner || r == zeroSpace:
		l.op = opJoiner
	}
	out := f.foldedBytes(r)
	l.set(out)
	last, _ := utf8.DecodeLastRune(out)
	mark := r // the iota below becomes a letter in capitals, the sounds of half width are marks
	if !isMark(r) {
		mark = last
	}
	if isMark(mark) && l.op == opWrite {
		l.op = opMark
	}
	apart, _ := utf8.DecodeLastRune(norm.NFD.Bytes(out)) // two vowel signs of Sinhala end with a virama
	l.state = allScripts.stateAfter(last) | allScripts.stateAfter(apart)&afterStacker
	l.ccc, l.firsts = lastClass(out), compositions().precedingSet(last)
	switch {
	case l.op == opMark:
		l.state, l.keeps, l.unless = l.state&ofRune, allScripts.stateKept(mark), allScripts.ignoredAfter(mark)
		if l.ccc != 0 || l.firsts != noFirst {
			l.op = opOrderedMark
		}
	case l.op == opWrite && l.firsts != noFirst:
		l.op = opCompose
	case l.op == opWrite && allScripts.endsSpelling(last):
		l.unless = afterSpelling
	}
	if f.exact {
		l.state, l.unless = l.state&(afterOthers-1)&^afterSpelling, 0
	}
	return l
}

// foldedBytes returns a rune that is not taken apart as it is compared.
func (f *foldRules) foldedBytes(r rune) []byte {
	if f.exact {
		return utf8.AppendRune(nil, r)
	}
	if as, ok := allScripts.same[r]; ok {
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
