package index

import (
	"slices"
)

// bitset is a set of rows, 64 a word.
type bitset []uint64

func newBitset(rows int) bitset { return make(bitset, (rows+63)/64) }

func (b bitset) has(r uint32) bool { return b[r>>6]>>(r&63)&1 != 0 }
func (b bitset) set(r uint32)      { b[r>>6] |= 1 << (r & 63) }
func (b bitset) clear(r uint32)    { b[r>>6] &^= 1 << (r & 63) }

// fill makes b the set of rows 0 to rows-1.
func (b bitset) fill(rows int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n := rows & 63; n != 0 {
		b[len(b)-1] = 1<<n - 1
	}
}

// A short set of rows is stored as a list, a long one as a bitset. With one row in sparseRatio both take the same
// memory; with one in denseRatio both take the same time. Between the two, only the mostBitsets longest are bitsets.
const (
	sparseRatio = 32
	denseRatio  = 256
	mostBitsets = 256
)

// postings hold, for each item, the rows that it changes: a list, or a bitset when they are many.
type postings struct {
	from []uint32 // where the list of each item begins
	rows []uint32
	set  []bitset // by item; nil when there are no bitsets at all
}

// list returns the rows of an item that has no bitset.
func (p *postings) list(item uint32) []uint32 { return p.rows[p.from[item]:p.from[item+1]] }

func (p *postings) bits(item uint32) bitset {
	if p.set == nil {
		return nil
	}
	return p.set[item]
}

// newPostings allocates room for the given number of rows of each item.
func newPostings(counts []uint32, rows int) postings {
	p := postings{from: make([]uint32, len(counts)+1)}
	total, longest := uint32(0), longestList(counts, rows)
	for i, n := range counts {
		p.from[i] = total
		if int(n) <= longest {
			total += n
			continue
		}
		if p.set == nil {
			p.set = make([]bitset, len(counts))
		}
		p.set[i] = newBitset(rows)
	}
	p.from[len(counts)] = total
	p.rows = make([]uint32, total)
	return p
}

// longestList returns the largest number of rows that is stored as a list.
func longestList(counts []uint32, rows int) int {
	var long []int
	for _, n := range counts {
		if n := int(n); rows/denseRatio < n && n <= rows/sparseRatio {
			long = append(long, n)
		}
	}
	if len(long) <= mostBitsets {
		return rows / denseRatio
	}
	slices.Sort(long)
	return long[len(long)-mostBitsets-1]
}

// postingsWriter appends rows to postings, in ascending order.
type postingsWriter struct {
	postings *postings
	next     []uint32
}

func (f *postingsWriter) append(item, row uint32) {
	if set := f.postings.bits(item); set != nil {
		set.set(row)
		return
	}
	if f.next == nil {
		f.next = append([]uint32(nil), f.postings.from...)
	}
	f.postings.rows[f.next[item]] = row
	f.next[item]++
}
