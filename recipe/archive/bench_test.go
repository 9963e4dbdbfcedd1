package archive_test

import (
	"bytes"
	"testing"

	"github.com/commis-recipes/commis/recipe/archive"
)

// BenchmarkExport writes as many recipes as an archive holds, of some kilobyte each.
func BenchmarkExport(b *testing.B) {
	s, hs := many(archive.MaxFiles-1, 1000), cooks()
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := archive.Export(&out, s, hs); err != nil || out.Len() < 99_000 {
			b.Fatal("want an archive, got", out.Len(), err)
		}
	}
}

// BenchmarkImport reads them into a set that has them already.
func BenchmarkImport(b *testing.B) {
	s := many(archive.MaxFiles-1, 1000)
	packed := export(b, s)
	b.ReportAllocs()
	b.SetBytes(int64(len(packed)))
	for b.Loop() {
		got, _, err := archive.Import(bytes.NewReader(packed), s)
		if err != nil || len(got.Recipes) != 2*(archive.MaxFiles-1) {
			b.Fatal("want twice the recipes, got", len(got.Recipes), err)
		}
	}
}
