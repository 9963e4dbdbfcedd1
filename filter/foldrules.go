package filter

import (
	"sync/atomic"
)

// foldRules are the rules for folding a text before words are looked for: those of word, or those of exact, which folds
// nothing but differences of encoding.
type foldRules struct {
	exact bool
	ascii [256]byte // every byte outside of ASCII maps to itself
	latin runeState // the state after an ASCII letter
	pages [pages]atomic.Pointer[page]
}

// page holds the letters of runes that differ only in the last byte of their UTF-8.
type page [pageSize]foldedRune

const pageSize = 64

// pages is the number of pages. Runes beyond them stay as they are.
const pages = 0x30000 / pageSize

var (
	wordRules  = newFoldRules(false)
	exactRules = newFoldRules(true)
)

func newFoldRules(exact bool) *foldRules {
	f := &foldRules{exact: exact}
	if !exact {
		f.latin = allScripts.stateAfter('a')
	}
	for i := range f.ascii {
		c := byte(i)
		f.ascii[c] = c
		if c == ' ' || '\t' <= c && c <= '\r' {
			f.ascii[c] = ' '
		} else if !exact {
			f.ascii[c] = lowerASCII(c)
		}
	}
	return f
}

// letterOf returns the folded form of a rune. A page is computed on first use; its content is always the same.
func (f *foldRules) letterOf(r rune) *foldedRune {
	at := &f.pages[r/pageSize]
	p := at.Load()
	if p == nil {
		p = new(page)
		for i := range p {
			p[i] = f.newLetter(r&^(pageSize-1) | rune(i))
		}
		at.Store(p)
	}
	return &p[r%pageSize]
}
