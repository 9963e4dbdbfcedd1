package inbound_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/causeheader"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// causeHeader carries what led to a request.
const causeHeader = "Commis-Cause"

// chain is what led to a request: recipe "tell" ran on record r1 for event e0.
var chain = trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "tell", Item: trigger.Ref{Kind: "record", ID: "r1"}}}}

// withCause is the event with a cause of its own.
func withCause(t testing.TB, c trigger.Cause) string {
	t.Helper()
	text, err := json.Marshal(c)
	require.NoError(t, err)
	return strings.TrimSuffix(event, "}") + `,"cause":` + string(text) + `}`
}

func TestReceiverCause(t *testing.T) {
	t.Parallel()
	header := causeheader.Write(chain)
	other := trigger.Cause{Root: "e0"}
	for _, tt := range []struct {
		name    string
		body    string
		headers []string
		want    trigger.Cause
		faults  []string // nil means that it is taken
	}{
		{"none", event, nil, trigger.Cause{}, nil},
		{"in the header", event, []string{header}, chain, nil},
		{"in the event", withCause(t, chain), nil, chain, nil},
		{"in both", withCause(t, chain), []string{header}, chain, nil},
		{"not the same in both", withCause(t, other), []string{header}, trigger.Cause{},
			[]string{"2:71 cause: differs from the header Commis-Cause"}},
		{"of another root", withCause(t, trigger.Cause{Root: "e9", Via: chain.Via}), []string{header}, trigger.Cause{},
			[]string{"2:71 cause: differs from the header Commis-Cause"}},
		{"damaged", event, []string{"%%%"}, trigger.Cause{}, []string{"0:0 : the header Commis-Cause is damaged"}},
		{"empty", event, []string{""}, trigger.Cause{}, nil},
		{"empty beside the event's", withCause(t, chain), []string{""}, chain, nil},
		{"cut off", event, []string{header[:len(header)-3]}, trigger.Cause{}, []string{"0:0 : the header Commis-Cause is damaged"}},
		{"endless", event, []string{strings.Repeat(header, 10_000)}, trigger.Cause{}, []string{"0:0 : the header Commis-Cause is damaged"}},
		{"two headers", event, []string{header, header}, trigger.Cause{}, []string{"0:0 : the header Commis-Cause is damaged"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, d := range []*inbound.Document{nil, {ID: "record.id"}} {
				if d != nil && strings.Contains(tt.body, "cause") {
					continue // a cause is a member like any other there
				}
				var b inbox
				rc := taking(&b)
				rc.Document = d
				r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body))
				r.Header = http.Header{"Content-Type": {"application/json"}, causeHeader: tt.headers}
				w := answer(rc, r)
				if tt.faults == nil {
					require.Equal(t, http.StatusNoContent, w.Code)
					require.Equal(t, tt.want, b.events[0].Cause)
					continue
				}
				_, faults := refusal(t, w)
				require.Equal(t, tt.faults, faults)
				require.Empty(t, b.events)
			}
		})
	}
}

// A webhook tells another system, whose bot tells us: the recipe runs once and not for ever. A new first cause runs it
// again. What customers answer is a first cause each, and ends where the chain is too deep.
func TestReceiverEndsLoops(t *testing.T) {
	t.Parallel()
	told, became := answeringSystem(t, "bot")
	require.Equal(t, []string{"e1", "e2"}, told)
	require.Equal(t, []string{"tell loop_stopped", "tell fired", "tell loop_stopped", "tell fired"}, became)
	told, became = answeringSystem(t, "customer")
	require.Len(t, told, 2*trigger.MaxDepth)
	require.Equal(t, "tell loop_stopped", became[0])
}

// answeringSystem sends two events to a host whose webhooks are answered by an actor, and returns what the other system
// was told, and what became of each event.
func answeringSystem(t *testing.T, actor string) (told, became []string) {
	k := recipetest.New(t)
	ours := inbound.Receiver{
		Authorize: inbound.Credentials("Bearer s3cret"),
		Handle: func(ctx context.Context, ev trigger.Event) error {
			report, err := k.Engine.Handle(ctx, ev)
			for _, d := range report.Decisions {
				became = append(became, fmt.Sprintf("%s %s", d.Recipe, d.Outcome))
			}
			return err
		},
	}
	send := func(id, cause string) {
		by := "customer"
		if cause != "" {
			by = actor
		}
		body := fmt.Sprintf(`{"id":%q,"kind":"mention_created","at":"2026-01-05T10:00:00Z","actor":%q,"mention":{"id":"m1","content":%q}}`, id, by, id)
		headers := []string{"Authorization", "Bearer s3cret"}
		if cause != "" {
			headers = append(headers, causeHeader, cause)
		}
		require.Equal(t, http.StatusNoContent, postJSON(ours, body, headers...).Code)
	}
	action.HandleFunc(k.Handlers, func(_ context.Context, c webhook.Config, in action.Input) error {
		told = append(told, c.Body)
		send("answer to "+c.Body, causeheader.Write(in.Cause()))
		return nil
	})
	k.Load(`{"format":1,"recipes":[{"id":"tell","name":"Tell the other system","enabled":true,
		"trigger":{"on":"new_item","all_topics":true,"by":["customer","bot"]},
		"actions":[{"do":"webhook","with":{"name":"other","url":"https://other.example.com","content_type":"text/plain",
			"body":"{{ mention.content }}"}}]}]}`)
	send("e1", "")
	send("e2", "")
	return told, became
}
