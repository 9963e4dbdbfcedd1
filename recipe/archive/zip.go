package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Sizes and signatures of a zip file's parts (PKWARE, APPNOTE.TXT, section 4.3).
const (
	localSize      = 30
	directorySize  = 46
	endSize        = 22
	localMark      = "PK\x03\x04"
	descriptorMark = "PK\x07\x08"
	endMark        = "PK\x05\x06"
	flagDescribed  = 0x8 // the flag of an entry with a data descriptor

	// maxDirectory leaves room for what other programs note beside the names, and none for zip64.
	maxDirectory = 1 << 15
)

// entry is one entry of a zip file, as it is packed.
type entry struct {
	*zip.File
	packed []byte
}

// readEntries takes a zip file apart. Every byte of it must belong to exactly one part, and where the format says
// a thing twice it must say the same: the entries one after the other in the order of the directory, the directory,
// the end. So there is one way only to read it, and no room for anything before, between, within or after them.
func readEntries(data []byte) ([]entry, error) {
	count, start, err := readEnd(data)
	if err != nil {
		return nil, err
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("not a zip file: %w", err)
	}
	entries := make([]entry, 0, count)
	pos, size := 0, 0
	for _, f := range zr.File {
		packed, next, err := readLocal(data[:start], pos, f)
		if err != nil {
			return nil, fmt.Errorf("entry %.80q: %w", f.Name, err)
		}
		entries = append(entries, entry{File: f, packed: packed})
		pos = next
		size += directorySize + len(f.Name) + len(f.Extra) + len(f.Comment)
	}
	if len(entries) != count || pos != start || start+size != len(data)-endSize {
		return nil, errors.New("it has data between its entries and its end")
	}
	return entries, nil
}

// readEnd reads the last part, which tells how many entries there are and where the directory starts.
func readEnd(data []byte) (count, start int, err error) {
	at := len(data) - endSize
	if at < 0 || string(data[at:at+len(endMark)]) != endMark || string(data[at+20:]) != "\x00\x00" {
		return 0, 0, errors.New("not a zip file, or one that is incomplete or has data after its end")
	}
	end := data[at:]
	short := func(i int) int { return int(binary.LittleEndian.Uint16(end[i:])) }
	long := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(end[i:])) }
	count = short(10)
	switch {
	case short(4) != 0 || short(6) != 0 || short(8) != count:
		return 0, 0, errors.New("is one of several parts")
	case count > MaxFiles:
		return 0, 0, fmt.Errorf("%d files, more than %d", count, MaxFiles)
	case long(12) > maxDirectory:
		return 0, 0, fmt.Errorf("a directory of more than %d bytes", maxDirectory)
	case long(16)+long(12) != uint64(at):
		return 0, 0, errors.New("it has data before its first or after its last entry")
	}
	return count, int(long(16)), nil
}

// readLocal reads the entry that starts at pos. It returns what is packed in it and where it ends.
func readLocal(data []byte, pos int, f *zip.File) (packed []byte, end int, err error) {
	header := data[pos:]
	if len(header) < localSize || string(header[:len(localMark)]) != localMark {
		return nil, 0, errors.New("does not start where the one before it ends")
	}
	short := func(i int) int { return int(binary.LittleEndian.Uint16(header[i:])) }
	nameEnd := localSize + short(26)
	start := pos + nameEnd + short(28)
	if start > len(data) || f.CompressedSize64 > uint64(len(data)-start) {
		return nil, 0, errors.New("is longer than the archive")
	}
	described := f.Flags&flagDescribed != 0
	offset, err := f.DataOffset()
	same := err == nil && offset == int64(start) && short(6) == int(f.Flags) && short(8) == int(f.Method) &&
		string(header[localSize:nameEnd]) == f.Name
	later := described && string(header[14:26]) == string(make([]byte, 12))
	if !same || !later && !agrees(header[14:26], f) {
		return nil, 0, errors.New("its header differs from the directory")
	}
	end = start + int(f.CompressedSize64)
	packed = data[start:end:end]
	if !described {
		return packed, end, nil
	}
	rest := data[end:]
	signed := bytes.HasPrefix(rest, []byte(descriptorMark))
	switch {
	case signed && len(rest) >= 16 && agrees(rest[4:16], f):
		return packed, end + 16, nil
	case len(rest) >= 12 && agrees(rest[:12], f):
		return packed, end + 12, nil
	}
	return nil, 0, errors.New("its data descriptor differs from the directory")
}

// agrees compares a checksum, a packed and an unpacked size with what the directory says.
func agrees(b []byte, f *zip.File) bool {
	long := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(b[i:])) }
	return long(0) == uint64(f.CRC32) && long(4) == f.CompressedSize64 && long(8) == f.UncompressedSize64
}
