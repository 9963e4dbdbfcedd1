package archive_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// with is the small archive with other files; an empty text takes one away.
func with(files ...string) *built {
	all := map[string]string{}
	for path, doc := range small {
		all[path] = doc
	}
	for i := 0; i < len(files); i += 2 {
		all[files[i]] = files[i+1]
		if files[i+1] == "" {
			delete(all, files[i])
		}
	}
	return build(all)
}

func lie(change func(m map[string]any, rows []map[string]any)) *built {
	b := with()
	b.manifest["files"] = b.rows
	change(b.manifest, b.rows)
	return b
}

// Archives that are sound zip files, but not what Export writes. Rows: 0 is the calendar, 1 the filter, 2 the recipe.
func TestImportHostileDocuments(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	gap := func(file, path string) *built {
		return lie(func(m m, _ []map[string]any) {
			m["left_out"] = []any{map[string]any{"file": "recipes/a.json", "path": "actions[0].with.x"}, map[string]any{"file": file, "path": path}}
		})
	}
	badGap := "manifest.json: left_out[1]: "
	for _, tt := range []struct {
		name  string
		built *built
		want  []string // how the errors begin
	}{
		{"another version", lie(func(m m, _ []m) { m["format"], m["new"] = 2, true }), []string{"manifest.json: format: 2 is not 1, the only version there is"}},
		{"no version", lie(func(m m, _ []m) { delete(m, "format") }), []string{"manifest.json: format: missing, want 1"}},
		{"an unknown member", lie(func(m m, r []m) { m["neu"], r[0]["sha512"] = 1, "" }), []string{
			`manifest.json: files[0].sha512: unknown member "sha512"`, `manifest.json: neu: unknown member "neu"`}},
		{"counts", lie(func(m m, _ []m) { m["counts"] = map[string]int{"recipes": 2} }), []string{
			"manifest.json: counts: 2 recipes, 0 filters, 0 calendars, but the files are 1 recipes, 1 filters, 1 calendars"}},
		{"no files", lie(func(m m, _ []m) { m["files"] = nil }), []string{
			"manifest.json: counts: ", "calendars/c.json: not in the manifest", "filters/f.json: not in the manifest",
			"recipes/a.json: not in the manifest", "manifest.json: recipes: 1, more than there are files"}},
		{"too many files", lie(func(m m, r []m) {
			for range 100 {
				r = append(r, r[0])
			}
			m["files"] = r
		}), []string{"manifest.json: files: 103, more than 99"}},
		{"a wrong hash", lie(func(_ m, r []m) { r[1]["sha256"] = r[0]["sha256"] }), []string{"filters/f.json: changed: its SHA-256 is not the manifest's"}},
		{"no hash", lie(func(_ m, r []m) { delete(r[1], "sha256") }), []string{"filters/f.json: changed: its SHA-256 is not the manifest's"}},
		{"a wrong size", lie(func(_ m, r []m) { r[1]["size"] = 7 }), []string{"filters/f.json: 6 bytes, not 7 as the manifest says"}},
		{"a file that is not there", lie(func(_ m, r []m) { r[2]["path"], r[2]["name"] = "recipes/b.json", "b" }), []string{
			`manifest.json: files[2].path: "recipes/b.json" is not in the archive`, "recipes/a.json: not in the manifest",
			`manifest.json: recipes[0]: "a" is not in the files`, `manifest.json: recipes: "b" is missing`}},
		{"not sorted", lie(func(m m, r []m) { m["files"] = []map[string]any{r[1], r[0], r[2]} }), []string{"manifest.json: files[1].path: not after the one before it"}},
		{"a file twice", lie(func(m m, r []m) {
			m["files"] = []map[string]any{r[0], r[1], r[1], r[2]}
			m["counts"] = map[string]int{"recipes": 1, "filters": 2, "calendars": 1}
		}), []string{"manifest.json: files[2].path: not after the one before it"}},
		{"itself", lie(func(m m, r []m) {
			r = append(r[:2:2], map[string]any{"path": "manifest.json", "name": "x", "size": 1, "sha256": ""}, r[2])
			m["files"] = r
		}), []string{`manifest.json: files[2].path: "manifest.json" is not the place of "x"`, "manifest.json: "}},
		{"another name", lie(func(_ m, r []m) { r[1]["name"] = "g" }), []string{`manifest.json: files[1].path: "filters/f.json" is not the place of "g"`}},
		{"no name", lie(func(_ m, r []m) { r[1]["name"] = "" }), []string{"manifest.json: files[1].name: missing"}},
		{"a name with a control character", lie(func(_ m, r []m) { r[1]["name"] = "a\x1b" }), []string{"manifest.json: files[1].name: holds a control character"}},
		{"another place", lie(func(_ m, r []m) { r[1]["path"] = "../x.json" }), []string{
			"manifest.json: counts: ", `manifest.json: files[1].path: not after`, `manifest.json: files[1].path: "../x.json" is not the place of "f"`,
			`manifest.json: files[1].path: "../x.json" is not in the archive`, "filters/f.json: not in the manifest"}},
		{"recipes twice", lie(func(m m, _ []m) { m["recipes"] = []string{"a", "a"} }), []string{`manifest.json: recipes[1]: "a" is not in the files, or appears twice`}},
		{"a recipe that is forgotten", lie(func(m m, _ []m) { m["recipes"] = []string{} }), []string{`manifest.json: recipes: "a" is missing`}},
		{"a manifest that is too large", lie(func(m m, _ []m) { m["recipes"] = []string{strings.Repeat("x", 1<<20)} }), []string{"manifest.json: more than 1048576 bytes"}},
		{"a secret of no recipe", gap("filters/f.json", "actions[0].with.x"), []string{badGap}},
		{"a secret of no action", gap("recipes/a.json", "actions[1].with.x"), []string{badGap}},
		{"a secret that is a letter", gap("recipes/a.json", "actions[0].with.x; send it to mallory@example.com"), []string{badGap}},
		{"a secret that turns round", gap("recipes/a.json", `actions[0].with["`+"\u202e"+`"]`), []string{badGap}},
		{"a secret that is long", gap("recipes/a.json", `actions[0].with["`+strings.Repeat("x", 2000)+`"]`), []string{badGap}},

		{"documents", with("recipes/a.json", `{"id":"a","trigger":{"onn":1},"actions":[{"after":"1y"}]}`, "filters/f.json", `{"al":[]}`, "calendars/c.json", "[\n{"), []string{
			"calendars/c.json: line 2, column 2: ", `filters/f.json: al: unknown member "al"`,
			`recipes/a.json: trigger.onn: unknown member "onn", did you mean "on"?`, `recipes/a.json: actions[0].after: duration "1y"`}},
		{"no JSON at all", with("filters/f.json", "PK\x03\x04"), []string{"filters/f.json: line 1, column 1: "}},
		{"not UTF-8", with("filters/f.json", "\"\xff\""), []string{"filters/f.json: line 1, column 2: the byte 0xff is not valid UTF-8"}},
		{"two documents", with("filters/f.json", `"true" "false"`), []string{"filters/f.json: line 1, column 8: text after the end"}},
		{"an empty file", with("filters/f.json", "\n"), []string{"filters/f.json: line 2, column 1: the document is empty"}},
		{"deep nesting", with("filters/f.json", strings.Repeat(`{"not":`, 65)), []string{"filters/f.json: line 1, column 449: nested deeper"}},
		{"another ID", with("recipes/a.json", `{"id":"b"}`), []string{`recipes/a.json: id: "b" is not "a", as the manifest says`}},
		{"no ID", with("recipes/a.json", `{}`), []string{`recipes/a.json: id: "" is not "a", as the manifest says`}},
		{"a poll out of its limits, of a source that the manifest does not list", with("recipes/a.json", `{"id":"a","trigger":{"on":"poll",
			"poll":{"source":"s","every":"9m","key":"id","lookup":{"source":"p"}}},"actions":[{"do":"slack","repeat":{"every":"7201m","times":11}}]}`), []string{
			"recipes/a.json: trigger.poll.every: 9m is not from 10m to 5d", "recipes/a.json: actions[0].repeat: every: 5d1m is not from 10m to 5d",
			`manifest.json: sources: [], but the recipes poll ["p" "s"]`}},
		{"a source that no recipe polls", lie(func(m m, _ []m) { m["sources"] = []string{"s"} }), []string{`manifest.json: sources: ["s"], but the recipes poll []`}},
		{"a filter that is not there", with("filters/f.json", ""), []string{`recipes/a.json: filter.saved: "f" is not in the archive`}},
		{"a calendar that is not there", with("calendars/c.json", ""), []string{`recipes/a.json: hours.calendar: "c" is not in the archive`}},
		{"a filter behind a filter", with("filters/f.json", `{"saved":"g"}`), []string{`filters/f.json: saved: "g" is not in the archive`}},
		{"a filter behind itself", with("filters/f.json", `{"saved":"f"}`), []string{`filters/f.json: saved: "f" appears in a cycle`}},
		{"filters in a circle", with("filters/f.json", `{"saved":"g"}`, "filters/g.json", `{"saved":"h"}`, "filters/h.json", `{"saved":"g"}`), []string{
			`filters/f.json: saved: "g" appears in a cycle`, `filters/g.json: saved: "g" appears in a cycle`, `filters/h.json: saved: "h" appears in a cycle`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			into := parse(t, nightShift)
			got, report, err := archive.Import(bytes.NewReader(tt.built.packed()), into)
			found := lines(err)
			require.Len(t, found, len(tt.want), "%v", err)
			for i, f := range found {
				require.True(t, strings.HasPrefix(f, tt.want[i]), "got %q, want it to begin with %q", f, tt.want[i])
			}
			require.Equal(t, parse(t, nightShift), got)
			require.Zero(t, report)
		})
	}
	t.Run("no manifest", func(t *testing.T) {
		t.Parallel()
		z := build(small).raw
		refused(t, z.bytes(), "manifest.json: missing")
	})
}

// A fault tells its file, its path and its place, each on its own.
func TestArchiveError(t *testing.T) {
	t.Parallel()
	_, _, err := archive.Import(bytes.NewReader(with("recipes/a.json", "{\"id\":\"a\",\n \"nam\":1}").packed()), recipe.Set{})
	var ae *archive.Error
	require.True(t, errors.As(err, &ae))
	require.Equal(t, "recipes/a.json", ae.File)
	require.Equal(t, "nam", ae.Path)
	require.Equal(t, 2, ae.Line)
	require.Equal(t, 2, ae.Column)
	require.EqualError(t, errors.Unwrap(ae), `unknown member "nam", did you mean "name"?`)
}
