package additions_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// addition is a line of the table "To add something" in the documentation of package recipe.
type addition struct{ what, file, touch string }

// additions reads the table.
func additions(t *testing.T) []addition {
	t.Helper()
	_, section, found := strings.Cut(text(t, "recipe/doc.go"), "// # To add something\n")
	require.True(t, found, "recipe/doc.go has no section on additions")
	section, _, found = strings.Cut(section, "\n// # ")
	require.True(t, found)
	var all []addition
	what := ""
	for line := range strings.Lines(section) {
		line, row := strings.CutPrefix(strings.TrimRight(line, "\n"), "//\t")
		if !row {
			continue
		}
		columns := regexp.MustCompile(`\s{2,}`).Split(line, 3)
		require.Len(t, columns, 3, "recipe/doc.go: %q is not what, a file and what to touch in it", line)
		if columns[0] != "" {
			what = columns[0]
		}
		all = append(all, addition{what, columns[1], columns[2]})
	}
	return all[1:] // without its head
}

// identifiers finds what a line says to touch: names, before a remark.
var identifiers = regexp.MustCompile(`^[A-Za-z]\w*(?:(?:, | or )[A-Z]\w*)*`)

// Every file that the table names is there, and declares what the table says to touch in it.
func TestTable(t *testing.T) {
	all := additions(t)
	for _, what := range []string{"an event field", "a kind of event", "a trigger", "a kind of action", "an operator", "a function", "an outcome", "a reason"} {
		require.True(t, slices.ContainsFunc(all, func(a addition) bool { return a.what == what }), "the table in recipe/doc.go does not say how to add %s", what)
	}
	for _, a := range all {
		name := filepath.Join(root, filepath.FromSlash(a.file))
		_, err := os.Stat(name)
		require.NoError(t, err, "recipe/doc.go, to add %s: there is no file %s any more", a.what, a.file)
		if a.touch == "the package comment" || a.touch == "its tests" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		declared := declarations(f)
		for _, id := range regexp.MustCompile(`, | or `).Split(identifiers.FindString(a.touch), -1) {
			require.Contains(t, declared, id, "recipe/doc.go, to add %s: %s does not declare %s any more", a.what, a.file, id)
		}
	}
}

// declarations returns the names that a file declares, those of methods among them.
func declarations(f *ast.File) []string {
	var all []string
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			all = append(all, d.Name.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					all = append(all, s.Name.Name)
				case *ast.ValueSpec:
					for _, id := range s.Names {
						all = append(all, id.Name)
					}
				}
			}
		}
	}
	return all
}

// Every file that a failure of these tests, or of the manual, tells to touch is in the table, so that whoever reads the table
// first is not surprised. Those that are touched for what is new in kind - a type of field, a column - are not.
func TestTableIsWhole(t *testing.T) {
	var files []string
	for _, a := range additions(t) {
		files = append(files, a.file)
	}
	rare := []string{
		"filter/fields.go", "filter/view.go", "filter/render.go", "webhook/catalogue.go", "trigger/diff.go", "trigger/change.go", // refuse nothing that filter/readable.go lets through
		"action/matrix.go", "action/action.go", "recipe/thread.go",
	}
	for _, m := range regexp.MustCompile(`(?:in|see|to) ((?:[a-z]+/)+[a-z_]+\.go)`).FindAllStringSubmatch(text(t, "internal/additions/action_test.go", "internal/additions/field_test.go", "internal/additions/operator_test.go",
		"internal/additions/trigger_test.go", "action/roundtrip_test.go", "internal/manual/page.go", "internal/manual/actionkinds.go"), -1) {
		require.Contains(t, append(files, rare...), m[1], "a test tells to touch %s, and the table in recipe/doc.go does not", m[1])
	}
}
