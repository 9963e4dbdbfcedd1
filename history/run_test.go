package history_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
)

// triggered and did are entries of a run.
func triggered(run string, actions int) history.Entry {
	e := note(run, noon, mention5)
	e.Run, e.Action, e.Actions, e.Input = run, history.Triggered, actions, `{"rating":1}`
	e.Recipe = history.Recipe{ID: "r"}
	return e
}

func did(run, id string, place int, outcome string, after time.Duration) history.Entry {
	e := note(run+id, noon.Add(after), case5)
	e.Run, e.Action, e.Place, e.Outcome, e.Attempts = run, "ticket", place, outcome, 1
	return e
}

// nth makes the entry one of an action that is repeated.
func nth(n int, e history.Entry) history.Entry {
	e.Nth = n
	return e
}

func TestRunStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		entries []history.Entry
		want    history.Status
		actions int
	}{
		{"nothing yet", []history.Entry{triggered("a", 2)}, history.Running, 0},
		{"half", []history.Entry{triggered("a", 2), did("a", "1", 1, "done", 1)}, history.Running, 1},
		{"waits", []history.Entry{triggered("a", 1), did("a", "1", 1, "waiting", 1)}, history.Running, 1},
		{"waited", []history.Entry{triggered("a", 1), did("a", "1", 1, "waiting", 1), did("a", "2", 1, "done", 2)}, history.Succeeded, 1},
		{"waited, told late", []history.Entry{did("a", "2", 1, "done", 2), did("a", "1", 1, "waiting", 1), triggered("a", 1)}, history.Succeeded, 1},
		{"all done", []history.Entry{triggered("a", 2), did("a", "1", 1, "done", 1), did("a", "2", 2, "done", 1)}, history.Succeeded, 2},
		{"one failed", []history.Entry{triggered("a", 2), did("a", "1", 1, "failed", 1), did("a", "2", 2, "done", 1)}, history.PartiallyFailed, 2},
		{"all failed", []history.Entry{triggered("a", 2), did("a", "1", 1, "failed", 1), did("a", "2", 2, "ambiguous", 1)}, history.Failed, 2},
		{"failed and skipped", []history.Entry{triggered("a", 2), did("a", "1", 1, "failed", 1), did("a", "2", 2, "skipped", 1)}, history.Failed, 2},
		{"skipped and cancelled", []history.Entry{triggered("a", 2), did("a", "1", 1, "skipped", 1), did("a", "2", 2, "cancelled", 1)}, history.Succeeded, 2},
		{"too late", []history.Entry{triggered("a", 1), did("a", "1", 1, "expired", 1)}, history.Failed, 1},
		{"three times", []history.Entry{triggered("a", 1), nth(1, did("a", "1", 1, "done", 1)), nth(2, did("a", "2", 1, "waiting", 1)), nth(2, did("a", "3", 1, "done", 2)),
			nth(3, did("a", "4", 1, "waiting", 2))}, history.Running, 3},
	} {
		runs := history.Runs(tt.entries)
		require.Len(t, runs, 1, tt.name)
		require.Equal(t, tt.want, runs[0].Status, tt.name)
		require.Len(t, runs[0].Actions, tt.actions, tt.name)
		require.Equal(t, tt.want == history.Running, runs[0].Finished.IsZero(), tt.name)
		require.Len(t, history.Runs(tt.entries, tt.want, "other"), 1, tt.name)
		require.Empty(t, history.Runs(tt.entries, "other"), tt.name)
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	late := triggered("late", 0)
	late.At = noon.Add(time.Hour)
	failed := did("first", "1", 1, "failed", time.Second)
	failed.Error, failed.Output, failed.Attempts = "no such list", `{"status":404}`, 10
	runs := history.Runs([]history.Entry{
		late, note("agent", noon, mention5), failed, triggered("first", 1), did("unknown", "1", 1, "done", 1),
	})
	require.Len(t, runs, 2)
	require.Equal(t, history.Run{
		ID: "first", Recipe: history.Recipe{ID: "r"}, Item: mention5, Started: noon, Finished: noon.Add(time.Second),
		Status: history.Failed, Input: `{"rating":1}`,
		Actions: []history.Action{{Place: 1, Do: "ticket", At: noon.Add(time.Second), Outcome: "failed", Attempts: 10, Output: `{"status":404}`, Error: "no such list"}},
	}, runs[0])
	require.Equal(t, []any{"late", history.Succeeded}, []any{runs[1].ID, runs[1].Status})
}

func TestDocument(t *testing.T) {
	t.Parallel()
	require.Equal(t, history.Document(`{"a":[1,"é"]}`), history.NewDocument(map[string]any{"a": []any{1, "é"}}))
	require.Equal(t, history.Document(`{"omitted":"too long"}`), history.NewDocument(make([]string, 10_000)))
	require.Equal(t, history.Document(`{"omitted":"cannot be written as JSON"}`), history.NewDocument(func() {}))
	for _, d := range []history.Document{"", `{"a":1}`, `"x"`, "12"} {
		data, err := json.Marshal(struct{ D history.Document }{d})
		require.NoError(t, err)
		var back struct{ D history.Document }
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, d, back.D, string(data))
	}
	_, err := json.Marshal(history.Document("{"))
	require.ErrorContains(t, err, "not a JSON document")
	bad := note("a", noon, mention5)
	bad.Input, bad.Output = "{", "x"
	require.EqualError(t, bad.Check(), "input: not a JSON document\noutput: not a JSON document")
}
