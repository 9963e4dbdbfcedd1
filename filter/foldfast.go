package filter

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"
)

// foldFast folds runes of two or three bytes, and single ASCII runes between them, as long as it need not look at the
// text before them. It returns the index where it stopped: end, two ASCII runes, or a rune that foldRune must handle.
// Its result is that of foldRune.
func (f *foldState) foldFast(s string, i, end int) int {
	if len(f.dst)+end-i+2*utf8.UTFMax > cap(f.dst) {
		f.dst = slices.Grow(f.dst, end-i+2*utf8.UTFMax)
	}
	out, n := f.dst[:cap(f.dst)], len(f.dst)
	state, ccc, wide := f.state, f.ccc, 0
	for i < end && n+utf8.UTFMax <= len(out) {
		c := s[i]
		if c < utf8.RuneSelf {
			if i+1 < end && s[i+1] < utf8.RuneSelf {
				break
			}
			c = f.ascii[c]
			if out[n] = c; c != ' ' || n == 0 || out[n-1] != ' ' {
				n++
			}
			state, ccc = 0, 0
			if 'a' <= c && c <= 'z' {
				state = f.latin
			}
			i++
			continue
		}
		l, size := f.cachedLetter(s, i)
		if l == nil {
			break
		}
		if state&l.unless != 0 {
			if l.op != opMark && l.op != opOrderedMark {
				break
			}
			i, wide = i+size, wide+1
			continue
		}
		word := l.out
		switch l.op {
		case opWrite, opMark:
		case opUnchanged:
			word = uint32(c) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16
		case opOrderedMark, opCompositeMark:
			if l.firsts != noFirst && (n == 0 || l.mayCompose(out[n-1], ccc)) || l.ccc < ccc && l.ccc != 0 {
				goto done
			}
		default:
			goto done
		}
		binary.LittleEndian.PutUint32(out[n:], word)
		n += int(l.size)
		state, ccc = state&l.keeps|l.state, l.ccc
		i, wide = i+size, wide+1
	}
done:
	f.dst, f.state, f.ccc = out[:n], state, ccc
	f.runes += wide
	return i
}

// cachedLetter returns the letter at s[i:] and its length in bytes, if it has two or three bytes, is valid, and its
// page has been computed. The first bytes of a rune are the number of its page.
func (f *foldRules) cachedLetter(s string, i int) (l *foldedRune, size int) {
	s = s[i:]
	if len(s) < 2 || s[1]^0x80 >= 0x40 {
		return nil, 0
	}
	var page *page
	last := s[1]
	switch c := s[0]; {
	case c >= 0xF0:
		return nil, 0
	case c >= 0xE0:
		at := uint(c&0x0F)<<6 | uint(s[1]&0x3F)
		if at < 0x800/pageSize || len(s) < 3 || s[2]^0x80 >= 0x40 {
			return nil, 0
		}
		page, last, size = f.pages[at].Load(), s[2], 3
	default:
		page, size = f.pages[c&0x1F].Load(), 2
	}
	if page == nil {
		return nil, 0
	}
	return &page[last&0x3F], size
}
