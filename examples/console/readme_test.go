package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The code in README is that of the helpdesk, and each claim names tests that are there.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	mount, err := os.ReadFile("../helpdesk/web/console.go")
	require.NoError(t, err)
	_, code, ok := strings.Cut(string(mount), "// Console returns")
	require.True(t, ok)
	require.Contains(t, string(readme), "```go\n// Console returns"+code+"```\n")
	require.Contains(t, string(readme), "npm ci && npm run build\ngo run .\n")

	claims := regexp.MustCompile("`([a-z/]+): (Test[A-Za-z, ]+)`").FindAllStringSubmatch(string(readme), -1)
	require.Greater(t, len(claims), 10)
	for _, claim := range claims {
		folder := claim[1]
		if folder == "main" {
			folder = "."
		}
		files, err := filepath.Glob(folder + "/*_test.go")
		require.NoError(t, err)
		var source strings.Builder
		for _, f := range files {
			data, err := os.ReadFile(f)
			require.NoError(t, err)
			source.Write(data)
		}
		for _, name := range strings.Split(claim[2], ", ") {
			require.Contains(t, source.String(), "func "+name+"(", claim[1])
		}
	}
}
