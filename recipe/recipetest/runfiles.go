package recipetest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/commis-recipes/commis/recipe"
)

// RunFiles runs the tests of the files on a set, each as a subtest of its name, in a host's "go test":
//
//	func TestRecipes(t *testing.T) { recipetest.RunFiles(t, set, "testdata/*_test.json") }
//
// The set is written as JSON; the patterns are those of [filepath.Glob]. A fault of the set or of a file ends the test before
// anything runs; so does a pattern that finds no file. A host with words or kinds of its own uses [Runner.RunFiles].
func RunFiles(t *testing.T, set string, patterns ...string) {
	t.Helper()
	Runner{}.RunFiles(t, set, patterns...)
}

// RunFiles is the function RunFiles for a host.
func (r Runner) RunFiles(t *testing.T, set string, patterns ...string) {
	t.Helper()
	parsed, err := recipe.Decode([]byte(set))
	if err != nil {
		t.Fatalf("the set has faults:\n%v", err)
	}
	if err := r.Check(parsed); err != nil {
		t.Fatalf("the set has faults:\n%v", err)
	}
	files := make(map[string]TestFile)
	var names []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no test file matches %s", pattern)
		}
		for _, name := range found {
			f, err := r.read(name, parsed)
			if err != nil {
				t.Fatalf("%s has faults:\n%v", name, err)
			}
			files[name], names = f, append(names, name)
		}
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			for _, one := range files[name].Tests {
				t.Run(one.Name, func(t *testing.T) { r.runOne(t, parsed, one) })
			}
		})
	}
}

func (r Runner) read(name string, set recipe.Set) (TestFile, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return TestFile{}, err
	}
	return r.Tests(set, data)
}

func (r Runner) runOne(t *testing.T, set recipe.Set, one Test) {
	t.Helper()
	result, err := r.Run(t.Context(), set, one)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range result.Missing {
		t.Errorf("did not happen: %s", h)
	}
	for _, h := range result.Unexpected {
		t.Errorf("was not to happen: %s", h)
	}
}
