package index

// A row is encoded as words: for each of its clauses a head, the number of words that follow, and these words; then the
// same for each of its tests. A 64-bit number takes two words.
type clauseHead uint32

const (
	hasOne    clauseHead = iota // one of the items
	hasNone                     // none of the items
	isWithin                    // in one of the spans
	isAbsent                    // in one of the spans, or missing
	testHolds                   // the test holds
	testFails                   // the test does not hold

	columnAnswers clauseHead = 1 << 3 // the columns decide whether the clause holds
	headBits                 = 4
)

func encodeHead(kind clauseHead, of int) uint32 { return uint32(kind) | uint32(of)<<headBits }

// decode returns the kind of the head, and the number of its column or test.
func (h clauseHead) decode() (kind clauseHead, of int) {
	return h & (columnAnswers - 1), int(h >> headBits)
}

func appendInt64(code []uint32, v int64) []uint32 {
	return append(code, uint32(uint64(v)>>32), uint32(uint64(v)))
}

func decodeInt64(code []uint32) int64 { return int64(uint64(code[0])<<32 | uint64(code[1])) }

// eachClause calls f with each clause and test of a row until it returns false.
func eachClause(code []uint32, f func(kind clauseHead, of int, args []uint32) bool) bool {
	for len(code) > 0 {
		kind, of := clauseHead(code[0]).decode()
		n := int(code[1])
		if !f(kind, of, code[2:2+n]) {
			return false
		}
		code = code[2+n:]
	}
	return true
}

// decodeSpans returns the spans of a clause on a number.
func decodeSpans(args []uint32) []Span {
	list := make([]Span, 0, len(args)/4)
	for ; len(args) > 0; args = args[4:] {
		list = append(list, Span{decodeInt64(args), decodeInt64(args[2:])})
	}
	return list
}

// spansContain reports whether a clause on a number accepts v.
func spansContain(args []uint32, v int64) bool {
	for ; len(args) > 0; args = args[4:] {
		if decodeInt64(args) <= v && v <= decodeInt64(args[2:]) {
			return true
		}
	}
	return false
}
