package filter

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldedRune is the folded form of one rune. It is small, so that the letters of a script stay in the processor's
// cache.
type foldedRune struct {
	out    uint32 // up to four bytes of UTF-8, the first lowest
	size   uint8
	op     foldOp
	ccc    uint8     // the combining class of the last rune of out, for canonical order (UAX #15)
	firsts uint8     // the index in compositions of the runes it may be composed with; zero when there are none
	state  runeState // the state after it
	keeps  runeState // the bits of the previous state that it preserves
	unless runeState // after one of these, a mark is dropped and any other rune looked at more closely
}

func (l *foldedRune) set(out []byte) {
	var b [utf8.UTFMax]byte
	l.size = uint8(copy(b[:], out))
	l.out = binary.LittleEndian.Uint32(b[:])
}

func (l *foldedRune) bytes() []byte {
	return binary.LittleEndian.AppendUint32(nil, l.out)[:l.size]
}

// mayCompose reports whether the rune may be composed with a rune before it that has the given last byte and combining
// class. A rune of class zero is blocked by a rune of another class (UAX #15).
func (l *foldedRune) mayCompose(last byte, ccc uint8) bool {
	if l.ccc == 0 && ccc != 0 {
		return false
	}
	return ccc != 0 || compositions().sets[l.firsts]>>(last&63)&1 != 0
}

// foldOp says how folding treats a rune.
type foldOp uint8

const (
	opWrite         foldOp = iota
	opMark                 // a mark, which belongs to the letter before it
	opOrderedMark          // a mark that must be put in canonical order or may be composed
	opCompositeMark        // a mark made of several
	opUnchanged            // a rune of three bytes that no table changes
	opCompose              // a letter that may be composed with the one before it
	opDecompose            // replaced by several runes, each folded on its own
	opJoiner               // a joiner or zero width space: the text around it decides
	opSpace
	opDrop
)

// newLetter computes the folded form of a rune.
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

// combinedLetter computes the folded form of several runes, if they can be folded as one.
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
			return foldedRune{op: opDecompose} // it depends on the text before it
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

// lastClass returns the combining class at the end of a text.
func lastClass(s []byte) uint8 {
	_, n := utf8.DecodeLastRune(s)
	return norm.NFC.Properties(s[len(s)-n:]).TrailCCC()
}

// decomposed returns the runes that r is equivalent to.
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

// singleLetter computes the folded form of a rune that is not decomposed.
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
	mark := r // the iota subscript becomes a capital letter; halfwidth sound marks are marks
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

// foldedBytes returns the folded form of a rune that is not decomposed.
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

// digit returns the value of a decimal digit of any script. Unicode encodes them in runs of ten, from zero on (UAX #44,
// Numeric_Type).
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
