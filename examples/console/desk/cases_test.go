package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// oneCase is the history of a case.
type oneCase struct {
	Case   string
	Events []struct {
		ID        string
		Decisions []struct {
			Recipe, Name, Outcome, Why string
			Recorded                   bool
			Tests                      []struct {
				Text  string
				Saw   map[string]any
				Holds bool
			}
			Flips   [][]struct{ Test string }
			Actions []struct{ Do, Outcome, Reason, Error string }
		}
		LeftOut int `json:"left_out"`
	}
}

// Each event of a case has the runs of recipes, and why the others did nothing.
func TestCase(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	require.NoError(t, c.helpdesk.Receive(t.Context(), message("m1", "a refund, please")))
	require.NoError(t, c.helpdesk.Receive(t.Context(), message("m2", "hello")))
	var list struct {
		Cases []struct {
			ID, Subject string
			Events      int
		}
	}
	require.Equal(t, 200, c.get(t, "cases?q=REFUND", &list))
	require.Len(t, list.Cases, 1)
	require.Equal(t, "mention/m1", list.Cases[0].ID)
	require.Equal(t, "a refund, please", list.Cases[0].Subject)

	var got oneCase
	require.Equal(t, 200, c.get(t, "cases/mention%2Fm1", &got))
	ran := got.Events[0].Decisions[0]
	require.Equal(t, "tag fired", ran.Recipe+" "+ran.Outcome)
	require.True(t, ran.Recorded)
	require.Equal(t, "add_tags", ran.Actions[0].Do)
	require.Equal(t, "done", ran.Actions[0].Outcome)

	require.Equal(t, 200, c.get(t, "cases/mention%2Fm2", &got))
	not := got.Events[0].Decisions[0]
	require.Equal(t, "tag filtered_out", not.Recipe+" "+not.Outcome)
	require.False(t, not.Recorded)
	require.Equal(t, `its filter does not match: word(mention.content, "refund") (mention.content is hello)`, not.Why)
	require.Equal(t, map[string]any{"mention.content": "hello"}, not.Tests[0].Saw)
	require.Equal(t, `word(mention.content, "refund")`, not.Flips[0][0].Test)
	require.Equal(t, "hook disabled", got.Events[0].Decisions[1].Recipe+" "+got.Events[0].Decisions[1].Outcome)

	require.Equal(t, 404, c.get(t, "cases/mention%2Fm3", nil))
	require.Equal(t, 400, c.get(t, "cases/mention%2", nil))
}

// What ran is told by the history, also when the recipe is gone or was edited since.
func TestCaseOfThePast(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	require.NoError(t, c.helpdesk.Receive(t.Context(), message("m1", "a refund, please")))
	require.Equal(t, 200, c.post(t, "save", saving(1, `"remove":"tag"`), nil))
	var got oneCase
	require.Equal(t, 200, c.get(t, "cases/mention%2Fm1", &got))
	ran := got.Events[0].Decisions[0]
	require.Equal(t, "tag fired Tag refunds", ran.Recipe+" "+ran.Outcome+" "+ran.Name)
	require.True(t, ran.Recorded)
}
