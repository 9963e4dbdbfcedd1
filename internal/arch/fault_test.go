package arch_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// onlyInFault is written in package internal/fault and nowhere else: a walk of joined errors, and the paths of faults.
var onlyInFault = regexp.MustCompile(`interface\{ Unwrap\(\) \[\]error \}|"%s\[%d\]"|\+ "\[" \+ strconv\.`)

// Faults are collected, joined and walked in one place.
func TestFaultsAreCollectedInOnePlace(t *testing.T) {
	const home = "../../internal/fault/"
	inHome := 0
	require.NoError(t, filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		data, err := os.ReadFile(name)
		found := onlyInFault.FindAllString(string(data), -1)
		if strings.HasPrefix(filepath.ToSlash(name), home) {
			inHome += len(found)
			return err
		}
		require.Empty(t, found, "%s: use internal/fault", name)
		return err
	}))
	require.Equal(t, 4, inHome, "two walks, and the paths of an element and of a member")
}
