package desk_test

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

var ann = desk.User{ID: "ann", Name: "Ann", Edit: true, Operate: true}

// console is a desk in memory, for tests.
type console struct {
	*desk.Desk
	helpdesk *sample.Helpdesk
	sets     *desk.MemorySets
}

// newConsole returns a desk on a helpdesk with a set and no events.
func newConsole(t testing.TB, set string) *console {
	t.Helper()
	past := new(desk.MemoryHistory)
	h := sample.New(sample.Parts{History: past, Webhooks: func(hs *action.Handlers, receive func(action.Input) error) {
		action.HandleFunc(hs, func(_ context.Context, _ webhook.Config, in action.Input) error { return receive(in) })
	}})
	c := &console{helpdesk: h, sets: new(desk.MemorySets)}
	c.Desk = &desk.Desk{
		Engine: h.Engine, Sets: c.sets, Events: h.Journal, History: past,
		Kinds: []action.Kind{action.KindOf[webhook.Config]()},
	}
	decoded, err := recipe.Decode([]byte(set))
	require.NoError(t, err)
	h.Accept(decoded)
	h.Begin(sample.Now)
	require.NoError(t, c.Start(t.Context(), desk.User{ID: "system"}, []byte(set)))
	return c
}

// sampleDay returns a desk after the sample's day.
func sampleDay(t testing.TB) *console {
	t.Helper()
	c := newConsole(t, string(sample.Set))
	events, err := sample.Events()
	require.NoError(t, err)
	c.helpdesk.Begin(events[0].At)
	require.NoError(t, c.helpdesk.Play(t.Context(), events, sample.Now))
	return c
}

// as sends a request of a user, and decodes the answer.
func (c *console) as(t testing.TB, u desk.User, method, path, body string, into any) int {
	t.Helper()
	path, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	require.NoError(t, err)
	out := c.Do(t.Context(), u, desk.Request{Method: method, Path: path, Query: values, Body: []byte(body)})
	if into != nil {
		require.NoError(t, json.Unmarshal(out.Body, into), "%s", out.Body)
	}
	return out.Status
}

func (c *console) get(t testing.TB, path string, into any) int {
	t.Helper()
	return c.as(t, ann, "GET", path, "", into)
}

func (c *console) post(t testing.TB, path, body string, into any) int {
	t.Helper()
	return c.as(t, ann, "POST", path, body, into)
}

// refusal is the answer of an error.
type refusal struct {
	Error    string
	Version  int
	By       string
	Changes  []string
	Theirs   *recipe.Recipe
	Diff     []string
	Faults   []struct{ Path, Message string }
	Backtest struct {
		Events, Newly, Limit int
		NoLonger             int `json:"no_longer"`
		Actions              map[string]int
	}
}

// message is an event of a customer's message.
func message(id, text string) trigger.Event {
	return trigger.Event{
		ID: id, Kind: trigger.MentionCreated, At: time.Date(2026, 1, 5, 18, 0, 0, 0, time.UTC),
		Mention: &trigger.Mention{ID: id, Topic: "support", Service: "email", Type: "inbox", Content: text},
	}
}
