package filter

import (
	"sync"

	"golang.org/x/text/unicode/norm"
)

// composition is which runes canonical composition (UAX #15) joins with the one before them.
type composition struct {
	pairs map[[2]rune]bool
	sets  []uint64 // of the last six bits of the runes before, to be quick
	setOf map[rune]uint8
}

// The first two sets: nothing, and everything.
const (
	noFirst = iota
	anyFirst
)

// lastComposed is the last rune that composition makes, of Hangul syllables and what is beyond U+FFFF apart.
const lastComposed = 0x30FF

var compositions = sync.OnceValue(func() *composition {
	c := &composition{pairs: map[[2]rune]bool{}, sets: []uint64{noFirst: 0, anyFirst: ^uint64(0)}, setOf: map[rune]uint8{}}
	for r := rune(0xC0); r <= lastComposed; r++ {
		s := string(r)
		if norm.NFD.PropertiesString(s).Decomposition() == nil || !norm.NFC.IsNormalString(s) {
			continue
		}
		apart := []rune(norm.NFD.String(s))
		n := len(apart) - 1
		for _, first := range norm.NFC.String(string(apart[:n])) {
			c.addPair(first, apart[n])
		}
	}
	return c
})

func (c *composition) addPair(first, second rune) {
	c.pairs[[2]rune{first, second}] = true
	if c.setOf[second] == noFirst {
		c.setOf[second] = uint8(len(c.sets))
		c.sets = append(c.sets, 0)
	}
	c.sets[c.setOf[second]] |= 1 << (first & 63)
}

// precedingSet returns the place of the runes that may be before one.
func (c *composition) precedingSet(r rune) uint8 {
	switch {
	case r > 0xFFFF && !norm.NFC.PropertiesString(string(r)).BoundaryBefore():
		return anyFirst
	case 0x1161 <= r && r <= 0x1175, 0x11A8 <= r && r <= 0x11C2: // the vowels and finals of Hangul
		return anyFirst
	}
	return c.setOf[r]
}
