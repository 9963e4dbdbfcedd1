package schedule

import (
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Rows of one sort have payloads that are much alike. A [Memory] stores a long one as its differences from another one of its
// sort, the base, which is a fifth of its size.

// packed is a payload: as it is, or, with a base, as differences: in turns so many bytes that follow, and a place in the base
// with so many bytes.
type packed struct {
	data []byte
	base *packBase
}

const (
	shortest   = 128     // a shorter payload is not packed
	longest    = 1 << 15 // nor is a longer one
	leastSame  = 6       // bytes that are copied from the base
	mostBases  = 64
	mostMisses = 8 // how many payloads in a row may be unlike the base before it is replaced
)

// packBase is a payload, and where in it to find four bytes with a hash.
type packBase struct {
	text   []byte
	places [1 << 10]uint16 // from 1
}

func newPackBase(text []byte) *packBase {
	b := &packBase{text: text}
	for i := 0; i+4 <= len(text); i++ {
		if place := &b.places[hash4(text[i:])]; *place == 0 { // the first is followed by more
			*place = uint16(i + 1)
		}
	}
	return b
}

func hash4(p []byte) uint32 { return binary.LittleEndian.Uint32(p) * 2654435761 >> 22 }

// packer has the bases, by sort. The zero value is ready to use, by several goroutines.
type packer struct {
	mu    sync.Mutex // of changes of the map, which is replaced by each
	bases atomic.Pointer[map[packSort]*sortBase]
}

// packSort identifies payloads that are alike: of one kind and lane, and with one beginning of their keys.
type packSort struct{ kind, lane, prefix string }

type sortBase struct {
	base   atomic.Pointer[packBase]
	missed atomic.Int32 // payloads that were unlike the base, since the last one that was not
}

// of returns the base of payloads like the job's; nil when there are too many sorts.
func (p *packer) of(j *Job) *sortBase {
	prefix, _, _ := strings.Cut(j.Key, "/")
	sort := packSort{j.Kind, j.Lane, prefix}
	if all := p.bases.Load(); all != nil && (*all)[sort] != nil {
		return (*all)[sort]
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make(map[packSort]*sortBase)
	if known := p.bases.Load(); known != nil {
		if s := (*known)[sort]; s != nil || len(*known) == mostBases {
			return s
		}
		maps.Copy(all, *known)
	}
	s := new(sortBase)
	s.missed.Store(mostMisses)
	all[packSort{strings.Clone(j.Kind), strings.Clone(j.Lane), strings.Clone(prefix)}] = s
	p.bases.Store(&all)
	return s
}

// pack returns the payload of a row. It shares no memory with it.
func (p *packer) pack(j *Job) packed {
	if len(j.Payload) < shortest || len(j.Payload) > longest {
		return packed{data: slices.Clone(j.Payload)}
	}
	s := p.of(j)
	if s == nil {
		return packed{data: slices.Clone(j.Payload)}
	}
	if base := s.base.Load(); base != nil && s.missed.Load() < mostMisses {
		var room [512]byte
		if data := base.pack(room[:0], j.Payload); data != nil {
			s.missed.Store(0)
			return packed{slices.Clone(data), base}
		}
		s.missed.Add(1)
		return packed{data: slices.Clone(j.Payload)}
	}
	whole := slices.Clone(j.Payload)
	s.base.Store(newPackBase(whole))
	s.missed.Store(0)
	return packed{data: whole}
}

// pack appends the differences from the base; nil when they are more than half of the text.
func (b *packBase) pack(dst, text []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(text)))
	from := 0 // what is before it was written
	for i := 0; i+4 <= len(text); {
		at := int(b.places[hash4(text[i:])]) - 1
		n := 0
		if at >= 0 {
			n = same(b.text[at:], text[i:])
		}
		if n < leastSame {
			i++
			continue
		}
		for i > from && at > 0 && text[i-1] == b.text[at-1] {
			i, at, n = i-1, at-1, n+1
		}
		dst = appendPart(dst, text[from:i], at, n)
		i += n
		from = i
		if len(dst) > len(text)/2 {
			return nil
		}
	}
	if dst = appendPart(dst, text[from:], 0, 0); len(dst) > len(text)/2 {
		return nil
	}
	return dst
}

func appendPart(dst, own []byte, at, n int) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(own)))
	dst = append(dst, own...)
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(at)), uint64(n))
}

// same returns how many bytes two texts have in common at their beginning.
func same(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for ; n+8 <= most; n += 8 {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

// unpack returns the payload. It shares no memory with the packed one.
func (p packed) unpack() []byte {
	if p.base == nil {
		return slices.Clone(p.data)
	}
	rest := p.data
	number := func() int {
		n, size := binary.Uvarint(rest)
		rest = rest[size:]
		return int(n)
	}
	text := make([]byte, 0, number())
	for len(rest) > 0 {
		own := number()
		text, rest = append(text, rest[:own]...), rest[own:]
		at, n := number(), number()
		text = append(text, p.base.text[at:at+n]...)
	}
	return text
}
