package filter

import (
	"sync/atomic"
)

// foldRules is a way to fold a text before words are looked for: as word does, or exact, where all that differs in how letters
// are encoded is folded and nothing else.
type foldRules struct {
	exact bool
	ascii [256]byte // all bytes that are not ASCII stand for themselves
	latin runeState // what an ASCII letter leaves
	pages [pages]atomic.Pointer[page]
}

// page is the letters of runes that differ in the last byte of their UTF-8.
type page [pageSize]foldedRune

const pageSize = 64

// pages is how many pages have letters of their own; what is beyond them is written as it is.
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

// letterOf returns the letter of a rune. Those of a page are made when one is first needed, and are always the same.
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
