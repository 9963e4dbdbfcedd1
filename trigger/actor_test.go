package trigger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

func TestBy(t *testing.T) {
	caused := trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "r"}}}
	for _, tt := range []struct {
		name            string
		kind            trigger.Kind
		typ             string
		actor           trigger.Actor
		cause           trigger.Cause
		by              trigger.Actor
		customer, agent bool
	}{
		{"a customer's message", trigger.MentionCreated, "inbox", "", trigger.Cause{}, trigger.Customer, true, false},
		{"a message without a type", trigger.MentionCreated, "", "", trigger.Cause{}, trigger.Customer, true, false},
		{"a customer's message that a webhook led to", trigger.MentionCreated, "inbox", "", caused, trigger.Customer, true, false},
		{"a message that the system hands in", trigger.MentionCreated, "inbox", trigger.System, trigger.Cause{}, trigger.System, true, false},
		{"an agent's message", trigger.MentionCreated, "sent", trigger.Agent, trigger.Cause{}, trigger.Agent, false, true},
		{"a sent message of nobody", trigger.MentionCreated, "sent", "", trigger.Cause{}, trigger.Agent, false, true},
		{"a recipe's message", trigger.MentionCreated, "sent", "", caused, trigger.Recipe, false, false},
		{"a recipe's message that says so", trigger.MentionCreated, "sent", trigger.Recipe, trigger.Cause{}, trigger.Recipe, false, false},
		{"a bot's message", trigger.MentionCreated, "sent", trigger.Bot, trigger.Cause{}, trigger.Bot, false, false},
		{"an agent's message in the inbox", trigger.MentionCreated, "inbox", trigger.Agent, trigger.Cause{}, trigger.Agent, false, false},
		{"a bot's message in the inbox", trigger.MentionCreated, "inbox", trigger.Bot, trigger.Cause{}, trigger.Bot, false, false},
		{"a draft", trigger.MentionCreated, "draft", "", trigger.Cause{}, trigger.Agent, false, false},
		{"what waits for approval", trigger.MentionCreated, "awaiting_approval", "", trigger.Cause{}, trigger.Agent, false, false},
		{"what is sent later", trigger.MentionCreated, "scheduled", trigger.Agent, trigger.Cause{}, trigger.Agent, false, false},
		{"a note", trigger.MentionCreated, "note", "", trigger.Cause{}, trigger.Agent, false, false},
		{"an update", trigger.MentionUpdated, "inbox", "", trigger.Cause{}, trigger.System, false, false},
		{"an update that a recipe made", trigger.MentionUpdated, "inbox", "", caused, trigger.Recipe, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ev := trigger.Event{Kind: tt.kind, Actor: tt.actor, Cause: tt.cause, Mention: &trigger.Mention{Type: tt.typ}}
			require.Equal(t, tt.by, ev.By())
			require.Equal(t, tt.customer, ev.CustomerReply(), "a customer's reply")
			require.Equal(t, tt.agent, ev.AgentReply(), "an agent's reply")
		})
	}
}
