package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func Example() {
	main()
	// Output:
	// tagging mention/7 with [outage twitter]
	// outage fired
}

// The example of the README stands in this program, to the letter.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(readme), "```go\n")
	require.True(t, ok, "README.md shows no Go")
	shown, _, ok := strings.Cut(rest, "```")
	require.True(t, ok)
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	require.Contains(t, string(source), shown)
	require.InDelta(t, 20, strings.Count(shown, "\n"), 5, "about twenty lines")
}
