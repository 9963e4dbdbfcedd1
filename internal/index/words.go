package index

// Words looks words up as a whole. It never changes and is safe for concurrent use.
type Words struct {
	words []string
	table []wordPlace // open addressing, its size a power of two
}

// wordPlace is the hash of a word and its place, from 1; zero where there is none.
type wordPlace struct {
	hash, place uint32
}

// HashSeed is the hash of the empty word.
const HashSeed uint32 = 2166136261

// Hash returns the hash of a word with a byte more (FNV-1a).
func Hash(hash uint32, c byte) uint32 { return (hash ^ uint32(c)) * 16777619 }

// NewWords returns the words, each of which is there once.
func NewWords(words []string) *Words {
	size := 8
	for size < 4*len(words) {
		size *= 2
	}
	w := &Words{words: words, table: make([]wordPlace, size)}
	for i, word := range words {
		hash := HashSeed
		for j := range len(word) {
			hash = Hash(hash, word[j])
		}
		at := w.first(hash)
		for w.table[at].place != 0 {
			at = (at + 1) & (len(w.table) - 1)
		}
		w.table[at] = wordPlace{hash, uint32(i) + 1}
	}
	return w
}

func (w *Words) first(hash uint32) int { return int(hash^hash>>15) & (len(w.table) - 1) }

// Find returns the place of a word with its hash.
func (w *Words) Find(word []byte, hash uint32) (place int, ok bool) {
	for at := w.first(hash); w.table[at].place != 0; at = (at + 1) & (len(w.table) - 1) {
		if p := w.table[at]; p.hash == hash && w.words[p.place-1] == string(word) {
			return int(p.place) - 1, true
		}
	}
	return 0, false
}
