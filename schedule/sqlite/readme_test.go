package sqlite_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The code of the README is that of the Example, and the tests that it names are there.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	example, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	require.Len(t, blocks, 2)
	unindented := strings.ReplaceAll("\n"+string(example), "\n\t", "\n")
	for _, block := range blocks {
		require.Contains(t, unindented, "\n"+block[1])
	}
	var tests strings.Builder
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") {
			text, err := os.ReadFile(f.Name())
			require.NoError(t, err)
			tests.Write(text)
		}
	}
	for _, name := range regexp.MustCompile("`((Test|Benchmark)[A-Za-z]+)`").FindAllStringSubmatch(string(readme), -1) {
		require.Contains(t, tests.String(), "func "+name[1]+"(")
	}
}
