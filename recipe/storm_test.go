package recipe_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// mailbox is a host that tells of each reply as a new mention of case 5, sent by a recipe, with its cause.
type mailbox struct {
	*recipetest.Kitchen
	replies []string // the recipe of each
	told    []trigger.Event
	log     bytes.Buffer
}

func newMailbox(t *testing.T, recipes ...string) *mailbox {
	m := &mailbox{Kitchen: recipetest.New(t)}
	m.Engine.Logger = slog.New(slog.NewTextHandler(&m.log, nil))
	answer := func(in action.Input) error {
		m.replies = append(m.replies, in.Recipe.ID)
		ev := customer(fmt.Sprintf("sent %d", len(m.replies)), in.At)
		ev.Mention.Service, ev.Mention.Type, ev.Actor, ev.Cause = "email", trigger.SentType, trigger.Recipe, in.Cause()
		m.told = append(m.told, ev)
		return nil
	}
	action.HandleFunc(m.Handlers, func(_ context.Context, _ action.Reply, in action.Input) error { return answer(in) })
	action.HandleFunc(m.Handlers, func(_ context.Context, _ action.PrivateReply, in action.Input) error { return answer(in) })
	m.Load(set(recipes...))
	return m
}

// mail sends a customer's mail, and whatever follows until nothing does.
func (m *mailbox) mail(id string, at time.Time) []recipe.Decision {
	ev := customer(id, at)
	ev.Mention.Service = "email"
	m.told = append(m.told, ev)
	var decisions []recipe.Decision
	for len(m.told) > 0 {
		next := m.told[0]
		m.told = m.told[1:]
		decisions = append(decisions, m.Send(next).Decisions...)
	}
	return decisions
}

func mailReply(id, more string) string {
	return one(id, `{"on":"new_item","all_topics":true`+more+`}`, `"filter":"mention.service == 'email'"`,
		`{"do":"reply","with":{"message":"Thank you","mode":"immediate","service":"email"}}`)
}

// Four recipes that answer a mail answer it four times, though each answer is told as a mention.
func TestRepliesStartNothing(t *testing.T) {
	m := newMailbox(t, mailReply("a", ""), mailReply("b", ""), mailReply("c", ""), mailReply("d", ""))
	m.mail("mail", ten)
	require.Equal(t, []string{"a", "b", "c", "d"}, m.replies)
	require.NotContains(t, m.log.String(), "stopped")
	m.mail("next", ten.Add(time.Hour))
	require.Len(t, m.replies, 8, "another mail is another first cause")
}

// Those that ask for what recipes send answer each other, each three times at most, and the log says once why that ended.
func TestRepliesThatAnswerEachOther(t *testing.T) {
	by := `,"by":["customer","agent","recipe"]`
	m := newMailbox(t, mailReply("a", by), mailReply("b", by), mailReply("c", by), mailReply("d", by))
	m.mail("mail", ten)
	for _, id := range []string{"a", "b", "c", "d"} {
		times := 0
		for _, r := range m.replies {
			if r == id {
				times++
			}
		}
		require.LessOrEqual(t, times, 3, id)
		require.GreaterOrEqual(t, times, 2, id)
	}
	require.Equal(t, 1, strings.Count(m.log.String(), "stopped"), m.log.String())
	require.Contains(t, m.log.String(), recipe.RanBefore)
	require.Contains(t, m.log.String(), "first=mail")
}

// A recipe with two replies sends two.
func TestOwnAnswers(t *testing.T) {
	two := func(more string) string {
		return one("thanks", `{"on":"case_mention","topics":["support"]`+more+`}`, "",
			`{"do":"private_reply","with":{"message":"Thank you, we are on it."}}`, `{"do":"private_reply","with":{"survey":"csat"}}`)
	}
	for name, more := range map[string]string{"by default": "", "that asks for its own": `,"by":["customer","recipe"]`} {
		t.Run(name, func(t *testing.T) {
			m := newMailbox(t, two(more))
			m.mail("mail", ten)
			require.Equal(t, []string{"thanks", "thanks"}, m.replies)
		})
	}
}

// Two assignments for one first cause tell two people.
func TestAssignedTwice(t *testing.T) {
	k := recipetest.New(t)
	var told []string
	var next []trigger.Event
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.Assign, in action.Input) error {
		ev := trigger.Event{ID: in.Key, Kind: trigger.CaseAssigned, At: in.At, Actor: trigger.Recipe, Cause: in.Cause(),
			Case: &trigger.Case{ID: "5", Topic: "support", Assigned: trigger.Assigned{Users: c.Users}}}
		next = append(next, ev)
		return nil
	})
	action.HandleFunc(k.Handlers, func(_ context.Context, c action.Notify, in action.Input) error {
		told = append(told, c.Users...)
		return nil
	})
	k.Load(set(
		one("robin", `{"on":"case_tag_added","tag":"new","all_topics":true}`, "", `{"do":"assign","with":{"users":["ann"]}}`),
		one("vip", `{"on":"case_tag_added","tag":"new","all_topics":true}`, "", `{"do":"assign","with":{"users":["gina"]}}`),
		one("tell", `{"on":"case_assigned","all_topics":true}`, "", `{"do":"notify","with":{"users":["{{ case.assigned.users[0] }}"],"channel":"push"}}`)))
	k.Send(tagged("e", ten, "new"))
	for len(next) > 0 {
		ev := next[0]
		next = next[1:]
		k.Send(ev)
	}
	require.Equal(t, []string{"ann", "gina"}, told)
}

func TestMaxRuns(t *testing.T) {
	t.Run("of one event", func(t *testing.T) {
		k := recipetest.New(t)
		k.Engine.MaxRuns = 2
		k.Load(set(newItem("a", tagA), newItem("b", tagA), newItem("c", tagA)))
		report := k.Send(customer("e", ten))
		require.Equal(t, []string{"a: fired", "b: fired", "c: loop_stopped too_many"}, outcomes(report.Decisions))
	})
	t.Run("over threads", func(t *testing.T) {
		k := recipetest.New(t)
		k.Engine.MaxRuns = 5
		fired, stopped := 0, 0
		var next []trigger.Event
		action.HandleFunc(k.Handlers, func(_ context.Context, c action.AddTags, in action.Input) error {
			for i := range 3 { // each run brings about an event in three other cases
				ev := tagged(fmt.Sprintf("%s/%d", in.Key, i), in.At, "go")
				ev.Case.ID, ev.Actor, ev.Cause = ev.ID, trigger.Recipe, in.Cause()
				next = append(next, ev)
			}
			return nil
		})
		k.Load(set(onTag("a", "go", tagA)))
		next = append(next, tagged("e", ten, "go"))
		for len(next) > 0 {
			ev := next[0]
			next = next[1:]
			for _, d := range k.Send(ev).Decisions {
				if d.Outcome == recipe.LoopStopped {
					require.Equal(t, recipe.TooMany, d.Reason)
					stopped++
				} else {
					fired++
				}
			}
		}
		require.Equal(t, 5, fired)
		require.Equal(t, 3*5+1-5, stopped)
	})
}

// The types and actors that start a recipe on messages.
func TestByAndTypes(t *testing.T) {
	type who struct {
		actor trigger.Actor
		typ   string
		cause bool
	}
	all := map[string]who{
		"customer":            {trigger.Customer, "inbox", false},
		"nobody named":        {"", "inbox", false},
		"agent":               {trigger.Agent, "sent", false},
		"sent by nobody":      {"", "sent", false},
		"system":              {trigger.System, "inbox", false},
		"bot":                 {trigger.Bot, "sent", false},
		"recipe":              {trigger.Recipe, "sent", false},
		"caused, nobody":      {"", "sent", true},
		"caused, a customer":  {"", "inbox", true},
		"a draft":             {trigger.Agent, "draft", false},
		"a note":              {trigger.Agent, "note", false},
		"for approval":        {trigger.Agent, "awaiting_approval", false},
		"scheduled":           {trigger.Agent, "scheduled", false},
		"a recipe's draft":    {trigger.Recipe, "draft", false},
		"an own type of mail": {trigger.Customer, "voicemail", false},
	}
	usual := []string{"customer", "nobody named", "agent", "sent by nobody", "system", "caused, a customer", "an own type of mail"}
	for _, tt := range []struct {
		name, more string
		want       []string
	}{
		{"by default", "", usual},
		{"by recipes", `,"by":"recipe"`, []string{"recipe", "caused, nobody"}},
		{"by customers", `,"by":["customer"]`, []string{"customer", "nobody named", "caused, a customer", "an own type of mail"}},
		{"drafts and notes", `,"types":["draft","note"]`, []string{"a draft", "a note"}},
		{"drafts of recipes", `,"types":"draft","by":["recipe","bot"]`, []string{"a recipe's draft"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, on := range []string{"new_item", "case_mention", "own"} {
				k := recipetest.New(t)
				k.Engine.Kinds = []trigger.OwnKind{{Name: "own", About: trigger.MentionItem, Message: true}}
				k.Load(set(one("r", `{"on":"`+on+`","all_topics":true`+tt.more+`}`, "", tagA)))
				var got []string
				for name, w := range all {
					ev := customer(name, ten)
					ev.Actor, ev.Mention.Type = w.actor, w.typ
					if on == "own" {
						ev.Kind = "own"
					}
					if w.cause {
						ev.Cause = trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "other", Item: trigger.Ref{Kind: "case", ID: "9"}}}}
					}
					if len(k.Engine.Plan(ev)) > 0 {
						got = append(got, name)
					}
				}
				require.ElementsMatch(t, tt.want, got, on)
			}
		})
	}
	t.Run("state that a recipe changes", func(t *testing.T) {
		k := recipetest.Load(t, set(onTag("r", "a", tagB), one("of agents", `{"on":"case_tag_added","all_topics":true,"by":"agent"}`, "", tagC)))
		ev := tagged("e", ten, "a")
		ev.Actor, ev.Cause = trigger.Recipe, trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "other", Item: trigger.Ref{Kind: "case", ID: "5"}}}}
		require.Equal(t, []string{"r: fired"}, outcomes(k.Send(ev).Decisions))
	})
	t.Run("each trigger of a list has its own default", func(t *testing.T) {
		k := recipetest.Load(t, set(one("r", `{"on":["case_mention","case_tag_added"],"all_topics":true}`, "", tagC)))
		sent, tag := customer("m", ten), tagged("t", ten, "a")
		sent.Mention.Type, sent.Actor, tag.Actor = "sent", trigger.Recipe, trigger.Recipe
		require.Empty(t, k.Engine.Plan(sent))
		require.Len(t, k.Engine.Plan(tag), 1)
	})
	t.Run("faults", func(t *testing.T) {
		e := recipe.Engine{Handlers: handlers()}
		err := e.Check(parse(t, set(
			one("a", `{"on":"new_item","all_topics":true,"by":["custmer","agent","agent"]}`, "", tagA),
			one("b", `{"on":"case_tag_added","all_topics":true,"types":["inbox"]}`, "", tagA))))
		require.ErrorContains(t, err, `did you mean customer?`)
		require.ErrorContains(t, err, `trigger.by[2]: "agent" is given already`)
		require.ErrorContains(t, err, `trigger.types: a case_tag_added trigger has none, leave it out`)
	})
}

func handlers() *action.Handlers {
	hs := new(action.Handlers)
	action.HandleAll(hs, func(context.Context, action.Config, action.Input) error { return nil })
	return hs
}

// A recipe with "stop" that runs keeps later ones from being asked, whatever becomes of its actions.
func TestStop(t *testing.T) {
	const mention = `{"on":"new_item","all_topics":true}`
	stop := func(id, more string, actions ...string) string {
		return one(id, mention, `"stop":true`+more, actions...)
	}
	for _, tt := range []struct {
		name  string
		first string
		want  []string
	}{
		{"it runs", stop("first", "", tagA), []string{"before: fired", "first: fired"}},
		{"its action does not apply", stop("first", "", `{"do":"reply","with":{"message":"x","mode":"draft","service":"fax"}}`),
			[]string{"before: fired", "first: skipped service_mismatch"}},
		{"its action waits", stop("first", "", `{"do":"add_tags","with":{"tags":["a"]},"after":"1h"}`), []string{"before: fired", "first: waiting"}},
		{"its filter does not match", stop("first", `,"filter":"mention.content == 'x'"`, tagA), []string{"before: fired", "after: fired"}},
		{"it is disabled", strings.Replace(stop("first", "", tagA), `"enabled":true`, `"enabled":false`, 1), []string{"before: fired", "after: fired"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(newItem("before", tagB), tt.first, newItem("after", tagC)))
			ev := customer("e", ten)
			explained := outcomes(k.Engine.Explain(ev))
			require.Equal(t, tt.want, outcomes(k.Send(ev).Decisions))
			require.Equal(t, !slices.Contains(tt.want, "after: fired"), slices.Contains(explained, "after: stopped"), explained)
		})
	}
	t.Run("it is ruled out by the event's own cause", func(t *testing.T) {
		k := recipetest.Load(t, set(one("first", `{"on":"case_tag_added","all_topics":true}`, `"stop":true`, tagA), onTag("after", "x", tagC)))
		ev := tagged("e", ten, "x")
		ev.Actor, ev.Cause = trigger.Recipe, trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "first", Item: trigger.Ref{Kind: "case", ID: "5"}}}}
		require.Equal(t, []string{"first: loop_stopped ran_before", "after: fired"}, outcomes(k.Send(ev).Decisions))
	})
	t.Run("as many have run as may", func(t *testing.T) {
		k := recipetest.New(t)
		k.Engine.MaxRuns = 1
		k.Load(set(newItem("before", tagB), stop("first", "", tagA), newItem("after", tagC)))
		require.Equal(t, []string{"before: fired", "first: loop_stopped too_many"}, outcomes(k.Send(customer("e", ten)).Decisions))
	})
}

// What a machine sent is not answered, unless the action says so.
func TestAutomatic(t *testing.T) {
	robot := func(id string, at time.Time) trigger.Event {
		ev := customer(id, at)
		ev.Mention.Automatic = true
		return ev
	}
	for _, tt := range []struct{ name, action, want string }{
		{"reply", `{"do":"reply","with":{"message":"x","mode":"immediate"}}`, "skipped automatic"},
		{"private reply", `{"do":"private_reply","with":{"message":"x"}}`, "skipped automatic"},
		{"public reply", `{"do":"public_reply","with":{"message":"x","profile":"p"}}`, "skipped automatic"},
		{"said to", `{"do":"private_reply","with":{"message":"x"},"to_automatic":true}`, "done"},
		{"a tag", tagA, "done"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := recipetest.Load(t, set(one("r", `{"on":"case_mention","all_topics":true}`, "", tt.action)))
			s := k.Send(robot("e", ten)).Decisions[0].Actions[0]
			require.Equal(t, tt.want, strings.TrimSpace(fmt.Sprint(s.Outcome, " ", s.Reason)))
		})
	}
	t.Run("of a case's event", func(t *testing.T) {
		k := recipetest.Load(t, set(onTag("r", "a", `{"do":"private_reply","with":{"message":"x"}}`)))
		ev := tagged("e", ten, "a")
		ev.Mention = robot("m", ten).Mention
		require.Equal(t, []string{"r: skipped automatic"}, outcomes(k.Send(ev).Decisions))
	})
	t.Run("when it comes due", func(t *testing.T) {
		k := recipetest.New(t)
		k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error { ev.Mention.Automatic = true; return nil }
		k.Load(set(one("r", `{"on":"case_mention","all_topics":true}`, "", `{"do":"private_reply","with":{"message":"x"},"after":"1h"}`)))
		k.Send(customer("e", ten))
		require.Equal(t, []string{"r/0 private_reply: skipped automatic"}, ends(k.Wait(2*time.Hour)))
	})
	t.Run("faults", func(t *testing.T) {
		e := recipe.Engine{Handlers: handlers()}
		err := e.Check(parse(t, set(newItem("a", `{"do":"add_tags","with":{"tags":["a"]},"to_automatic":true}`))))
		require.ErrorContains(t, err, "to_automatic: add_tags answers nobody")
	})
}
