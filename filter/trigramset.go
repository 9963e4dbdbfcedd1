package filter

// trigramSet is a Bloom filter of the sequences of three bytes in a text. It quickly rules out most terms that do not
// appear in it.
type trigramSet [64]uint64

const trigramSize = 3

// A trigram set is built for texts that are searched for at least this many terms, and are not longer than this many
// bytes.
const (
	trigramsFromTerms = 2
	mostWithTrigrams  = 4096
)

// bit returns the position of a trigram.
func (p *trigramSet) bit(piece uint32) (word *uint64, bit uint64) {
	h := piece * 0x9E3779B1 >> 20 // twelve bits, the number of positions
	return &p[h>>6], 1 << (h & 63)
}

// fill makes p the set of a text's trigrams.
func (p *trigramSet) fill(text []byte) {
	*p = trigramSet{}
	piece := uint32(0)
	for i, c := range text {
		piece = piece>>8 | uint32(c)<<16
		if i >= trigramSize-1 {
			word, bit := p.bit(piece)
			*word |= bit
		}
	}
}

// mayHave reports whether the text may contain the term; false is certain.
func (p *trigramSet) mayHave(term []byte) bool {
	piece := uint32(0)
	for i, c := range term {
		piece = piece>>8 | uint32(c)<<16
		if i >= trigramSize-1 {
			if word, bit := p.bit(piece); *word&bit == 0 {
				return false
			}
		}
	}
	return true
}

// mayHave reports whether a folded text may contain a folded term; false is certain.
func (f *foldedForm) mayHave(term []byte) bool {
	if len(f.text) > mostWithTrigrams {
		return true
	}
	if f.asked++; f.asked == trigramsFromTerms {
		f.trigrams.fill(f.text)
	}
	return f.asked < trigramsFromTerms || f.trigrams.mayHave(term)
}
