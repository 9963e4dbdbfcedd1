package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
)

// allowedFlags are the flags that an entry may have: how hard it was packed, a data descriptor, a name in UTF-8.
// What is left are those of encrypted and patched entries.
const allowedFlags = 0x2 | 0x4 | flagDescribed | 0x800

// readZip reads the files of an archive. It trusts no size before it has counted the bytes.
func readZip(r io.Reader) (map[string][]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, &Error{Err: err}
	}
	if len(data) > MaxSize {
		return nil, &Error{Err: fmt.Errorf("more than %d bytes", MaxSize)}
	}
	entries, err := readEntries(data)
	if err != nil {
		return nil, &Error{Err: err}
	}
	var faults faultList
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		if err := e.check(); err != nil {
			faults.addf(e.Name, "", "%w", err)
		}
		if seen[e.Name] {
			faults.addf(e.Name, "", "appears twice in the archive")
		}
		seen[e.Name] = true
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(entries))
	left := MaxSize
	for _, e := range entries {
		data, err := e.unpack(left)
		if errors.Is(err, errLarge) {
			return nil, &Error{Err: err}
		}
		if err != nil {
			faults.addf(e.Name, "", "%w", err)
		}
		files[e.Name] = data
		left -= len(data)
	}
	values := 0
	for _, data := range files {
		values += countValues(data)
	}
	if values > maxValues {
		faults.addf("", "", "more than %d values in its documents", maxValues)
	}
	return files, faults.Err()
}

// maxValues bounds the memory that the documents can take: a value of one byte may become a struct of a hundred.
const maxValues = 200_000

// countValues returns how many values a document has, or more.
func countValues(data []byte) (n int) {
	quoted := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ',' || c == '[' || c == '{'):
			n++
		}
	}
	return n
}

var errLarge = fmt.Errorf("more than %d bytes when it is unpacked", MaxSize)

// check returns the fault of an entry's header.
func (e entry) check() error {
	switch {
	case !fileNames.MatchString(e.Name):
		return errors.New("no name for a file of an archive, want manifest.json or recipes/, filters/ or calendars/, a name in lower case and .json")
	case e.Mode()&fs.ModeType != 0:
		return errors.New("not a regular file")
	case e.Flags&^allowedFlags != 0:
		return errors.New("encrypted, or packed by an unsupported method")
	case e.Method != zip.Store && e.Method != zip.Deflate:
		return fmt.Errorf("packed by method %d, want stored or deflated", e.Method)
	}
	return nil
}

// unpack returns the file, if it has at most so many bytes.
func (e entry) unpack(most int) ([]byte, error) {
	data := e.packed
	if e.Method == zip.Deflate {
		src := bytes.NewReader(e.packed)
		var err error
		if data, err = io.ReadAll(io.LimitReader(flate.NewReader(src), int64(most)+1)); err != nil {
			return nil, fmt.Errorf("damaged: %w", err)
		}
		if len(data) <= most && src.Len() > 0 {
			return nil, errors.New("it has data after its packed content")
		}
	}
	switch {
	case len(data) > most:
		return nil, errLarge
	case uint64(len(data)) != e.UncompressedSize64:
		return nil, fmt.Errorf("%d bytes, not %d as the directory says", len(data), e.UncompressedSize64)
	case crc32.ChecksumIEEE(data) != e.CRC32:
		return nil, errors.New("damaged: the checksum is wrong")
	}
	return data, nil
}
