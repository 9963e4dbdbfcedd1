package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the outputs in README.md anew")

var shown = regexp.MustCompile("(?s)```\n\\$ go run ./examples/commis (.*?)\n(.*?)```")

// The output of each command in README.md is what it prints.
func TestREADME(t *testing.T) {
	file, err := filepath.Abs("README.md")
	require.NoError(t, err)
	t.Chdir("../..")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	commands := 0
	got := shown.ReplaceAllStringFunc(string(text), func(block string) string {
		commands++
		line := shown.FindStringSubmatch(block)[1]
		var out, errs bytes.Buffer
		code := run(strings.Fields(line), nil, &out, &errs)
		require.NotEqual(t, exitFaults, code, "%s: %s", line, &errs)
		return "```\n$ go run ./examples/commis " + line + "\n" + out.String() + "```"
	})
	require.Equal(t, 5, commands)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	require.Equal(t, string(text), got, "go test ./examples/commis -run README -update")
}
