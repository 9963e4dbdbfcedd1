package archive_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// A part of an archive is none.
func TestImportCutShort(t *testing.T) {
	t.Parallel()
	packed := build(small).packed()
	for n := range packed {
		_, _, err := archive.Import(bytes.NewReader(packed[:n]), recipe.Set{})
		require.Error(t, err, "cut after %d bytes", n)
	}
}

// No change of one bit is taken for another configuration: it is found, or it does not matter.
func TestImportBitFlips(t *testing.T) {
	t.Parallel()
	packed := build(small).packed()
	want, report, err := archive.Import(bytes.NewReader(packed), recipe.Set{})
	require.NoError(t, err)
	harmless := 0
	for i := range packed {
		for bit := range 8 {
			packed[i] ^= 1 << bit
			got, r, err := archive.Import(bytes.NewReader(packed), recipe.Set{})
			if err == nil {
				harmless++
				require.Equal(t, want, got, "byte %d bit %d", i, bit)
				require.Equal(t, report, r)
			}
			packed[i] ^= 1 << bit
		}
	}
	// Of each entry: 6 bytes of time and version twice, the creator's version and system, attributes, disk, offset.
	require.Less(t, harmless, 4*8*40+8*len("manifest.json{}"))
}

// A large hostile document takes little more memory than it has bytes. Not parallel: it counts what is allocated.
func TestImportMemory(t *testing.T) {
	const size = 9 << 20
	fill := func(before, unit, after string) string {
		return before + strings.Repeat(unit, (size-len(before)-len(after))/len(unit)) + after
	}
	for _, tt := range []struct {
		name, path, doc string
		allowed         bool // whether it may be read
	}{
		{"actions", "recipes/a.json", fill(`{"id":"a","actions":[{}`, ",{}", `]}`), false},
		{"nothings", "recipes/a.json", fill(`{"id":"a","actions":[{}`, ",0", `]}`), false},
		{"topics", "recipes/a.json", fill(`{"id":"a","trigger":{"topics":[""`, `,""`, `]}}`), false},
		{"values", "filters/f.json", fill(`{"field":"x","op":"is","values":[1`, ",1", `]}`), false},
		{"conditions", "filters/f.json", fill(`{"any":[{}`, ",{}", `]}`), false},
		{"days", "calendars/c.json", fill(`{"week":{"monday":[""`, `,""`, `]}}`), false},
		{"brackets", "filters/f.json", strings.Repeat("[", 65) + fill("", " ", "")[65:], false},
		{"as many actions as may be", "recipes/a.json", `{"id":"a","actions":[{}` + strings.Repeat(",{}", 99_000) + `]}`, true},
		{"as many nothings as may be", "recipes/a.json", `{"id":"a","actions":[{}` + strings.Repeat(",0", 199_000) + `]}`, false},
		{"gaps", "recipes/a.json", fill(`{"id":"a"`, " ", `}`), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			packed := build(map[string]string{tt.path: tt.doc}).packed()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := archive.Import(bytes.NewReader(packed), recipe.Set{})
			runtime.ReadMemStats(&after)
			if !tt.allowed {
				require.Error(t, err)
			}
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(320<<20))
		})
	}
}
