package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"strings"

	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/trigger"
)

// The limits of an archive. [Export] writes no larger one and [Import] reads none.
const (
	MaxSize  = 10 << 20 // the length of the longest archive of recipes, in bytes, packed and also unpacked
	MaxFiles = 100      // how many files it has at most, the manifest included
)

// The places of an archive.
const (
	manifestPath    = "manifest.json"
	recipesFolder   = "recipes"
	filtersFolder   = "filters"
	calendarsFolder = "calendars"
)

// fileNames are all names that a file of an archive can have. There are no capitals, so that no two names are one
// on a file system that does not tell them apart.
var fileNames = regexp.MustCompile(`^(manifest|(recipes|filters|calendars)/[a-z0-9_%~-]+)\.json$`)

// file is one file of an archive.
type file struct {
	path, name string
	data       []byte
}

// pathOf returns the one place where the document with a name lies. Names that would become long are cut and
// told apart by a hash.
func pathOf(folder, name string) string {
	const long, kept = 100, 60
	var b strings.Builder
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	escaped := b.String()
	if len(escaped) > long {
		sum := sha256.Sum256([]byte(name))
		escaped = escaped[:kept] + "~" + hex.EncodeToString(sum[:16])
	}
	return folder + "/" + escaped + ".json"
}

// checkName returns the fault of an ID or a name, or nil.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("missing")
	case len(name) > trigger.MaxID:
		return fmt.Errorf("longer than %d bytes", trigger.MaxID)
	}
	return naming.Check(name)
}

// document writes a document for people to read.
func document(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

// writeZip packs files in their order. They are stored as they are, so that the bytes do not depend on how well a
// version of Go compresses.
func writeZip(files []file) ([]byte, error) {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, f := range files {
		size := uint64(len(f.data))
		header := &zip.FileHeader{
			Name: f.path, Method: zip.Store, ReaderVersion: 20,
			CRC32: crc32.ChecksumIEEE(f.data), CompressedSize64: size, UncompressedSize64: size,
		}
		//lint:ignore SA1019 Modified has no effect on a raw entry
		header.ModifiedDate = 1<<5 | 1 // 1980-01-01, the first that there is
		header.SetMode(0o644)
		w, err := zw.CreateRaw(header)
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(w, bytes.NewReader(f.data)); err != nil {
			return nil, err
		}
	}
	err := zw.Close()
	return b.Bytes(), err
}
