package filter

// trigramSet is which three bytes may stand beside each other in a text. It tells quickly of most terms that they do not stand
// there.
type trigramSet [64]uint64

const trigramSize = 3

// Pieces are worth making when a text is asked for so many terms, and not longer than so many bytes.
const (
	trigramsFromTerms = 2
	mostWithTrigrams  = 4096
)

// bit is the place of a piece.
func (p *trigramSet) bit(piece uint32) (word *uint64, bit uint64) {
	h := piece * 0x9E3779B1 >> 20 // twelve bits: as many as there are places
	return &p[h>>6], 1 << (h & 63)
}

// fill makes them those of a text.
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

// mayHave reports whether the text may have the term; false is certain.
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

// mayHave reports whether a folded text may have a folded term; false is certain.
func (f *foldedForm) mayHave(term []byte) bool {
	if len(f.text) > mostWithTrigrams {
		return true
	}
	if f.asked++; f.asked == trigramsFromTerms {
		f.trigrams.fill(f.text)
	}
	return f.asked < trigramsFromTerms || f.trigrams.mayHave(term)
}
