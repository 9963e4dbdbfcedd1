package conformance_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// reply is the action that answers on a service.
func reply(mode, service string) string {
	return do("reply", `{"message":"We are on it.","mode":"`+mode+`","service":"`+service+`"}`)
}

func replyRows() []row {
	return []row{
		{"ACT-13", "A reply is queued for approval, saved as a draft or sent at once; only the last publishes it.", func(t *testing.T) {
			for mode, want := range map[string]calls{
				"approval":  {"mention/m1: queue We are on it."},
				"draft":     {"mention/m1: draft We are on it."},
				"immediate": {"mention/m1: publish We are on it."},
			} {
				var made calls
				by := func(what string) func(context.Context, action.Input, action.Reply) error {
					return func(_ context.Context, in action.Input, r action.Reply) error { return made.add(in, what, r.Message) }
				}
				k := recipetest.New(t)
				action.Handle(k.Handlers, action.Replier{Queue: by("queue"), Draft: by("draft"), Send: by("publish")})
				k.Load(set(rule("r", newItem, reply(mode, "twitter"))))
				k.Send(arrives("10:00", message("m1", "Hello")))
				require.Equal(t, want, made, mode)
			}
			require.Equal(t, []string{"actions[0].with.mode"}, faults(t, rule("r", newItem, reply("later", "twitter"))))
		}},
		{"ACT-14", "Replies go out on Twitter, on Facebook and by e-mail only.", func(t *testing.T) {
			for _, service := range []string{"twitter", "facebook", "email"} {
				require.Empty(t, faults(t, rule("r", newItem, reply("draft", service))), service)
			}
			require.Equal(t, []string{"actions[0].with.service"}, faults(t, rule("r", newItem, reply("draft", "instagram"))))
		}},
		{"ACT-15", "A reply needs a mention of its own service: the filter must let them through, others are skipped.", func(t *testing.T) {
			for name, c := range map[string]struct {
				filter string
				want   []string
			}{
				"another service":      {filtered("mention.service == 'twitter'"), []string{"actions[0].with.service"}},
				"another, as a tree":   {`"filter":{"field":"mention.service","op":"is","values":["twitter","email"]}`, []string{"actions[0].with.service"}},
				"every service but it": {`"filter":{"field":"mention.service","op":"is_not","values":["facebook"]}`, []string{"actions[0].with.service"}},
				"among conditions":     {filtered("word(mention.content, 'falla') and mention.service == 'twitter'"), []string{"actions[0].with.service"}},
				"its own":              {filtered("mention.service in ['facebook', 'twitter']"), nil},
				"says nothing":         {filtered("word(mention.content, 'falla')"), nil},
			} {
				require.Equal(t, c.want, faults(t, rule("r", newItem, reply("draft", "facebook"), c.filter)), name)
			}
			k := cook(t, rule("r", newItem, reply("draft", "facebook")))
			require.Equal(t, []string{"skipped service_mismatch"}, outcomes(k.Send(arrives("10:00", message("m1", "On Twitter")))))
			facebook := with(message("m2", "Hello"), func(m *trigger.Mention) { m.Service = "facebook" })
			require.Equal(t, []string{"done"}, outcomes(k.Send(arrives("10:01", facebook))))
		}},
		{"ACT-16", "A mention is deleted or hidden on its platform, or its author is blocked there.", func(t *testing.T) {
			for how, want := range map[string]calls{
				"delete":       {"mention/m1: delete"},
				"hide":         {"mention/m1: hide"},
				"block_author": {"mention/m1: block tw-77"},
			} {
				var made calls
				k := recipetest.New(t)
				action.Handle(k.Handlers, action.Remover{
					Delete:      func(_ context.Context, in action.Input) error { return made.add(in, "delete") },
					Hide:        func(_ context.Context, in action.Input) error { return made.add(in, "hide") },
					BlockAuthor: func(_ context.Context, in action.Input, author string) error { return made.add(in, "block", author) },
				})
				k.Load(set(rule("r", newItem, do("remove", `{"how":"`+how+`"}`))))
				k.Send(arrives("10:00", message("m1", "Hello")))
				require.Equal(t, want, made, how)
			}
			require.Equal(t, []string{"actions[0].with.how"}, faults(t, rule("r", newItem, do("remove", `{"how":"burn"}`))))
		}},
		{"ACT-17", "A removal cannot be undone, so it is never tried twice; the mention stays in the inbox.", func(t *testing.T) {
			var config any = action.Remove{How: action.Delete}
			require.True(t, config.(action.Irreversible).Irreversible())

			k := cook(t, rule("r", newItem, do("remove", `{"how":"delete"}`)),
				rule("later", `{"on":"mention_updated","topics":["support"]}`, tag("a"), filtered("word(mention.content, 'spam')")))
			k.Fail("remove", errors.New("connection reset"))
			m := message("m1", "spam")
			require.Equal(t, []string{"ambiguous"}, outcomes(k.Send(arrives("10:00", m))))
			k.Wait(30 * 24 * time.Hour)
			require.Len(t, k.Calls(), 1, "one try, whatever became of it")

			ev := changes("10:05", m, "mention.category")
			require.Equal(t, []string{"later"}, ran(k.Send(ev)), "it can be filtered as before")
			require.True(t, k.History.Triggered("r", trigger.Ref{Kind: "mention", ID: "m1"}))
		}},
	}
}
