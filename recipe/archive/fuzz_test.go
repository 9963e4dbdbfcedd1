package archive_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// takes imports an archive twice. What it accepts can be exported again by a host that knows the kinds, and imported
// again, with the same result.
func takes(t *testing.T, packed []byte) {
	into, err := recipe.Decode([]byte(nightShift))
	require.NoError(t, err)
	for _, into := range []recipe.Set{{}, into} {
		got, report, err := archive.Import(bytes.NewReader(packed), into)
		if err != nil {
			require.Equal(t, into, got)
			require.Zero(t, report)
			continue
		}
		for _, one := range got.Recipes[len(into.Recipes):] {
			require.False(t, one.Enabled)
		}
		var b bytes.Buffer
		if archive.Export(&b, got, cooks()) != nil {
			continue // a kind that the host does not have, or a config that it cannot read
		}
		again, second, err := archive.Import(&b, recipe.Set{})
		require.NoError(t, err)
		require.Empty(t, second.Filters)
		require.Empty(t, second.Calendars)
		require.Len(t, again.Recipes, len(got.Recipes))
		for i, r := range second.Recipes {
			require.Equal(t, archive.Renaming{Old: got.Recipes[i].ID, New: got.Recipes[i].ID}, r)
		}
	}
}

func FuzzImport(f *testing.F) {
	s, err := recipe.Decode([]byte(nightShift))
	require.NoError(f, err)
	f.Add(export(f, s))
	f.Add(build(small).packed())
	f.Add(build(map[string]string{}).packed())
	var z rawZip
	names, files := unzip(f, build(small).packed())
	for _, name := range names {
		e := deflated(f, name, []byte(files[name]))
		e.describe(true)
		z.entries = append(z.entries, e)
	}
	f.Add(z.bytes())
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(takes)
}

// The checksums hide the documents from FuzzImport; here they are right.
func FuzzImportDocuments(f *testing.F) {
	f.Add(small["recipes/a.json"], small["filters/f.json"], small["calendars/c.json"], "f", "recipes/a.json", "actions[0].with.x")
	f.Add(`{"id":"a","filter":{"saved":"g"},"actions":[{"do":"webhook","with":{"url":"https://example.com"}}]}`, `{"saved":"f"}`, `{}`, "g", "", "")
	f.Fuzz(func(t *testing.T, one, saved, calendar, name, file, path string) {
		b := with("recipes/a.json", one, "filters/f.json", saved, "calendars/c.json", calendar)
		if path != "" {
			b.manifest["left_out"] = []any{map[string]any{"file": file, "path": path}}
		}
		for _, row := range b.rows {
			if row["path"] == "filters/f.json" && name != "" {
				row["name"] = name
			}
		}
		takes(t, b.packed())
	})
}
