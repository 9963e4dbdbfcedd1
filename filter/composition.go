package filter

import (
	"sync"

	"golang.org/x/text/unicode/norm"
)

// composition tells which runes canonical composition (UAX #15) may join with the rune before them.
type composition struct {
	pairs map[[2]rune]bool
	sets  []uint64 // for each set, the last six bits of the possible preceding runes: a quick test
	setOf map[rune]uint8
}

// The first two sets: no rune, and every rune.
const (
	noFirst = iota
	anyFirst
)

// lastComposed is the last rune that composition produces, apart from Hangul syllables and runes beyond U+FFFF.
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

// precedingSet returns the index of the set of runes that r may be composed with.
func (c *composition) precedingSet(r rune) uint8 {
	switch {
	case r > 0xFFFF && !norm.NFC.PropertiesString(string(r)).BoundaryBefore():
		return anyFirst
	case 0x1161 <= r && r <= 0x1175, 0x11A8 <= r && r <= 0x11C2: // Hangul vowels and finals
		return anyFirst
	}
	return c.setOf[r]
}
