package archive_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// built is an archive put together by hand, whose manifest tells the truth unless it is told to lie.
type built struct {
	files    map[string]string
	manifest map[string]any
	rows     []map[string]any
	raw      rawZip
}

func build(files map[string]string) *built {
	b := &built{files: files}
	counts := map[string]int{"recipes": 0, "filters": 0, "calendars": 0}
	recipes := []string{}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		folder, file, _ := strings.Cut(path, "/")
		name, err := url.PathUnescape(strings.TrimSuffix(file, ".json"))
		if err != nil {
			name = file
		}
		sum := sha256.Sum256([]byte(files[path]))
		b.rows = append(b.rows, map[string]any{"path": path, "name": name, "size": len(files[path]), "sha256": hex.EncodeToString(sum[:])})
		counts[folder]++
		if folder == "recipes" {
			recipes = append(recipes, name)
		}
		b.raw.entries = append(b.raw.entries, stored(path, []byte(files[path])))
	}
	b.manifest = map[string]any{"format": 1, "counts": counts, "recipes": recipes}
	return b
}

func (b *built) packed() []byte {
	m := maps.Clone(b.manifest)
	if _, ok := m["files"]; !ok {
		m["files"] = b.rows
	}
	data, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	z := b.raw
	z.entries = append([]rawEntry{stored("manifest.json", data)}, z.entries...)
	return z.bytes()
}

var small = map[string]string{
	"recipes/a.json":   `{"id":"a","name":"A","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":{"saved":"f"},"hours":{"calendar":"c","when":"during"},"actions":[{"do":"resolve"}]}`,
	"filters/f.json":   `"true"`,
	"calendars/c.json": `{"zone":"UTC","week":{"monday":["09:00-17:00"]}}`,
}

// The archive that the hostile ones are made of is read.
func TestImportByHand(t *testing.T) {
	t.Parallel()
	got, _, err := archive.Import(bytes.NewReader(build(small).packed()), recipe.Set{})
	require.NoError(t, err)
	require.JSONEq(t, `{"format":1,"filters":{"f":"true"},"calendars":{"c":`+small["calendars/c.json"]+`},"recipes":[`+
		strings.Replace(small["recipes/a.json"], `"enabled":true`, `"enabled":false`, 1)+`]}`, toJSON(t, got))
}

func ptr[T any](v T) *T { return &v }

// Zip files that somebody tampered with. Entries: 0 is the calendar, 1 the filter, 2 the recipe; the manifest is
// put before them.
func TestImportHostileZips(t *testing.T) {
	t.Parallel()
	rename := func(name string) func(*built) {
		return func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.name = name }) }
	}
	flag := func(f uint16) func(*built) {
		return func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.flags |= f }) }
	}
	mode := func(creator uint16, attributes uint32) func(*built) {
		return func(b *built) {
			b.raw.entries[1].central.creator, b.raw.entries[1].central.attributes = creator<<8, attributes
		}
	}
	zeros := func(size int) func(*built) { // of which some bytes are left when they are packed
		return func(b *built) { b.raw.entries[1] = deflated(t, "filters/f.json", make([]byte, size)) }
	}
	badName := `: no name for a file of an archive`
	for _, tt := range []struct {
		name   string
		change func(*built)
		want   string // how the error begins
	}{
		{"something behind it", func(b *built) { b.raw.tail = []byte("x") }, "archive: not a zip file, or one that is incomplete"},
		{"a second archive behind it", func(b *built) { b.raw.tail = build(map[string]string{}).packed() }, "archive: it has data before its first"},
		{"a comment", func(b *built) { b.raw.end.comment = "hello" }, "archive: not a zip file, or one that is incomplete"},
		{"a comment that looks like an end", func(b *built) { b.raw.end.comment = "PK\x05\x06" + strings.Repeat("\x00", 18) }, "archive: "},
		{"a comment that is longer than the file", func(b *built) { b.raw.end.commentLength = ptr(uint16(10)) }, "archive: not a zip file, or one that is incomplete"},
		{"a program before it", func(b *built) { b.raw.before = []byte("#!/bin/sh\n") }, `archive: entry "manifest.json": does not start`},
		{"a program before it, with offsets from behind it", func(b *built) {
			good := len(build(small).packed())
			b.raw.before = []byte("#!/bin/sh\n")
			at := uint32(bytes.Index(b.packed(), []byte("PK\x01\x02")) - len(b.raw.before))
			b.raw.end.offset = &at
			require.Len(t, b.packed(), good+len(b.raw.before))
		}, "archive: it has data before its first"},
		{"something between the entries and the directory", func(b *built) { b.raw.middle = []byte("hidden") }, "archive: it has data between"},
		{"something between the directory and the end", func(b *built) { b.raw.behind = []byte("hidden") }, "archive: it has data before its first or after its last"},
		{"something between the directory and the end, told as part of it", func(b *built) {
			b.raw.behind = []byte("hidden")
			data := b.packed()
			b.raw.end.size = ptr(uint32(len(data) - 22 - bytes.Index(data, []byte("PK\x01\x02"))))
		}, "archive: it has data between"},
		{"something between two entries", func(b *built) { b.raw.entries[0].after = []byte("hidden") }, `archive: entry "filters/f.json": does not start where the one before it ends`},
		{"one of several disks", func(b *built) { b.raw.end.disk = 1 }, "archive: is one of several parts"},
		{"entries on another disk", func(b *built) { b.raw.end.total = ptr(uint16(5)) }, "archive: is one of several parts"},
		{"fewer entries than it says", func(b *built) { b.raw.end.count, b.raw.end.total = ptr(uint16(5)), ptr(uint16(5)) }, "archive: not a zip file"},
		{"more entries than it says", func(b *built) { b.raw.end.count, b.raw.end.total = ptr(uint16(3)), ptr(uint16(3)) }, "archive: not a zip file"},
		{"zip64 numbers at the end", func(b *built) { b.raw.end.count, b.raw.end.total = ptr(uint16(0xffff)), ptr(uint16(0xffff)) }, "archive: 65535 files, more than 100"},
		{"a zip64 offset at the end", func(b *built) { b.raw.end.offset = ptr(^uint32(0)) }, "archive: it has data before"},
		{"a zip64 directory size", func(b *built) { b.raw.end.size = ptr(uint32(0xffff)) }, "archive: a directory of more than"},
		{"zip64 sizes", func(b *built) {
			b.raw.entries[1].both(func(h *rawHeader) {
				h.packed, h.size = ^uint32(0), ^uint32(0)
				h.extra = append([]byte("\x01\x00\x10\x00"), "\x06\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"...)
			})
		}, `archive: entry "filters/f.json": its header differs from the directory`},
		{"zip64 sizes beyond everything", func(b *built) {
			b.raw.entries[1].both(func(h *rawHeader) {
				h.packed, h.size = ^uint32(0), ^uint32(0)
				h.extra = append([]byte("\x01\x00\x10\x00"), strings.Repeat("\xff", 16)...)
			})
		}, `archive: entry "filters/f.json": is longer than the archive`},
		{"a directory of comments", func(b *built) { b.raw.entries[0].central.comment = strings.Repeat("x", 1<<15) }, "archive: a directory of more than 32768 bytes"},
		{"101 entries", func(b *built) {
			for i := range 97 {
				b.raw.entries = append(b.raw.entries, stored(fmt.Sprintf("recipes/r%d.json", i), []byte("{}")))
			}
		}, "archive: 101 files, more than 100"},

		{"a directory", rename("filters/"), `"filters/"` + badName},
		{"up the tree", rename("../f.json"), `"../f.json"` + badName},
		{"up the tree from a place", rename("filters/../../f.json"), `"filters/../../f.json"` + badName},
		{"an absolute name", rename("/filters/f.json"), `"/filters/f.json"` + badName},
		{"a drive", rename("C:filters/f.json"), `"C:filters/f.json"` + badName},
		{"a stream", rename("filters/f.json:x"), `"filters/f.json:x"` + badName},
		{"backslashes", rename(`filters\f.json`), `"filters\\f.json"` + badName},
		{"a NUL", rename("filters/f.json\x00.png"), `"filters/f.json\x00.png"` + badName},
		{"a line feed behind it", rename("filters/f.json\n"), `"filters/f.json\n"` + badName},
		{"no name", rename(""), `archive: no name`},
		{"a dot", rename("./filters/f.json"), `"./filters/f.json"` + badName},
		{"two slashes", rename("filters//f.json"), `"filters//f.json"` + badName},
		{"deeper", rename("filters/x/f.json"), `"filters/x/f.json"` + badName},
		{"an archive", rename("filters/f.zip"), `"filters/f.zip"` + badName},
		{"another place", rename("secrets/f.json"), `"secrets/f.json"` + badName},
		{"capitals", rename("filters/F.json"), `"filters/F.json"` + badName},
		{"not UTF-8", rename("filters/\xff.json"), `"filters/\xff.json"` + badName},
		{"a name that turns round", rename("filters/\u202efson.json"), `"filters/\u202efson.json"` + badName},
		{"a very long name", rename(strings.Repeat("x", 5000)), `"` + strings.Repeat("x", 80) + `"` + badName},
		{"a name twice", rename("calendars/c.json"), `calendars/c.json: appears twice`},
		{"a second manifest", rename("manifest.json"), `manifest.json: appears twice`},
		{"another spelling", rename("filters/%66.json"), "manifest.json: files[1].path: \"filters/f.json\" is not in the archive\nfilters/%66.json: not in the manifest"},
		{"another name in the directory", func(b *built) { b.raw.entries[1].local.name = "filters/g.json" }, `archive: entry "filters/f.json": its header differs`},
		{"a symbolic link", mode(3, 0o120777<<16), "filters/f.json: not a regular file"},
		{"a device", mode(3, 0o020777<<16), "filters/f.json: not a regular file"},
		{"a pipe", mode(19, 0o010777<<16), "filters/f.json: not a regular file"},
		{"a directory by its attributes", mode(0, 0x10), "filters/f.json: not a regular file"},

		{"encrypted", flag(0x1), "filters/f.json: encrypted"},
		{"encrypted strongly", flag(0x41), "filters/f.json: encrypted"},
		{"an encrypted directory", flag(0x2000), "filters/f.json: encrypted"},
		{"patched", flag(0x20), "filters/f.json: encrypted, or packed by an unsupported method"},
		{"encrypted for itself only", func(b *built) { b.raw.entries[1].local.flags = 1 }, `archive: entry "filters/f.json": its header differs`},
		{"packed by LZMA", func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.method = 14 }) }, "filters/f.json: packed by method 14"},
		{"another method for itself", func(b *built) { b.raw.entries[1].local.method = 8 }, `archive: entry "filters/f.json": its header differs`},

		{"a wrong checksum", func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.crc++ }) }, "filters/f.json: damaged: the checksum is wrong"},
		{"a checksum of zero", func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.crc = 0 }) }, "filters/f.json: damaged: the checksum is wrong"},
		{"a wrong checksum for itself", func(b *built) { b.raw.entries[1].local.crc++ }, `archive: entry "filters/f.json": its header differs`},
		{"a larger size", func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.size = 7 }) }, "filters/f.json: 6 bytes, not 7"},
		{"a smaller size", func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.size = 1 }) }, "filters/f.json: 6 bytes, not 1"},
		{"a smaller size, deflated", func(b *built) {
			b.raw.entries[1] = deflated(t, "filters/f.json", []byte(`"true"`))
			b.raw.entries[1].both(func(h *rawHeader) { h.size = 1 })
		}, "filters/f.json: 6 bytes, not 1"},
		{"a larger packed size", func(b *built) { b.raw.entries[1].both(func(h *rawHeader) { h.packed += 4 }) }, `archive: entry "recipes/a.json": does not start where`},
		{"a packed size beyond the file", func(b *built) { b.raw.entries[2].both(func(h *rawHeader) { h.packed += 4 }) }, `archive: entry "recipes/a.json": is longer than the archive`},
		{"no sizes for itself", func(b *built) { b.raw.entries[1].local.packed, b.raw.entries[1].local.size = 0, 0 }, `archive: entry "filters/f.json": its header differs`},
		{"two entries in one place", func(b *built) {
			b.raw.entries = append(b.raw.entries, b.raw.entries[2])
			data := b.packed()
			at := uint32(bytes.Index(data, []byte("recipes/a.json")) - 30)
			b.raw.entries[3].local.name, b.raw.entries[3].offset = "recipes/b.json", &at
			b.raw.entries[3].central.name = "recipes/b.json"
		}, `archive: entry "recipes/b.json": its header differs`},
		{"another offset in the directory", func(b *built) { b.raw.entries[1].offset = ptr(uint32(0)) }, `archive: entry "filters/f.json": its header differs`},
		{"an entry that is not there", func(b *built) {
			b.raw.entries = append(b.raw.entries, b.raw.entries[2])
			b.raw.entries[3].body = nil
		}, `archive: entry "recipes/a.json": is longer than the archive`},
		{"a wrong data descriptor", func(b *built) { b.raw.entries[1].describe(true); b.raw.entries[1].after[5]++ }, `archive: entry "filters/f.json": its data descriptor differs`},
		{"a wrong size in a data descriptor", func(b *built) { b.raw.entries[1].describe(false); b.raw.entries[1].after[8]++ }, `archive: entry "filters/f.json": its data descriptor differs`},
		{"no data descriptor", func(b *built) { b.raw.entries[2].describe(true); b.raw.entries[2].after = nil }, `archive: entry "recipes/a.json": its data descriptor differs`},
		{"a data descriptor that nobody spoke of", func(b *built) {
			b.raw.entries[1].describe(true)
			b.raw.entries[1].local = b.raw.entries[1].central
			b.raw.entries[1].both(func(h *rawHeader) { h.flags = 0 })
		}, `archive: entry "recipes/a.json": does not start where`},
		{"half a deflated stream", func(b *built) {
			e := deflated(t, "filters/f.json", []byte(`"true"`))
			e.body = e.body[:3]
			e.both(func(h *rawHeader) { h.packed = 3 })
			b.raw.entries[1] = e
		}, "filters/f.json: damaged: unexpected EOF"},
		{"something behind a deflated stream", func(b *built) {
			e := deflated(t, "filters/f.json", []byte(`"true"`))
			e.body = append(e.body, "hidden"...)
			e.both(func(h *rawHeader) { h.packed += 6 })
			b.raw.entries[1] = e
		}, "filters/f.json: it has data after its packed content"},
		{"too much when it is unpacked", zeros(10<<20 + 1), "archive: more than 10485760 bytes when it is unpacked"},
		{"too much that says it is little", func(b *built) {
			zeros(10<<20 + 1)(b)
			b.raw.entries[1].both(func(h *rawHeader) { h.size = 6 })
		}, "archive: more than 10485760 bytes when it is unpacked"},
		{"too much only together", func(b *built) {
			zeros(6 << 20)(b)
			b.raw.entries = append(b.raw.entries, deflated(t, "filters/g.json", make([]byte, 4<<20+1)))
		}, "archive: more than 10485760 bytes when it is unpacked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := build(small)
			tt.change(b)
			refused(t, b.packed(), tt.want)
		})
	}
}

func refused(t *testing.T, packed []byte, want string) {
	t.Helper()
	into := parse(t, nightShift)
	got, report, err := archive.Import(bytes.NewReader(packed), into)
	require.Error(t, err)
	require.True(t, strings.HasPrefix(err.Error(), want), "got %q, want it to begin with %q", err, want)
	require.Equal(t, parse(t, nightShift), got)
	require.Zero(t, report)
}
