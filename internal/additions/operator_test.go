package additions_test

import (
	"go/ast"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
)

// Every operator is in the comment of Cond, and has a test that says what its tree is as an expression.
func TestOperator(t *testing.T) {
	comment := typeComment(t, "filter", "Cond")
	tests := text(t, "filter/tree_test.go", "filter/language_test.go")
	for _, o := range filter.Operators() {
		require.Regexp(t, word(o.Name), comment, "the comment of Cond in filter/cond.go does not name the operator %s", o.Name)
		require.Contains(t, tests, `"`+o.Name+`"`, "no test uses the operator %s: add it to TestTree in filter/tree_test.go", o.Name)
	}
}

// Every function is in the documentation of package filter, and in a test.
func TestFunction(t *testing.T) {
	doc, tests := text(t, "filter/doc.go"), text(t, "filter/*_test.go")
	for _, f := range filter.Functions() {
		require.Regexp(t, word(f.Name), doc, "the package comment in filter/doc.go does not name the function %s", f.Name)
		require.Contains(t, tests, f.Name+"(", "no test calls the function %s: add it to filter/language_test.go", f.Name)
	}
}

func word(name string) *regexp.Regexp { return regexp.MustCompile(`\b` + name + `\b`) }

// typeComment returns the comment of a type.
func typeComment(t *testing.T, folder, name string) string {
	t.Helper()
	for _, f := range parse(t, folder) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || len(g.Specs) != 1 {
				continue
			}
			if spec, ok := g.Specs[0].(*ast.TypeSpec); ok && spec.Name.Name == name {
				return g.Doc.Text()
			}
		}
	}
	require.FailNow(t, "no type "+name)
	return ""
}
