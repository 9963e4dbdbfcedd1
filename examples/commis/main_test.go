package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// file writes a file of the test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// commis runs a command.
func commis(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

const okSet = `{"recipes":[{"id":"a","name":"A","enabled":true,"trigger":{"on":"case_created_by_us","all_topics":true},"actions":[{"do":"crm_sync","with":{"x":1}}]}]}`

// Faults are listed with their file, line and path, nothing is printed, and the exit code is 2.
func TestFaults(t *testing.T) {
	t.Parallel()
	set := file(t, "set.json", strings.Replace(okSet, "case_created_by_us", "case_updated", 1))
	event := `{"id":"e","kind":"case_updated","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}`
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"no command", nil, "usage: commis"},
		{"an unknown command", []string{"lnit", set}, `there is no command "lnit"`},
		{"no argument", []string{"lint"}, "want SET"},
		{"too many", []string{"diff", set, set, set}, "want OLD NEW"},
		{"no file", []string{"lint", "none.json"}, "none.json: no such file"},
		{"a set with faults", []string{"lint", file(t, "set.json", `{"recipes":[{"id":"a","nam":"A","trigger":{"on":"case_updated","all_topics":true},"actions":[]}]}`)}, "recipes[0].nam"},
		{"an own kind", []string{"lint", file(t, "set.json", okSet)}, "recipes[0].trigger.on"},
		{"a flag", []string{"lint", "-statuses", "open", set}, `"open" has no class`},
		{"availability", []string{"lint", "-availability", "x", set}, "-availability"},
		{"two events", []string{"why", set, file(t, "e.jsonl", event+"\n"+event)}, "has 2 events, want one"},
		{"an unknown recipe", []string{"why", set, file(t, "e.jsonl", event), "b"}, `recipe "b": no such recipe`},
		{"an undeclared kind", []string{"why", set, file(t, "e.jsonl", strings.Replace(event, "case_updated", "case_up", 1))}, `"case_up" is not a kind of the library`},
		{"a test of no recipe", []string{"test", set, file(t, "t.json", `{"tests":[{"name":"x","events":[],"expect":[{"recipe":"b"}]}]}`)}, `tests[0].expect[0].recipe: "b" is not a recipe of the set`},
		{"a report that cannot be written", []string{"backtest", "-html", filepath.Join(t.TempDir(), "none", "r.html"), set, file(t, "e.jsonl", event)}, "r.html: no such file"},
		{"a report of tests that cannot be written", []string{"test", "-junit", filepath.Join(t.TempDir(), "none", "r.xml"), set, file(t, "t.json", `{"tests":[{"name":"x","events":[`+event+`]}]}`)}, "r.xml: no such file"},
		{"a file without tests", []string{"test", set, file(t, "t.json", `{"tests":[]}`)}, "t.json:1: column 10: tests: missing; a file without tests checks nothing: write {"},
		{"a file without tests beside another", []string{"test", set, "sample/tests.json", file(t, "t.json", `{}`)}, "t.json:1: column 1: tests: missing"},
		{"an item that nothing brings", []string{"test", set, file(t, "t.json", "{\"tests\":[{\"name\":\"x\",\"events\":["+event+"],\n\"not\":[{\"recipe\":\"a\",\"item\":\"caze/5\"}]}]}")}, `t.json:2: column 29: tests[0].not[0].item: "caze/5" is not an item`},
		{"an ID twice in a test", []string{"test", set, file(t, "t.json", `{"tests":[{"name":"x","events":[`+event+`,`+event+`]}]}`)}, `tests[0].events[1].id: "e" is the ID of events[0] too`},
		{"a fault of one event", []string{"why", set, file(t, "e.jsonl", "\n"+strings.Replace(event, `"5"`, `5`, 1))}, "e.jsonl:2: case.id: want a string"},
		{"a kind of one event", []string{"why", set, file(t, "e.jsonl", "\n"+strings.Replace(event, "case_updated", "case_up", 1))}, `e.jsonl:2: kind: "case_up" is not a kind of the library`},
		{"a kind of an event of several lines", []string{"why", set, file(t, "e.json", "{\"id\":\"e\",\n \"at\":\"2026-01-05T10:00:00Z\",\"case\":{\"id\":\"5\"},\n \"kind\":\"case_up\"}")}, `e.json:3: kind: "case_up" is not a kind of the library`},
		{"a missing member of an event of several lines", []string{"why", set, file(t, "e.json", "\n{\"id\":\"e\",\n \"at\":\"2026-01-05T10:00:00Z\",\"case\":{\"id\":\"5\"}\n}")}, `e.json:2: kind: missing`},
		{"syntax of an event of several lines", []string{"why", set, file(t, "e.json", "{\"id\":\"e\",\n  \"at\"=1}")}, `e.json:2: column 7: want ":"`},
		{"no event", []string{"why", set, file(t, "e.json", "\n\n")}, `has 0 events, want one`},
		{"a flag after the arguments", []string{"lint", set, "-json"}, "commis lint: the flag -json comes after " + set + "; write flags before the arguments"},
		{"a flag after tests", []string{"test", set, "sample/tests.json", "-junit=x.xml"}, "the flag -junit=x.xml comes after"},
		{"an empty name of the other set", []string{"backtest", "-against", "", set, "sample/journal.jsonl"}, "-against is empty; write the name of a file, or leave the flag out"},
		{"an empty name of a report", []string{"test", "-junit=", set, "sample/tests.json"}, "-junit is empty"},
		{"an empty name", []string{"lint", ""}, "commis lint: the name of a file is empty"},
		{"standard input twice", []string{"diff", "-", "-"}, `commis diff: standard input can be read once, and "-" is given for more than one file`},
		{"standard input for the other set too", []string{"backtest", "-against", "-", set, "-"}, `standard input can be read once`},
		{"standard input for a set and a test", []string{"test", "-", "-"}, `standard input can be read once`},
		{"a report to standard input", []string{"test", "-junit", "-", set, "sample/tests.json"}, `a report is written to a file; write its name instead of "-"`},
		{"a page to standard input", []string{"backtest", "-html", "-", set, "sample/journal.jsonl"}, `a report is written to a file; write its name instead of "-"`},
		{"faults in standard input", []string{"lint", "-"}, "-:1: column 1: the document is empty"},
		{"more faults than are listed", []string{"backtest", set, file(t, "e.jsonl", strings.Repeat("x\n", 3000))}, "e.jsonl: and 2000 more faults"},
		{"a broken line", []string{"backtest", set, file(t, "e.jsonl", event+"\n"+`{"id":`+"\n"+event)}, "e.jsonl:2: "},
		{"a broken line after a broken set", []string{"backtest", file(t, "set.json", `{"recipes":[{}]}`), file(t, "e.jsonl", `{"id":`)}, "e.jsonl:1: "},
		{"an undeclared kind beside another fault", []string{"backtest", set, file(t, "e.jsonl", `{"id":"e","kind":"case_up","at":"2026-01-05T10:00:00Z"}`)}, `"case_up" is not a kind of the library`},
		{"a test with several faults", []string{"test", set, file(t, "t.json", `{"tests":[{"name":"x","evnts":[],"expect":[{"recipe":"b"}]}]}`)}, `tests[0].expect[0].recipe: "b" is not a recipe of the set`},
		{"a span that ends before it begins", []string{"backtest", "-from", "2026-01-06T00:00:00Z", "-until", "2026-01-05T00:00:00Z", set, file(t, "e.jsonl", event)}, "-until is before -from"},
		{"webhook's config", []string{"lint", file(t, "set.json", `{"recipes":[{"id":"a","name":"A","trigger":{"on":"case_updated","all_topics":true},"actions":[{"do":"webhook","with":{"urll":"x"}}]}]}`)}, "recipes[0].actions[0].with.urll"},
		{"an instant", []string{"backtest", "-from", "noon", set, file(t, "e.jsonl", event)}, `"noon" is not an instant`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := commis(tt.args...)
			require.Equal(t, exitFaults, code, stderr)
			require.Empty(t, stdout)
			require.Contains(t, stderr, tt.want)
		})
	}
}

// A set with an own kind of event and of action is accepted, and has no findings.
func TestOwnKinds(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := commis("lint", "-json", "-kinds", "case_created_by_us=case", file(t, "set.json", okSet))
	require.Equal(t, exitOK, code, stderr)
	require.Empty(t, stdout)
}

// Every file may be standard input.
func TestStandardInput(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		args  []string // "-" is the file that is read
		input string
	}{
		{"lint", []string{"lint", "-"}, "sample/set.json"},
		{"diff from", []string{"diff", "-", "sample/edited.json"}, "sample/set.json"},
		{"diff to", []string{"diff", "sample/set.json", "-"}, "sample/edited.json"},
		{"backtest of a set", []string{"backtest", "-", "sample/journal.jsonl"}, "sample/set.json"},
		{"backtest on events", []string{"backtest", "sample/set.json", "-"}, "sample/journal.jsonl"},
		{"backtest against", []string{"backtest", "-against", "-", "sample/edited.json", "sample/journal.jsonl"}, "sample/set.json"},
		{"why in a set", []string{"why", "-", "sample/event.jsonl"}, "sample/set.json"},
		{"why of an event", []string{"why", "sample/set.json", "-"}, "sample/event.jsonl"},
		{"test of a set", []string{"test", "-cover", "-", "sample/tests.json"}, "sample/set.json"},
		{"a test", []string{"test", "-json", "sample/set.json", "-"}, "sample/tests.json"},
		{"replay of a set", []string{"replay", "-set", "-", "-events", "sample/journal.jsonl"}, "sample/set.json"},
		{"replay of events", []string{"replay", "-set", "sample/set.json", "-events", "-"}, "sample/journal.jsonl"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args := slices.Clone(tt.args)
			args[slices.Index(args, "-")] = tt.input
			code, want, stderr := commis(args...)
			require.NotEqual(t, exitFaults, code, stderr)
			text, err := os.ReadFile(tt.input)
			require.NoError(t, err)
			var out, errs bytes.Buffer
			require.Equal(t, code, run(tt.args, bytes.NewReader(text), &out, &errs), errs.String())
			require.Equal(t, strings.ReplaceAll(want, tt.input, "-"), out.String())
		})
	}
}

// Redeliveries are counted; an event that says something else under the ID of another is told on standard error, and changes neither the
// documents' form nor the exit code.
func TestRepeated(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sample/journal.jsonl")
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	same := file(t, "same.jsonl", first+"\n"+string(text))
	other := file(t, "other.jsonl", strings.Replace(first, "refund", "fund", 1)+"\n"+string(text))
	warning := other + `: warning: dropped as redeliveries, though an earlier event with the same id says something else: "e1"`

	code, stdout, stderr := commis("backtest", "sample/set.json", same)
	require.Equal(t, exitOK, code)
	require.Empty(t, stderr)
	require.Contains(t, stdout, "\n7 events, 1 of them repeated; ")
	code, stdout, stderr = commis("backtest", "-json", "sample/set.json", other)
	require.Equal(t, exitOK, code)
	require.Contains(t, stderr, warning)
	require.Contains(t, stdout, `{"total":true,"events":7,"repeated":1,"repeated_otherwise":1,`)

	code, _, stderr = commis("replay", "-json", "-set", "sample/set.json", "-events", same)
	require.Equal(t, exitOK, code)
	require.Contains(t, stderr, "events:   7, 1 of them repeated; ")
	require.NotContains(t, stderr, "warning")
	code, _, stderr = commis("replay", "-json", "-set", "sample/set.json", "-events", other)
	require.Equal(t, exitOK, code)
	require.Contains(t, stderr, warning)
	require.Contains(t, stderr, "events:   7, 1 of them repeated; ")
}

// A report does not overwrite what is read, by whatever name.
func TestReportOverInput(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sample/set.json")
	require.NoError(t, err)
	set := file(t, "set.json", string(text))
	tests, err := os.ReadFile("sample/tests.json")
	require.NoError(t, err)
	cases := file(t, "tests.json", string(tests))
	other := filepath.Join(filepath.Dir(set), ".", "link.json")
	require.NoError(t, os.Link(set, other))
	for _, args := range [][]string{
		{"backtest", "-html", set, set, "sample/journal.jsonl"}, {"backtest", "-html", other, "-against", set, "sample/set.json", "sample/journal.jsonl"},
		{"test", "-junit", cases, "sample/set.json", "sample/tests.json", cases},
	} {
		code, stdout, stderr := commis(args...)
		require.Equal(t, exitFaults, code)
		require.Empty(t, stdout)
		require.Contains(t, stderr, args[2]+" is read, and the report would overwrite it; write another name")
	}
	now, err := os.ReadFile(set)
	require.NoError(t, err)
	require.Equal(t, text, now)
}

// A recipe may have the ID "-", which is no file.
func TestRecipeIsNoFile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sample/set.json")
	require.NoError(t, err)
	event, err := os.ReadFile("sample/event.jsonl")
	require.NoError(t, err)
	var out, errs bytes.Buffer
	code := run([]string{"why", file(t, "set.json", strings.Replace(string(text), `"refunds"`, `"-"`, 1)), "-", "-"}, bytes.NewReader(event), &out, &errs)
	require.Equal(t, exitOK, code, errs.String())
	require.Contains(t, out.String(), "-: filtered_out\n")
}

// An event of several lines is one event.
func TestWhyOfSeveralLines(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sample/event.jsonl")
	require.NoError(t, err)
	var indented bytes.Buffer
	require.NoError(t, json.Indent(&indented, text, "", "  "))
	_, want, _ := commis("why", "sample/set.json", "sample/event.jsonl")
	code, got, stderr := commis("why", "sample/set.json", file(t, "e.json", indented.String()))
	require.Equal(t, exitOK, code, stderr)
	require.Equal(t, want, got)
}

// The exit codes, and JSON as one document a line.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		code int
	}{
		{[]string{"lint", "-json", "sample/set.json"}, exitFound},
		{[]string{"diff", "-json", "sample/set.json", "sample/set.json"}, exitOK},
		{[]string{"diff", "-json", "sample/set.json", "sample/edited.json"}, exitFound},
		{[]string{"why", "-json", "sample/set.json", "sample/event.jsonl"}, exitOK},
		{[]string{"test", "-json", "-cover", "sample/set.json", "sample/tests.json"}, exitFound},
		{[]string{"backtest", "-json", "sample/set.json", "sample/journal.jsonl"}, exitOK},
		{[]string{"backtest", "-json", "-against", "sample/set.json", "sample/set.json", "sample/journal.jsonl"}, exitOK},
		{[]string{"backtest", "-json", "-against", "sample/set.json", "sample/edited.json", "sample/journal.jsonl"}, exitFound},
		{[]string{"replay", "-json", "-set", "sample/set.json", "-events", "sample/journal.jsonl"}, exitOK},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := commis(tt.args...)
			require.Equal(t, tt.code, code, stderr)
			for line := range strings.Lines(stdout) {
				var doc map[string]any
				require.NoError(t, json.Unmarshal([]byte(line), &doc), line)
			}
			again, second, _ := commis(tt.args...)
			require.Equal(t, code, again)
			require.Equal(t, stdout, second, "two runs: the same bytes")
		})
	}
}

// A finding's event is a line of an event file, which replay plays.
func TestWitnessIsReplayed(t *testing.T) {
	t.Parallel()
	_, stdout, _ := commis("lint", "-json", "sample/set.json")
	replayed := 0
	for line := range strings.Lines(stdout) {
		var finding struct {
			Rule    string
			Recipes []string
			Witness *trigger.Event
		}
		require.NoError(t, json.Unmarshal([]byte(line), &finding))
		if finding.Witness == nil {
			continue
		}
		text, err := json.Marshal(finding.Witness)
		require.NoError(t, err)
		code, out, stderr := commis("replay", "-json", "-set", "sample/set.json", "-events", file(t, "e.jsonl", string(text)))
		require.Equal(t, exitOK, code, stderr)
		for _, id := range finding.Recipes {
			require.Contains(t, out, `"recipe":"`+id+`"`, "%s runs", id)
		}
		replayed++
	}
	require.Equal(t, 2, replayed)
}

// The JUnit report has a suite for each file, and says what is missing and unexpected.
func TestJUnit(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "report.xml")
	code, _, stderr := commis("test", "-junit", out, "sample/set.json", "sample/tests.json")
	require.Equal(t, exitFound, code, stderr)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	var got testSuites
	require.NoError(t, xml.Unmarshal(text, &got))
	require.Len(t, got.Suites, 1)
	require.Equal(t, "sample/tests.json", got.Suites[0].Name)
	require.Equal(t, 2, got.Suites[0].Tests)
	require.Equal(t, 1, got.Suites[0].Failures)
	require.Equal(t, `was not to happen: {"recipe":"park"}`, got.Suites[0].Cases[1].Failure.Text)
}

// The report is one page without a script, and shows names as text.
func TestReport(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sample/set.json")
	require.NoError(t, err)
	set := file(t, "set.json", strings.Replace(string(text), "Thank on Twitter", "<img src=x> Thank", 1))
	out := filepath.Join(t.TempDir(), "report.html")
	code, _, stderr := commis("backtest", "-html", out, set, "sample/journal.jsonl")
	require.Equal(t, exitOK, code, stderr)
	page, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(page), "&lt;img src=x&gt; Thank")
	require.NotContains(t, string(page), "<script")
	require.NotContains(t, string(page), "http")
	require.Contains(t, string(page), "<rect ")
	require.Contains(t, string(page), "prefers-color-scheme: dark")
}
