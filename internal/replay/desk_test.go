package replay

import (
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// deskCase is one of the sets of the directory desk: a recipe that most desks want, and what becomes of its events. The
// timeline was worked out by hand. Its instants are in UTC; from October to March clocks in Brussels are an hour ahead.
type deskCase struct {
	args []string // beside the files
	want []string
}

// TestDesk plays each folder of the directory desk.
func TestDesk(t *testing.T) {
	t.Parallel()
	cases := make(map[string]deskCase)
	for _, some := range []map[string]deskCase{deskMessages, deskWaits, deskCases} {
		maps.Copy(cases, some)
	}
	folders, err := filepath.Glob("../../examples/replay/desk/*")
	require.NoError(t, err)
	require.Len(t, folders, 16)
	for _, folder := range folders {
		name := filepath.Base(folder)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc, ok := cases[name]
			require.True(t, ok, "the folder has no timeline")
			require.Empty(t, lint(t, folder))
			stdout, stderr := playFolder(t, folder, tc.args...)
			require.Equal(t, tc.want, timeline(t, stdout))
			require.Contains(t, stderr, "\nerrors:   0\n")
			require.Contains(t, stderr, "\nwaiting:  0\n", "the events go on until nothing waits")
		})
	}
	require.Equal(t, len(folders), len(cases), "a timeline has no folder")
}

// lint returns what the engine of the replay warns of in the set of the folder.
func lint(t *testing.T, folder string) []*recipe.Fault {
	t.Helper()
	day := newReplay(nil, options{}.world)
	set, faults := options{set: filepath.Join(folder, "set.json")}.readSet(day, nil)
	require.Empty(t, faults)
	return day.Engine.Lint(set)
}

// playFolder plays the events of a folder to its set, which must be right, and returns both outputs.
func playFolder(t *testing.T, folder string, args ...string) (stdout, stderr string) {
	t.Helper()
	return play(t, read(t, filepath.Join(folder, "set.json")), read(t, filepath.Join(folder, "events.jsonl")), args...)
}

// read returns the text of a file.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

// timeline returns a line for each action, "01-05 09:00 EVENT RECIPE ACTION ITEM: OUTCOME ...", with its reason, until
// when it waits, its config as it was carried out and what it found out. Of decisions it has those that no action tells of.
func timeline(t *testing.T, stdout string) []string {
	t.Helper()
	var all []string
	for d := json.NewDecoder(strings.NewReader(stdout)); ; {
		var l recipe.ActionReport // or a decision, which has these members too
		if err := d.Decode(&l); err == io.EOF {
			return all
		} else {
			require.NoError(t, err)
		}
		told := []recipe.Outcome{recipe.Fired, recipe.Waiting, recipe.Skipped}
		if l.Action == "" && slices.Contains(told, l.Outcome) {
			continue
		}
		if strings.HasPrefix(l.Event, l.Recipe+"/") { // of a schedule: its instant is that of the line
			l.Event = "slot"
		}
		if l.Action == "" {
			l.Item = trigger.Ref{}
		}
		words := []string{minute(l.At), l.Event, l.Recipe, l.Do, l.Item.String() + ":", string(l.Outcome), string(l.Reason)}
		if l.Err != nil {
			words = append(words, l.Err.Error())
		}
		if !l.Due.IsZero() {
			words = append(words, "until", minute(l.Due))
		}
		if l.Outcome == recipe.Done {
			words = append(words, members(t, "", l.With), members(t, "-> ", l.Output))
		}
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		all = append(all, strings.Join(words, " "))
	}
}

// members returns an object, if it has members, as JSON with these in order of their names.
func members(t *testing.T, before string, object any) string {
	t.Helper()
	var all map[string]any
	data, err := json.Marshal(object)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &all))
	if len(all) == 0 {
		return ""
	}
	data, err = json.Marshal(all)
	require.NoError(t, err)
	return before + string(data)
}

// minute returns an instant as "01-05 09:00", with its seconds where it has some.
func minute(at time.Time) string {
	text := at.UTC().Format("01-02 15:04:05.999999999")
	return strings.TrimSuffix(text, ":00")
}
