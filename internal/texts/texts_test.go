package texts

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

var update = flag.Bool("update", false, "write testdata/texts.txt anew")

// packages have the texts, by their folders.
var packages = []string{
	"action", "filter", "history", "internal/fault", "internal/netguard", "internal/strictjson", "internal/wording", "recipe", "recipe/archive", "recipe/foresight",
	"schedule", "trigger", "webhook", "webhook/inbound",
}

// Every text is in the list, as it is written in the code: with %s and the like for its values.
func TestTexts(t *testing.T) {
	var b strings.Builder
	for _, pkg := range packages {
		section(&b, pkg, textsOf(t, filepath.Join("..", "..", filepath.FromSlash(pkg))))
	}
	var outcomes, reasons []string
	for _, o := range recipe.Outcomes() {
		outcomes = append(outcomes, fmt.Sprintf("%s: %s", o.Outcome, o.Doc))
	}
	for _, r := range recipe.Reasons() {
		reasons = append(reasons, fmt.Sprintf("%s: %s", r.Reason, r.Doc))
	}
	section(&b, "outcomes", outcomes)
	section(&b, "reasons", reasons)

	file := filepath.Join("testdata", "texts.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "read the new texts, and write the list anew: go test ./internal/texts -update")
}

// awkward are phrases that are not ordinary English, each with another way to say it.
var awkward = map[string]string{
	`\bis none\b`:         "missing, or without",
	`\bstands?\b`:         "appears, or is set",
	`\bbehind\b`:          "after",
	`\bin the place of\b`: "instead of",
	`\bwhat is wrong\b`:   "the fault",
	`\bfailed to\b`:       "name the operation: \"read the store: ...\"",
}

// Texts are ordinary English, start in lower case and have no full stop at the end.
func TestTextsAreOrdinaryEnglish(t *testing.T) {
	for _, pkg := range packages {
		for _, text := range textsOf(t, filepath.Join("..", "..", filepath.FromSlash(pkg))) {
			for pattern, better := range awkward {
				require.NotRegexp(t, regexp.MustCompile(pattern), text, "%s: write %s", pkg, better)
			}
			require.False(t, strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "..."), "%s: %q ends with a full stop", pkg, text)
		}
	}
}

func section(b *strings.Builder, name string, texts []string) {
	fmt.Fprintf(b, "%s\n", name)
	for _, text := range texts {
		fmt.Fprintf(b, "\t%s\n", strings.ReplaceAll(text, "\n", `\n`))
	}
	b.WriteByte('\n')
}

// textsOf returns the texts of a package, sorted, each once: the constant strings of more than one word that are not in the
// comments, tags, logs, panics or import paths.
func textsOf(t *testing.T, dir string) []string {
	fset := token.NewFileSet()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "the package %s has no files", dir)
	var all []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false
			case *ast.CallExpr:
				return !silent(n)
			case *ast.BinaryExpr:
				if text, ok := constant(n); ok {
					all = add(all, text)
					return false
				}
			case *ast.BasicLit:
				if text, ok := constant(n); ok {
					all = add(all, text)
				}
			}
			return true
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var sentence = regexp.MustCompile(`[A-Za-z%].* .*[A-Za-z]{2}`)

func add(all []string, text string) []string {
	if sentence.MatchString(text) && !strings.HasPrefix(strings.TrimSpace(text), "<") {
		all = append(all, strings.TrimSpace(text))
	}
	return all
}

// silent reports whether the texts of a call are not for administrators: those of logs and panics.
func silent(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == "panic"
	case *ast.SelectorExpr:
		return slices.Contains([]string{"Info", "Warn", "Error", "Debug", "Log", "LogAttrs", "MustCompile"}, f.Sel.Name)
	}
	return false
}

// constant returns the value of a literal, or of a sum of literals.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		x, ok := constant(e.X)
		y, also := constant(e.Y)
		return x + y, ok && also && e.Op == token.ADD
	case *ast.ParenExpr:
		return constant(e.X)
	}
	return "", false
}
