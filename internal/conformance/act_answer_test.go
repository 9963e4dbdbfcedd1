package conformance_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// answering is a kitchen whose host can answer in private and in public.
func answering(t *testing.T, made *calls, actions string) *recipetest.Kitchen {
	t.Helper()
	k := recipetest.New(t)
	action.Handle(k.Handlers, action.PrivateReplier{
		Message: func(_ context.Context, in action.Input, text string) error { return made.add(in, "private", text) },
		Survey: func(_ context.Context, in action.Input, s action.Survey) error {
			return made.add(in, "survey", string(s))
		},
		Flow: func(_ context.Context, in action.Input, flow string) error { return made.add(in, "flow", flow) },
	})
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.PublicReply, in action.Input) error {
		return made.add(in, "public", c.Service, c.Profile, c.Message)
	})
	k.Load(set(rule("r", onPending, actions)))
	return k
}

func answerRows() []row {
	return []row{
		{"ACT-31", "A message written in advance is sent in private.", func(t *testing.T) {
			var made calls
			k := answering(t, &made, do("private_reply", `{"message":"Is it solved, {{ case.contact.name }}?"}`))
			k.Send(turns("10:00", matter("5"), trigger.Pending))
			require.Equal(t, calls{"case/5: private Is it solved, Ada?"}, made)
		}},
		{"ACT-32", "In place of the message a satisfaction survey, a recommendation survey or a flow is sent.", func(t *testing.T) {
			var made calls
			k := answering(t, &made, do("private_reply", `{"survey":"csat"}`)+","+
				do("private_reply", `{"survey":"nps"}`)+","+do("private_reply", `{"flow":"f1"}`))
			k.Send(turns("10:00", matter("5"), trigger.Pending))
			require.Equal(t, calls{"case/5: survey csat", "case/5: survey nps", "case/5: flow f1"}, made)
			for with, want := range map[string]string{
				`{"message":"Hello","survey":"csat"}`: "actions[0].with.survey",
				`{"message":"Hello","flow":"f1"}`:     "actions[0].with.flow",
				`{"survey":"nps","flow":"f1"}`:        "actions[0].with.flow",
				`{"survey":"quiz"}`:                   "actions[0].with.survey",
				`{}`:                                  "actions[0].with.message",
			} {
				require.Equal(t, []string{want}, faults(t, rule("r", onPending, do("private_reply", with))), with)
			}
		}},
		{"ACT-33", "A public reply has a message, a service and a profile; the service is Facebook or Twitter.", func(t *testing.T) {
			var made calls
			k := answering(t, &made, do("public_reply", `{"message":"Thanks","service":"facebook","profile":"brand"}`)+","+
				do("public_reply", `{"message":"Thanks","service":"twitter","profile":"care"}`))
			k.Send(turns("10:00", matter("5"), trigger.Pending))
			require.Equal(t, calls{"case/5: public facebook brand Thanks", "case/5: public twitter care Thanks"}, made)
			public := func(with string) []string { return faults(t, rule("r", onPending, do("public_reply", with))) }
			require.ElementsMatch(t, []string{"actions[0].with.message", "actions[0].with.service", "actions[0].with.profile"}, public(`{}`))
			require.Equal(t, []string{"actions[0].with.service"}, public(`{"message":"Thanks","service":"email","profile":"brand"}`))
		}},
	}
}
