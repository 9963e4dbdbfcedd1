package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
)

// tried is the answer to a trial.
type tried struct {
	Events, Runs int
	Now          []struct {
		Event, Case, From, Text string
		Actions                 []struct{ Do, ID, After, Outcome, Reason, Message string }
	}
	Newly    []string
	NoLonger []struct{ Event, Text string } `json:"no_longer"`
	Refused  []struct{ Path, Message string }
}

// greet is a recipe that greets who writes about a failure.
const greet = `{"id":"greet","name":"Greet","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
	"filter":"mention.type != 'sent' and word(mention.content, 'falla')",
	"actions":[{"do":"private_reply","with":{"message":"Hola, {{ mention.author.name }}"},"after":"30m"}]}`

// Of the sample's messages to support one has the word, that of Valentina Ospina at 15:52.
func TestTry(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	var got tried
	require.Equal(t, 200, c.post(t, "try", `{"events":5000,"recipe":`+greet+`}`, &got))
	require.Equal(t, 1, got.Runs)
	run := got.Now[0]
	require.Equal(t, "e281", run.Event)
	require.Equal(t, "c-1061", run.Case)
	require.Equal(t, "Valentina Ospina", run.From)
	require.Contains(t, run.Text, "La app falla justo cuando voy a pagar")
	require.Len(t, run.Actions, 1)
	require.Equal(t, "Hola, Valentina Ospina", run.Actions[0].Message, "as she would read it")
	require.Equal(t, "30m", run.Actions[0].After)
	require.Equal(t, "done", run.Actions[0].Outcome)
	require.Equal(t, []string{"e281"}, got.Newly)
	require.Empty(t, got.NoLonger)
	_, err := c.Engine.ExplainRecipe("greet", message("x", "falla"))
	require.ErrorIs(t, err, recipe.ErrNoRecipe, "nothing is loaded")
	keys, _ := waits(t, c)
	require.Len(t, keys, 1, "and nothing waits because of it")
}

// An edit makes a difference on the events that one of the two filters lets through.
func TestTryEdit(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	for _, ev := range []struct{ id, text string }{{"e1", "a refund"}, {"e2", "my money back"}, {"e3", "both: refund, money back"}, {"e4", "thanks"}} {
		require.NoError(t, c.helpdesk.Receive(t.Context(), message(ev.id, ev.text)))
	}
	edit := func(filter, enabled string) string {
		return `{"events":100,"recipe":{"id":"tag","name":"Tag refunds","enabled":` + enabled + `,"trigger":{"on":"new_item","topics":["support"]},
			"filter":"` + filter + `","actions":[{"do":"add_tags","with":{"tags":["refund"]}}]}}`
	}
	for _, test := range []struct {
		name, body           string
		now, newly, noLonger []string
	}{
		{"the same", edit("word(mention.content, 'refund')", "true"), []string{"e1", "e3"}, nil, nil},
		{"wider", edit("word(mention.content, 'refund', 'money back')", "true"), []string{"e1", "e2", "e3"}, []string{"e2"}, nil},
		{"another", edit("word(mention.content, 'money back')", "true"), []string{"e2", "e3"}, []string{"e2"}, []string{"e1"}},
		{"switched off", edit("word(mention.content, 'money back')", "false"), []string{"e2", "e3"}, nil, []string{"e1", "e3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got tried
			require.Equal(t, 200, c.post(t, "try", test.body, &got))
			var now []string
			for _, run := range got.Now {
				now = append(now, run.Event)
			}
			require.Equal(t, test.now, now)
			require.Equal(t, append([]string{}, test.newly...), got.Newly)
			var noLonger []string
			for _, run := range got.NoLonger {
				noLonger = append(noLonger, run.Event)
				require.NotEmpty(t, run.Text)
			}
			require.Equal(t, test.noLonger, noLonger)
		})
	}
	var got tried
	require.Equal(t, 200, c.post(t, "try", edit("mention.contnt == 'x'", "true"), &got))
	require.Equal(t, "filter", got.Refused[0].Path)
	require.Equal(t, 400, c.post(t, "try", `{"events":0,"recipe":`+greet+`}`, nil))
	require.Equal(t, 400, c.post(t, "try", `{"events":100000,"recipe":`+greet+`}`, nil))
}

// In the case of Valentina Ospina an agent asks at 16:33:40 whether it is solved; the case would be resolved after half an hour, had
// the office not closed at 18:00 in Brussels and she not answered at 17:10:12.
func TestTimeline(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	var got struct {
		Case   string
		Events []struct {
			ID, Kind, Text, By string
			At                 time.Time
		}
		Waits []struct {
			Recipe, Name, Action, Do, Outcome, Reason, Message string
			From, Until                                        time.Time
		}
		Closed []struct {
			Calendar    string
			From, Until time.Time
		}
	}
	require.Equal(t, 200, c.post(t, "timeline", `{"case":"c-1061"}`, &got))
	at := func(clock string) time.Time {
		when, err := time.Parse(time.DateTime, "2026-01-05 "+clock)
		require.NoError(t, err)
		return when
	}
	require.Equal(t, "e280", got.Events[0].ID)
	require.Len(t, got.Waits, 1)
	wait := got.Waits[0]
	require.Equal(t, "close-quiet set_status cancelled customer_reply", wait.Recipe+" "+wait.Do+" "+wait.Outcome+" "+wait.Reason)
	require.Equal(t, at("16:33:40"), wait.From)
	require.Equal(t, at("17:10:12"), wait.Until)
	require.Equal(t, "bru", got.Closed[0].Calendar)
	require.Equal(t, at("17:00:00"), got.Closed[0].From)

	require.Equal(t, 200, c.post(t, "timeline", `{"case":"c-1061","recipe":`+greet+`}`, &got))
	i := slices.IndexFunc(got.Waits, func(w struct {
		Recipe, Name, Action, Do, Outcome, Reason, Message string
		From, Until                                        time.Time
	}) bool {
		return w.Recipe == "greet"
	})
	require.Equal(t, "Hola, Valentina Ospina", got.Waits[i].Message)
	require.Equal(t, at("16:22:17"), got.Waits[i].Until, "half an hour after 15:52:17")
	require.Equal(t, 404, c.post(t, "timeline", `{"case":"nobody"}`, nil))
	require.Equal(t, 422, c.post(t, "timeline", `{"case":"c-1061","recipe":{"id":"x"}}`, nil))
}
