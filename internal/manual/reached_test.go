package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

const root = "../.."

// tests returns the text of every test of the repository but those of this package.
func tests(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "manual"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	}))
	return all.String()
}

// What tests write: a constant, an outcome ("r/0 resolve: done"), and a reason ("skipped limited", "!limited", "limited",
// step.Reason).
var (
	constantNames = regexp.MustCompile(`\b(?:recipe|action)\.[A-Z]\w+`)
	outcomeWords  = regexp.MustCompile(`(?:[oO]utcome[":,. ({=]{1,6}|[a-z0-9]: )([a-z_]+)`)
	reasonWords   = regexp.MustCompile(`(?:(?:skipped|cancelled|expired|waiting|repeated|loop_stopped|[rR]eason)[":,. ({=]{1,6}|"!)([a-z_]+)`)
	reasonOf      = regexp.MustCompile(`"([a-z_]+)", [^\s,]+\.Reason\b`)
)

// told are the words that tests wait for.
type told map[string]bool

func (all told) add(tests string, pattern *regexp.Regexp) {
	for _, m := range pattern.FindAllStringSubmatch(tests, -1) {
		all[m[len(m)-1]] = true
	}
}

// Every outcome, every reason and every signal as a reason is one that a test waits for.
func TestReached(t *testing.T) {
	code, err := readCode(root)
	require.NoError(t, err)
	text := tests(t)
	constants, outcomes, reasons := told{}, told{}, told{}
	constants.add(text, constantNames)
	outcomes.add(text, outcomeWords)
	reasons.add(text, reasonWords)
	reasons.add(text, reasonOf)
	var missing []string
	for _, c := range code["recipe"].constantsOf("Outcome") {
		if !constants["recipe."+c.name] && !outcomes[c.value] {
			missing = append(missing, "outcome "+c.value)
		}
	}
	named := map[string]bool{}
	for _, pkg := range []string{"recipe", "action"} {
		for _, c := range code[pkg].constantsOf("Reason") {
			named[c.value] = constants[pkg+"."+c.name]
		}
	}
	for _, r := range recipe.Reasons() {
		if word := string(r.Reason); !named[word] && !reasons[word] {
			missing = append(missing, "reason "+word)
		}
	}
	require.Empty(t, missing, "no test waits for these; write one that asserts each, by its constant or its word")
}

// Every reason that the code gives is a word of the tables: a text in quotes would be one that the manual does not have.
func TestReasonsAreOfTheTables(t *testing.T) {
	for _, pkg := range []string{"recipe", "action"} {
		files, err := filepath.Glob(filepath.Join(root, pkg, "*.go"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, 0)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				if given := givenReason(n); given != nil {
					lit, quoted := given.(*ast.BasicLit)
					require.False(t, quoted, "%s: %v is a reason of its own; give it a constant in reason.go", set.Position(n.Pos()), lit)
				}
				return true
			})
		}
	}
}

// givenReason returns the reason that an expression gives, or nil.
func givenReason(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if (name == "Skip" || name == "cancelledBy" || name == "stop") && len(n.Args) > 0 {
			return n.Args[len(n.Args)-1]
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "reason") {
			return n.Value
		}
	}
	return nil
}
