package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// file writes a file of the test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// play runs a set over events, which must be right, and returns both outputs.
func play(t *testing.T, set, events string, args ...string) (stdout, stderr string) {
	t.Helper()
	args = append([]string{"-set", file(t, "set.json", set), "-events", "-"}, args...)
	var out, errs bytes.Buffer
	require.Equal(t, exitOK, run(args, strings.NewReader(events), &out, &errs), "standard error: %s", &errs)
	return out.String(), errs.String()
}

// quiet is the recipe that resolves a case after half an hour of silence.
const quiet = `{"format":1,
 "filters":   {"vip":"'vip' in case.tags"},
 "calendars": {"office":{"zone":"Europe/Brussels","week":{"monday":["09:00-15:00","16:00-22:00"],"friday":["22:00-02:00"]},
                         "closed":["2026-12-25"],"special":{"2026-12-24":["09:00-12:00"]}}},
 "recipes": [
  {"id":"close-quiet","name":"Close quiet cases","enabled":true,
   "trigger":{"on":"case_status_changed","status":"pending","topics":["support"]},
   "filter":{"saved":"vip"},
   "hours":{"calendar":"office","when":"during"},
   "actions":[
     {"do":"private_reply","with":{"message":"Is it solved, {{ case.contact.name }}?"}},
     {"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}]}]}`

const pendingAt10 = `{"id":"e1","kind":"case_status_changed","at":"2026-01-05T10:00:00Z","from":"unresolved","to":"pending",` +
	`"case":{"id":"5","topic":"support","status":"pending","tags":["vip"],"contact":{"id":"k1","name":"Ada"}},"actor":"agent"}` + "\n"

func TestGolden(t *testing.T) {
	t.Parallel()
	stdout, stderr := play(t, quiet, pendingAt10, "-until", "2026-01-05T10:30:00Z")
	require.Equal(t, `{"at":"2026-01-05T10:00:00Z","event":"e1","recipe":"close-quiet","item":{"kind":"case","id":"5"},"run":"RUN","outcome":"fired"}
{"at":"2026-01-05T10:00:00Z","event":"e1","recipe":"close-quiet","run":"RUN","action":"private_reply","place":1,"do":"private_reply","item":{"kind":"case","id":"5"},"outcome":"done","attempt":1,"key":"close-quiet/private_reply/e1/case/5","with":{"message":"Is it solved, Ada?"}}
{"at":"2026-01-05T10:00:00Z","event":"e1","recipe":"close-quiet","run":"RUN","action":"set_status","place":2,"do":"set_status","item":{"kind":"case","id":"5"},"outcome":"waiting","due":"2026-01-05T10:30:00Z","key":"close-quiet/set_status/e1/case/5"}
{"at":"2026-01-05T10:30:00Z","event":"e1","recipe":"close-quiet","run":"RUN","action":"set_status","place":2,"do":"set_status","item":{"kind":"case","id":"5"},"outcome":"done","attempt":1,"key":"close-quiet/set_status/e1/case/5","with":{"status":"resolved"}}
`, withoutRuns(stdout))
	require.Equal(t, `events:   1, 0 of them repeated; 2 more followed
fired:    1
actions:  2 done
errors:   0
waiting:  0
`, stderr, "the private reply and the new status are the events that followed")
}

func TestUntil(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		args []string
		done bool
	}{
		{"none: nothing more runs", nil, false},
		{"a nanosecond before it is due", []string{"-until", "2026-01-05T10:29:59.999999999Z"}, false},
		{"when it is due", []string{"-until", "2026-01-05T10:30:00Z"}, true},
		{"when it is due, in another zone", []string{"-until", "2026-01-05T11:30:00+01:00"}, true},
		{"long after", []string{"-until", "2027-01-05T00:00:00Z"}, true},
		{"before the event", []string{"-until", "2025-01-05T00:00:00Z"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr := play(t, quiet, pendingAt10, tc.args...)
			require.Equal(t, tc.done, strings.Contains(stdout, `"with":{"status":"resolved"}`))
			if tc.done {
				require.Contains(t, stderr, "waiting:  0\n")
			} else {
				require.Contains(t, stderr, "waiting:  1\n", "what still waits is counted")
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	set, events := file(t, "set.json", quiet), file(t, "events.jsonl", pendingAt10)
	const notify = `"recipes":[{"id":"r","name":"R","enabled":true,
  "trigger":{"on":"case_status_changed","all_topics":true},"actions":[
   {"do":"notify","with":{"users":["7"],"channel":"push"}}]}]}`
	moved, says := file(t, "moved.json", "{\"format\":1,\n"+notify), file(t, "says.json", `{"format":1,"availability":"anywhere",`+notify)
	broken := file(t, "broken.json", `{"format":1,"recipes":[{}]}`)
	for _, tc := range []struct {
		name   string
		args   []string
		code   int
		stderr string
	}{
		{"everything right", []string{"-set", set, "-events", events}, exitOK, "fired:    1\n"},
		{"help", []string{"-help"}, exitOK, "usage: replay"},
		{"help tells the sample's end", []string{"-h"}, exitOK, "2026-01-05T23:00:00Z"},
		{"unknown flag", []string{"-sett", set}, exitUsage, "flag provided but not defined: -sett"},
		{"usage with an unknown flag", []string{"-sett", set}, exitUsage, "usage: replay"},
		{"an argument", []string{"-set", set, "-events", events, "more"}, exitUsage, `unexpected argument "more"`},
		{"no value", []string{"-set"}, exitUsage, "flag needs an argument"},
		{"an empty file name", []string{"-set", "", "-events", events}, exitUsage, "-set is empty"},
		{"an empty name of events", []string{"-set", set, "-events="}, exitUsage, "-events is empty"},
		{"a day is no instant", []string{"-until", "2026-01-05"}, exitUsage, `-until "2026-01-05" is not an instant`},
		{"a table that the set goes by", []string{"-set", set, "-events", events, "-availability", "social_connect"}, exitOK, "fired:    1\n"},
		{"no such table", []string{"-availability", "everywhere"}, exitUsage, `-availability "everywhere" is not anywhere or social_connect`},
		{"an empty table", []string{"-availability", ""}, exitUsage, "-availability is empty"},
		{"a set that needs the other table", []string{"-set", moved, "-events", events, "-availability", "social_connect"}, exitUsage,
			"moved.json:4: recipes[0].actions[0].do: notify does not go with a case_status_changed trigger"},
		{"a set that says its table", []string{"-set", says, "-events", events, "-availability", "social_connect"}, exitOK, "fired:    1\n"},
		{"an empty instant", []string{"-until", ""}, exitUsage, "-until is empty"},
		{"standard input twice", []string{"-set", "-", "-events", "-"}, exitUsage, `standard input can be read once, and "-" is given for more than one file`},
		{"no such set", []string{"-set", "missing.json", "-events", events}, exitUsage, "missing.json: no such file"},
		{"no such events", []string{"-set", set, "-events", "missing.jsonl"}, exitUsage, "missing.jsonl: no such file"},
		{"a directory", []string{"-set", set, "-events", t.TempDir()}, exitUsage, ": is a directory"},
		{"a bad set", []string{"-set", broken, "-events", events}, exitUsage, "broken.json:1: recipes[0].id: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			require.Equal(t, tc.code, run(tc.args, strings.NewReader(""), &out, &errs))
			require.Contains(t, errs.String(), tc.stderr)
			if tc.code == exitUsage || tc.name == "help" {
				require.Empty(t, out.String(), "nothing ran")
			}
		})
	}
}

func TestStandardInput(t *testing.T) {
	t.Parallel()
	set := file(t, "set.json", quiet)
	var fromFile, fromInput, errs bytes.Buffer
	require.Equal(t, exitOK, run([]string{"-set", set, "-events", file(t, "e.jsonl", pendingAt10)}, nil, &fromFile, &errs))
	require.Equal(t, exitOK, run([]string{"-set", set, "-events", "-"}, strings.NewReader(pendingAt10), &fromInput, &errs))
	require.Equal(t, fromFile.String(), fromInput.String())

	errs.Reset()
	broken := io.MultiReader(strings.NewReader(pendingAt10), &brokenReader{})
	require.Equal(t, exitUsage, run([]string{"-set", set, "-events", "-"}, broken, &fromInput, &errs))
	require.Equal(t, "-: the line was cut\n", errs.String())
}

type brokenReader struct{}

func (*brokenReader) Read([]byte) (int, error) { return 0, errors.New("the line was cut") }

// outcome is what a test wants to know of a line.
type outcome struct {
	At, Event, Recipe, Do, Outcome, Reason, Error, Due string
	Action                                             string
	Item                                               trigger.Ref
	With                                               json.RawMessage
	Tests                                              []json.RawMessage
}

// withoutRuns returns the output with RUN for the id of each run.
func withoutRuns(stdout string) string {
	return regexp.MustCompile(`"run":"[0-9a-f-]{36}"`).ReplaceAllString(stdout, `"run":"RUN"`)
}

func parse(t *testing.T, stdout string) []outcome {
	t.Helper()
	var all []outcome
	for text := range strings.Lines(stdout) {
		var o outcome
		require.NoError(t, json.Unmarshal([]byte(text), &o))
		all = append(all, o)
	}
	return all
}
