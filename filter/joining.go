package filter

import (
	"unicode/utf8"
)

// hide takes a joiner or the space that nobody sees. Whether it stays is settled when it is known what is after it.
//
// A joiner only chooses how letters look after a virama (UAX #31, rules A2 and B), before a mark (UAX #29, rule WB4), and
// within a word whose letters are joined (rule A1): it is not compared and separates nothing. Between other letters, and
// between emoji, it stays and is no part of a word. The space of no width separates the words of scripts without spaces (UAX
// #14, class ZW), where a term may begin anywhere in any case; in others it is a space.
func (f *folder) hide(l *letter) {
	if f.run == 0 {
		f.run, f.before, f.class = len(f.dst)+1, f.state, f.ccc
		if f.state&afterStacker != 0 && f.respell(l.bytes()) {
			f.run, f.class = len(f.dst)+1, f.ccc
			return
		}
	}
	f.dst = append(f.dst, l.bytes()...)
}

// settle decides about the joiners and unseen spaces that came last. What follows them is a rune, which may be a mark, or -1
// at the end of the text.
func (f *folder) settle(next rune, mark bool) {
	if f.run == 0 {
		return
	}
	run := f.dst[f.run-1:]
	joined := f.before&afterStacker != 0 || mark || attached(next) ||
		f.before&afterCursive != 0 && (next < 0 || !inWord(next) || cursive(next))
	unspaced := f.before&afterUnspaced != 0 || runOn(next)
	f.dst = f.dst[:f.run-1]
	for len(run) > 0 {
		r, n := utf8.DecodeRune(run)
		if r == zeroSpace && !unspaced || r != zeroSpace && !joined {
			f.dst = append(f.dst, run[:n]...)
		}
		run = run[n:]
	}
	if len(f.dst) == f.run-1 {
		f.state, f.ccc = f.before, f.class
	} else {
		f.state, f.ccc = 0, 0
	}
	f.run = 0
}
