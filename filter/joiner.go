package filter

import (
	"unicode/utf8"
)

// deferJoiner appends a joiner or zero width space. The next rune decides whether it stays.
//
// A joiner only affects the look of letters after a virama (UAX #31, rules A2 and B), before a mark (UAX #29, rule
// WB4), and inside a word of a cursive script (rule A1): there it is dropped and separates nothing. Between other
// letters, and between emoji, it stays and is not part of a word. A zero width space separates words in scripts without
// spaces (UAX #14, class ZW), where a term may begin anywhere; in other scripts it is a space.
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

// resolveJoiners decides about the joiners and zero width spaces at the end of dst. next is the rune that follows them,
// or -1 at the end of the text; mark says that it is a mark.
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
