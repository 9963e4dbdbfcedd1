package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

// A week of recipes on a schedule; what happens when was worked out by hand. Clocks in Brussels go forward on Sunday, 29
// March: half past eight is 07:30 UTC on Friday, and 06:30 from Monday on, nine o'clock is 07:00 UTC then. The office is
// closed on Easter Monday, 6 April, which is a Monday all the same.
func TestWeekly(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	code := run([]string{"-set", "weekly/set.json", "-events", "weekly/events.jsonl", "-until", "2026-04-06T07:00:00Z"}, nil, &stdout, &stderr)
	require.Equal(t, exitOK, code, stderr.String())
	require.Contains(t, stderr.String(), "\nerrors:   0\n")
	var got []string
	for text := range strings.Lines(stdout.String()) {
		var l line
		require.NoError(t, json.Unmarshal([]byte(text), &l))
		if l.Do == "" || l.Outcome != recipe.Done {
			continue
		}
		var with struct{ Text, Status string }
		require.NoError(t, json.Unmarshal(l.With, &with))
		got = append(got, strings.TrimSpace(l.At[5:16]+" "+l.Recipe+" "+l.Subject+": "+with.Text+with.Status))
	}
	require.Equal(t, []string{
		"03-27T07:30 shift-begins recipe/shift-begins: Who takes the first shift?",
		"03-30T06:30 shift-begins recipe/shift-begins: Who takes the first shift?",
		// Case 4 is opened at this very instant, before the slot; case 1 is closed after it. Case 2 is resolved, and case 3
		// is in another topic.
		"03-30T07:00 weekly-digest recipe/weekly-digest: These cases are open:",
		"03-30T07:00 open-cases case/1: 1: No line (pending)",
		"03-30T07:00 open-cases case/4: 4: Slow line (unresolved)",
		"03-30T07:00 close-quiet case/1: resolved",
		"03-31T06:30 shift-begins recipe/shift-begins: Who takes the first shift?",
		"04-01T06:30 shift-begins recipe/shift-begins: Who takes the first shift?",
		"04-02T06:30 shift-begins recipe/shift-begins: Who takes the first shift?",
		"04-03T06:30 shift-begins recipe/shift-begins: Who takes the first shift?",
		"04-06T07:00 weekly-digest recipe/weekly-digest: These cases are open:",
		"04-06T07:00 open-cases case/4: 4: Slow line (unresolved)",
	}, got)
}
