package filter

import (
	"sync/atomic"
)

// folding is a way to fold a text before words are looked for: as word does, or exact, where all that differs in how letters
// are encoded is folded and nothing else.
type folding struct {
	exact bool
	ascii [256]byte // all bytes that are not ASCII stand for themselves
	latin state     // what an ASCII letter leaves
	pages [pages]atomic.Pointer[page]
}

// page is the letters of runes that differ in the last byte of their UTF-8.
type page [pageSize]letter

const pageSize = 64

// pages is how many pages have letters of their own; what is beyond them is written as it is.
const pages = 0x30000 / pageSize

var (
	asWords = newFolding(false)
	asExact = newFolding(true)
)

func newFolding(exact bool) *folding {
	f := &folding{exact: exact}
	if !exact {
		f.latin = written.after('a')
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
func (f *folding) letterOf(r rune) *letter {
	at := &f.pages[r/pageSize]
	p := at.Load()
	if p == nil {
		p = new(page)
		for i := range p {
			p[i] = f.letter(r&^(pageSize-1) | rune(i))
		}
		at.Store(p)
	}
	return &p[r%pageSize]
}
