package filter

import (
	"unicode/utf8"
)

// deferJoiner takes a joiner or the space that nobody sees. Whether it stays is settled when it is known what is after it.
//
// A joiner only chooses how letters look after a virama (UAX #31, rules A2 and B), before a mark (UAX #29, rule WB4), and
// within a word whose letters are joined (rule A1): it is not compared and separates nothing. Between other letters, and
// between emoji, it stays and is no part of a word. The space of no width separates the words of scripts without spaces (UAX
// #14, class ZW), where a term may begin anywhere in any case; in others it is a space.
func (f *foldState) deferJoiner(l *foldedRune) {
	if f.joinersFrom == 0 {
		f.joinersFrom, f.stateBefore, f.classBefore = len(f.dst)+1, f.state, f.ccc
		if f.state&afterStacker != 0 && f.respell(l.bytes()) {
			f.joinersFrom, f.classBefore = len(f.dst)+1, f.ccc
			return
		}
	}
	f.dst = append(f.dst, l.bytes()...)
}

// resolveJoiners decides about the joiners and unseen spaces that came last. What follows them is a rune, which may be a mark, or -1
// at the end of the text.
func (f *foldState) resolveJoiners(next rune, mark bool) {
	if f.joinersFrom == 0 {
		return
	}
	run := f.dst[f.joinersFrom-1:]
	joined := f.stateBefore&afterStacker != 0 || mark || isAttached(next) ||
		f.stateBefore&afterCursive != 0 && (next < 0 || !inWord(next) || isCursive(next))
	unspaced := f.stateBefore&afterUnspaced != 0 || isUnspaced(next)
	f.dst = f.dst[:f.joinersFrom-1]
	for len(run) > 0 {
		r, n := utf8.DecodeRune(run)
		if r == zeroSpace && !unspaced || r != zeroSpace && !joined {
			f.dst = append(f.dst, run[:n]...)
		}
		run = run[n:]
	}
	if len(f.dst) == f.joinersFrom-1 {
		f.state, f.ccc = f.stateBefore, f.classBefore
	} else {
		f.state, f.ccc = 0, 0
	}
	f.joinersFrom = 0
}
