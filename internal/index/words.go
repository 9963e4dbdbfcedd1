package index

import (
	"math/bits"
	"math/rand/v2"
)

// Words finds whole words. It never changes and is safe for concurrent use.
type Words struct {
	words []string
	seed  uint64      // random, so that nobody can choose words with the same hash
	table []wordPlace // open addressing, its size a power of two
}

// wordPlace is the hash of a word and its index plus one; zero when empty.
type wordPlace struct {
	hash, place uint32
}

// NewWords returns the words, which must be distinct.
func NewWords(words []string) *Words {
	size := 8
	for size < 4*len(words) {
		size *= 2
	}
	w := &Words{words: words, seed: rand.Uint64(), table: make([]wordPlace, size)}
	for i, word := range words {
		hash := hashOf(w.seed, word)
		at := w.bucket(hash)
		for w.table[at].place != 0 {
			at = (at + 1) & (len(w.table) - 1)
		}
		w.table[at] = wordPlace{hash, uint32(i) + 1}
	}
	return w
}

// hashOf multiplies eight bytes at a time, as wyhash does.
func hashOf[T string | []byte](seed uint64, word T) uint32 {
	h := seed ^ uint64(len(word))
	for ; len(word) > 8; word = word[8:] {
		h = mix(h ^ firstFour(word) ^ firstFour(word[4:])<<32)
	}
	switch n := len(word); {
	case n >= 4:
		h ^= firstFour(word) | firstFour(word[n-4:])<<32
	case n > 0:
		h ^= uint64(word[0]) | uint64(word[n/2])<<8 | uint64(word[n-1])<<16
	}
	return uint32(mix(h))
}

// firstFour returns the first four bytes.
func firstFour[T string | []byte](word T) uint64 {
	return uint64(word[0]) | uint64(word[1])<<8 | uint64(word[2])<<16 | uint64(word[3])<<24
}

func mix(h uint64) uint64 {
	high, low := bits.Mul64(h, 0x9E3779B97F4A7C15)
	return high ^ low
}

func (w *Words) bucket(hash uint32) int { return int(hash) & (len(w.table) - 1) }

// Find returns the index of a word.
func (w *Words) Find(word []byte) (place int, ok bool) { return find(w, word) }

// FindString returns the index of a word.
func (w *Words) FindString(word string) (place int, ok bool) { return find(w, word) }

func find[T string | []byte](w *Words, word T) (place int, ok bool) {
	hash := hashOf(w.seed, word)
	for at := w.bucket(hash); w.table[at].place != 0; at = (at + 1) & (len(w.table) - 1) {
		if p := w.table[at]; p.hash == hash && w.words[p.place-1] == string(word) {
			return int(p.place) - 1, true
		}
	}
	return 0, false
}
