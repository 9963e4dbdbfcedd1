package additions_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

// text returns what is in the files of the repository that the patterns name, one after the other.
func text(t *testing.T, patterns ...string) string {
	t.Helper()
	var all strings.Builder
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(p)))
		require.NoError(t, err)
		require.NotEmpty(t, files, p)
		for _, name := range files {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			all.Write(data)
		}
	}
	return all.String()
}

// parse reads the Go files of a folder that are no tests.
func parse(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, f)
	}
	require.NotEmpty(t, files, folder)
	return files
}

// constants returns the values of the text constants of a package, by their names, that are of a type, or of none for "".
func constants(t *testing.T, folder, typ string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range parse(t, folder) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			id, _ := spec.Type.(*ast.Ident)
			lit, isText := spec.Values[0].(*ast.BasicLit)
			if isText && lit.Kind == token.STRING && (id == nil && typ == "" || id != nil && id.Name == typ) {
				value, err := strconv.Unquote(lit.Value)
				require.NoError(t, err)
				all[spec.Names[0].Name] = value
			}
			return true
		})
	}
	require.NotEmpty(t, all, "%s of %s", typ, folder)
	return all
}

// kindsOfAction returns what the Kind methods of the configs of a package return.
func kindsOfAction(t *testing.T, folder string) []string {
	t.Helper()
	var all []string
	for _, f := range parse(t, folder) {
		for _, d := range f.Decls {
			method, ok := d.(*ast.FuncDecl)
			if !ok || method.Recv == nil || method.Name.Name != "Kind" || len(method.Body.List) != 1 {
				continue
			}
			if r, ok := method.Body.List[0].(*ast.ReturnStmt); ok {
				if lit, ok := r.Results[0].(*ast.BasicLit); ok {
					kind, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					all = append(all, kind)
				}
			}
		}
	}
	require.NotEmpty(t, all)
	return all
}
