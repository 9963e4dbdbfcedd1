package archive_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"
)

// rawZip is a zip file that can be told to lie anywhere. It is written after PKWARE's APPNOTE.TXT, section 4.3,
// and not by archive/zip.
type rawZip struct {
	entries                []rawEntry
	before, middle, behind []byte // before the entries, before the directory, before the end
	end                    rawEnd
	tail                   []byte
}

// rawEntry is an entry: what it says of itself, what the directory says of it, and its bytes.
type rawEntry struct {
	local, central rawHeader
	body           []byte
	after          []byte  // a data descriptor, or what should not be there
	offset         *uint32 // nil means where it is
}

type rawHeader struct {
	creator, version, flags, method, time, date uint16
	crc, packed, size                           uint32
	name                                        string
	extra                                       []byte
	comment                                     string
	attributes                                  uint32
}

// rawEnd changes what the end says; nil means the truth.
type rawEnd struct {
	disk          uint16
	count, total  *uint16
	size, offset  *uint32
	comment       string
	commentLength *uint16
}

// stored is an entry as Export writes it.
func stored(name string, data []byte) rawEntry {
	h := rawHeader{
		creator: 3 << 8, version: 20, date: 1<<5 | 1, attributes: 0o100644 << 16,
		crc: crc32.ChecksumIEEE(data), packed: uint32(len(data)), size: uint32(len(data)), name: name,
	}
	return rawEntry{local: h, central: h, body: data}
}

// deflated is an entry as most programs write it.
func deflated(t testing.TB, name string, data []byte) rawEntry {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	e := stored(name, data)
	e.body = b.Bytes()
	e.both(func(h *rawHeader) { h.method, h.packed = 8, uint32(b.Len()) })
	return e
}

// both changes what the entry and the directory say.
func (e *rawEntry) both(change func(*rawHeader)) {
	change(&e.local)
	change(&e.central)
}

// describe moves what the entry says of itself behind it.
func (e *rawEntry) describe(signed bool) {
	e.both(func(h *rawHeader) { h.flags |= 8 })
	e.after = nil
	if signed {
		e.after = []byte("PK\x07\x08")
	}
	for _, n := range []uint32{e.local.crc, e.local.packed, e.local.size} {
		e.after = binary.LittleEndian.AppendUint32(e.after, n)
	}
	e.local.crc, e.local.packed, e.local.size = 0, 0, 0
}

func (h rawHeader) append(b []byte) []byte {
	le := binary.LittleEndian
	for _, n := range []uint16{h.version, h.flags, h.method, h.time, h.date} {
		b = le.AppendUint16(b, n)
	}
	for _, n := range []uint32{h.crc, h.packed, h.size} {
		b = le.AppendUint32(b, n)
	}
	b = le.AppendUint16(b, uint16(len(h.name)))
	return le.AppendUint16(b, uint16(len(h.extra)))
}

func (z *rawZip) bytes() []byte {
	le := binary.LittleEndian
	b := bytes.Clone(z.before)
	offsets := make([]uint32, len(z.entries))
	for i, e := range z.entries {
		offsets[i] = uint32(len(b))
		b = e.local.append(append(b, "PK\x03\x04"...))
		b = append(append(append(append(b, e.local.name...), e.local.extra...), e.body...), e.after...)
	}
	b = append(b, z.middle...)
	start := len(b)
	for i, e := range z.entries {
		b = le.AppendUint16(append(b, "PK\x01\x02"...), e.central.creator)
		b = e.central.append(b)
		b = le.AppendUint16(b, uint16(len(e.central.comment)))
		b = le.AppendUint32(b, 0) // disk, internal attributes
		b = le.AppendUint32(b, e.central.attributes)
		if e.offset != nil {
			offsets[i] = *e.offset
		}
		b = le.AppendUint32(b, offsets[i])
		b = append(append(append(b, e.central.name...), e.central.extra...), e.central.comment...)
	}
	size := len(b) - start
	b = append(append(b, z.behind...), "PK\x05\x06"...)
	b = le.AppendUint16(le.AppendUint16(b, z.end.disk), z.end.disk)
	b = le.AppendUint16(b, or(z.end.count, uint16(len(z.entries))))
	b = le.AppendUint16(b, or(z.end.total, uint16(len(z.entries))))
	b = le.AppendUint32(b, or(z.end.size, uint32(size)))
	b = le.AppendUint32(b, or(z.end.offset, uint32(start)))
	b = le.AppendUint16(b, or(z.end.commentLength, uint16(len(z.end.comment))))
	return append(append(b, z.end.comment...), z.tail...)
}

func or[T any](p *T, v T) T {
	if p != nil {
		return *p
	}
	return v
}
