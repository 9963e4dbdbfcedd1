package index

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Finder looks for many terms in a text at once. It never changes and is safe for concurrent use.
//
// Terms are sorted, and a table maps the first bytes of a term, up to four, to the range of terms that begin with them.
// In the range, a binary search finds the last term that is not greater than the text; all terms that the text begins
// with are that one or prefixes of it.
type Finder struct {
	terms         []string
	longestPrefix []int32    // by term: the longest other term of the bucket that is a prefix of it, -1 for none
	lengths       [256]uint8 // by first byte: a bit for each length of a key that exists
	first         bitset     // by hash: whether a key of four bytes exists
	table         []bucket   // open addressing, its size a power of two
	shift         uint8
}

// bucket is the range of terms that begin with the same bytes.
type bucket struct {
	key      uint32
	length   uint8 // of the key in bytes; zero for an empty bucket
	from, to uint32
}

const keySize = 4

// bitsPerPlace is the number of bits in first for each place of the table.
const bitsPerPlace = 8

// NewFinder returns a finder for terms, which must be sorted, distinct and not empty.
func NewFinder(terms []string) *Finder {
	f := &Finder{terms: terms, longestPrefix: make([]int32, len(terms))}
	size := 8
	for f.shift = 29; size < 4*len(terms); f.shift-- { // size is 1 << (32 - shift)
		size *= 2
	}
	f.table = make([]bucket, size)
	f.first = newBitset(size * bitsPerPlace)
	for i := 0; i < len(terms); {
		n := min(len(terms[i]), keySize)
		end := i + 1
		for n == keySize && end < len(terms) && strings.HasPrefix(terms[end], terms[i][:n]) {
			end++
		}
		f.lengths[terms[i][0]] |= 1 << n
		if n == keySize {
			f.first.set(f.bit(keyOf(terms[i], n)))
		}
		f.insert(bucket{key: keyOf(terms[i], n), length: uint8(n), from: uint32(i), to: uint32(end)})
		f.linkPrefixes(i, end)
		i = end
	}
	return f
}

// linkPrefixes sets for each term of a bucket its longest prefix among the terms.
func (f *Finder) linkPrefixes(from, to int) {
	var open []int // each begins with the one before it
	for i := from; i < to; i++ {
		for len(open) > 0 && !strings.HasPrefix(f.terms[i], f.terms[open[len(open)-1]]) {
			open = open[:len(open)-1]
		}
		f.longestPrefix[i] = -1
		if len(open) > 0 {
			f.longestPrefix[i] = int32(open[len(open)-1])
		}
		open = append(open, i)
	}
}

func (f *Finder) insert(b bucket) {
	i := f.hash(b.key, b.length)
	for f.table[i].length != 0 {
		i = (i + 1) & (len(f.table) - 1)
	}
	f.table[i] = b
}

func (f *Finder) hash(key uint32, length uint8) int {
	return int((key + uint32(length)*0x85EBCA6B) * 0x9E3779B1 >> f.shift)
}

// bit returns the index in first of a key of four bytes.
func (f *Finder) bit(key uint32) uint32 { return key * 0x9E3779B1 >> (f.shift - 3) }

// Next returns the first position from i on where a term may begin, or the length of the text.
func (f *Finder) Next(text []byte, i int) int {
	for ; i < len(text); i++ {
		switch lengths := f.lengths[text[i]]; {
		case lengths == 0:
		case lengths&^(1<<keySize) != 0:
			return i
		case i+keySize <= len(text) && f.first.has(f.bit(binary.LittleEndian.Uint32(text[i:]))):
			return i
		}
	}
	return i
}

func keyOf[T string | []byte](s T, n int) uint32 {
	key := uint32(0)
	for i := range n {
		key |= uint32(s[i]) << (8 * i)
	}
	return key
}

// At appends the indexes of the terms that the text begins with.
func (f *Finder) At(text []byte, found []int) []int {
	lengths := f.lengths[text[0]]
	for n := uint8(1); n <= keySize && int(n) <= len(text) && lengths>>n != 0; n++ {
		if lengths>>n&1 == 0 {
			continue
		}
		key := keyOf(text, int(n))
		for i := f.hash(key, n); f.table[i].length != 0; i = (i + 1) & (len(f.table) - 1) {
			if b := &f.table[i]; b.key == key && b.length == n {
				found = f.appendPrefixes(b, text, found)
				break
			}
		}
	}
	return found
}

// appendPrefixes appends the terms of a bucket that the text begins with.
func (f *Finder) appendPrefixes(b *bucket, text []byte, found []int) []int {
	if b.length < keySize {
		return append(found, int(b.from))
	}
	terms := f.terms[b.from:b.to]
	i, exact := slices.BinarySearchFunc(terms, text, func(term string, text []byte) int {
		return compareText(term, text)
	})
	if !exact {
		i--
	}
	if i < 0 {
		return found
	}
	same := commonPrefix(terms[i], text)
	for t := int32(b.from) + int32(i); t >= 0; t = f.longestPrefix[t] {
		if len(f.terms[t]) <= same {
			found = append(found, int(t))
		}
	}
	return found
}

// compareText compares a term with a text.
func compareText(term string, text []byte) int {
	n := commonPrefix(term, text)
	switch {
	case n == len(term) && n == len(text):
		return 0
	case n == len(term):
		return -1
	case n == len(text) || term[n] > text[n]:
		return 1
	}
	return -1
}

// commonPrefix returns the length of the common prefix.
func commonPrefix(term string, text []byte) int {
	n := min(len(term), len(text))
	for i := range n {
		if term[i] != text[i] {
			return i
		}
	}
	return n
}
