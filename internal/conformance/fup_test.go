package conformance_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// bot is the chat in which it writes, and the systems that it polls.
type bot struct {
	*recipetest.Kitchen
	documents map[string]string // by source
	fetches   []string          // "09:00 tickets", and for a lookup the record as well
	chat      []string          // "09:00 ada on teams: text"
	channels  map[string]string // by user, the one they used last
	groups    map[string][]string
}

// poll is the trigger of the follow-ups here; more are further members of the poll.
func poll(more ...string) string {
	return `{"on":"poll","poll":{"source":"tickets","every":"30m","each":"items","key":"id"` + strings.Join(append([]string{""}, more...), ",") + `}}`
}

// write is the action that writes to a ticket's owner on teams; more are further members of the action.
func write(text string, more ...string) string {
	return `{"do":"message","with":{"to":{"user":"{{ record.owner }}"},"text":"` + text + `","channel":"teams"}` + strings.Join(append([]string{""}, more...), ",") + `}`
}

// hourly repeats an action every hour, three times.
const hourly = `"repeat":{"every":"60m","times":3}`

// follow runs follow-ups.
func follow(t *testing.T, recipes ...string) *bot {
	b := &bot{Kitchen: recipetest.New(t), documents: map[string]string{"tickets": `{"items":[]}`}}
	b.Engine.Sources = recipe.Sources{"tickets": b.source("tickets"), "people": b.source("people")}
	action.Handle(b.Handlers, action.Messenger{
		Send: func(_ context.Context, in action.Input, m action.Message, user, channel string) error {
			b.chat = append(b.chat, fmt.Sprintf("%s %s on %s: %s", in.At.Format("15:04"), user, channel, m.Text))
			return nil
		},
		LastChannel: func(_ context.Context, user string) (string, error) { return b.channels[user], nil },
		Members:     func(_ context.Context, group string) ([]string, error) { return b.groups[group], nil },
	})
	b.Load(set(recipes...))
	return b
}

func (b *bot) source(name string) recipe.Source {
	return func(_ context.Context, f recipe.Fetch) ([]byte, error) {
		fetch := b.Now().Format("15:04") + " " + name
		if f.Record != nil {
			record, err := json.Marshal(f.Record)
			if err != nil {
				return nil, err
			}
			fetch += " " + string(record)
		}
		b.fetches = append(b.fetches, fetch)
		return []byte(b.documents[name]), nil
	}
}

// day runs from 09:00 to 13:00; what the tickets are at an instant is told before the polls of that instant.
func (b *bot) day(items map[string]string) {
	for now := at("09:00"); !now.After(at("13:00")); now = now.Add(10 * time.Minute) {
		if list, ok := items[now.Format("15:04")]; ok {
			b.documents["tickets"] = `{"items":[` + list + `]}`
		}
		b.Until(now)
	}
}

// pollFaults returns where a follow-up has faults.
func pollFaults(t *testing.T, trigger, actions string) []string {
	var paths []string
	e := follow(t).Engine
	for _, f := range recipe.Faults(check(e, set(rule("r", trigger, actions)))) {
		paths = append(paths, f.Path)
	}
	return paths
}

func followUpRows() []row {
	const ticket = `{"id":"T1","owner":"ada","state":"waiting"}`
	return []row{
		{"FUP-01", "A follow-up has a name and is active or not; one that is not polls nothing and sends nothing.", func(t *testing.T) {
			b := follow(t, strings.Replace(rule("r", poll(), write("Hi")), `"enabled":true`, `"enabled":false`, 1))
			b.day(map[string]string{"09:00": ticket})
			require.Empty(t, b.fetches)
			require.Empty(t, b.chat)
			b = follow(t, rule("r", poll(), write("Hi")))
			b.day(map[string]string{"09:00": ticket})
			require.NotEmpty(t, b.fetches)
			require.Equal(t, []string{"09:00 ada on teams: Hi"}, b.chat)
			nameless := strings.Replace(rule("r", poll(), write("Hi")), `"The r recipe"`, `""`, 1)
			require.ErrorContains(t, check(b.Engine, set(nameless)), "recipe r: name: missing")
		}},
		{"FUP-02", "It polls every 10 to 7200 minutes.", func(t *testing.T) {
			for every, ok := range map[string]bool{"9m": false, "9m59s": false, "10m": true, "7200m": true, "5d": true, "7201m": false, "0s": false} {
				got := pollFaults(t, strings.Replace(poll(), "30m", every, 1), write("Hi"))
				require.Equal(t, ok, len(got) == 0, "%s: %v", every, got)
			}
			b := follow(t, rule("r", poll(), write("Hi")))
			b.Until(at("09:00"))
			b.Until(at("10:15"))
			require.Equal(t, []string{"09:00 tickets", "09:30 tickets", "10:00 tickets"}, b.fetches)
		}},
		{"FUP-03", "An integration is called at each poll and sets local, global and user attributes, which texts and filters read.", func(t *testing.T) {
			b := follow(t, rule("r", poll(`"set":{"local.a":"L {{ record.id }}","global.b":"G {{ record.id }}","user.c":"U {{ record.owner }}"}`),
				write("{{ local.a }}, {{ global.b }}, {{ user.c }}"), filtered("local.a != nil and global.b == 'G T2' and user.c != 'U eve'")))
			b.day(map[string]string{"09:00": ticket + `,{"id":"T2","owner":"eve"}`})
			require.Equal(t, []string{"09:00 ada on teams: L T1, G T2, U ada"}, b.chat)
			require.Len(t, b.fetches, 9, "each half hour from nine to one")
		}},
		{"FUP-04", "The looping element gives the records, and the reconciliation ID tells them apart from poll to poll.", func(t *testing.T) {
			b := follow(t, rule("r", poll(), write("{{ record.id }}")))
			b.day(map[string]string{"09:00": ticket + `,{"id":2,"owner":"bob"},{"id":"T3","owner":"cyd"}`})
			require.Equal(t, []string{"09:00 ada on teams: T1", "09:00 bob on teams: 2", "09:00 cyd on teams: T3"}, b.chat)
			require.Equal(t, []string{"trigger.poll.key"}, pollFaults(t, strings.Replace(poll(), `"key":"id"`, `"key":""`, 1), write("Hi")))
		}},
		{"FUP-05", "Records are JSON.", func(t *testing.T) {
			require.Equal(t, []string{"trigger.poll.type"}, pollFaults(t, poll(`"type":"xml"`), write("Hi")))
			require.Empty(t, pollFaults(t, poll(`"type":"json"`), write("Hi")))
			b := follow(t, rule("r", poll(), write("Hi")))
			b.documents["tickets"] = "<items/>"
			b.Until(at("09:00"))
			log := b.History.Find(history.Query{Action: "poll"})
			require.Len(t, log, 1)
			require.Contains(t, log[0].Error, "not JSON")
		}},
		{"FUP-06", "A user or a group gets the message; one of the two is required.", func(t *testing.T) {
			to := func(to string) string {
				return do("message", `{"to":`+to+`,"text":"Hi","channel":"teams"}`)
			}
			require.Equal(t, []string{"actions[0].with.to"}, pollFaults(t, poll(), to(`{}`)))
			require.Empty(t, pollFaults(t, poll(), to(`{"user":"u"}`)))
			require.Empty(t, pollFaults(t, poll(), to(`{"group":"g"}`)))
			b := follow(t, rule("user", poll(), to(`{"user":"{{ record.owner }}"}`)), rule("group", poll(), to(`{"group":"g"}`)))
			b.groups = map[string][]string{"g": {"bob", "cyd", "bob"}}
			b.day(map[string]string{"09:00": ticket})
			require.Equal(t, []string{"09:00 ada on teams: Hi", "09:00 bob on teams: Hi", "09:00 cyd on teams: Hi"}, b.chat)
		}},
		{"FUP-07", "Recipients may be looked up by a second integration, which is given what was extracted.", func(t *testing.T) {
			b := follow(t, rule("r", poll(`"set":{"local.who":"{{ record.owner }}"}`, `"lookup":{"source":"people","set":{"local.boss":"{{ lookup.manager }}"}}`),
				do("message", `{"to":{"user":"{{ local.boss }}"},"text":"{{ record.id }}","channel":"teams"}`)))
			b.documents["people"] = `{"manager":"mia"}`
			b.day(map[string]string{"09:00": ticket})
			require.Equal(t, []string{"09:00 mia on teams: T1"}, b.chat)
			require.Equal(t, `09:00 people {"source":"tickets","id":"T1","fields":{"id":"T1","owner":"ada","state":"waiting"},"polled":{"local":{"who":"ada"}}}`, b.fetches[1])
		}},
		{"FUP-08", "A message has a text, cards or images; at least one of them.", func(t *testing.T) {
			with := func(parts string) string {
				return do("message", `{"to":{"user":"ada"},"channel":"teams"`+parts+`}`)
			}
			require.Equal(t, []string{"actions[0].with.text"}, pollFaults(t, poll(), with("")))
			k := follow(t)
			var got []action.Message
			handlers := new(action.Handlers)
			action.HandleFunc(handlers, func(_ context.Context, m action.Message, _ action.Input) error {
				got = append(got, m)
				return nil
			})
			k.Engine.Handlers = handlers
			s, err := recipe.Decode([]byte(set(rule("r", poll(), with(`,"text":"{{ record.id }}"`)+","+
				with(`,"cards":[{"title":"{{ record.id }}","buttons":[{"label":"Approve","value":"approve {{ record.id }}"}]}]`)+","+
				with(`,"images":[{"url":"https://x.example.com/{{ record.id }}.png"}]`)))))
			require.NoError(t, err)
			require.NoError(t, k.Engine.Load(s))
			k.day(map[string]string{"09:00": ticket})
			require.Len(t, got, 3)
			require.Equal(t, "T1", got[0].Text)
			require.Equal(t, []action.Card{{Title: "T1", Buttons: []action.Button{{Label: "Approve", Value: "approve T1"}}}}, got[1].Cards)
			require.Equal(t, []action.Image{{URL: "https://x.example.com/T1.png"}}, got[2].Images)
		}},
		{"FUP-09", "It goes out on a named channel or on the one that the user used last, with a fallback.", func(t *testing.T) {
			on := func(channel string) string {
				return do("message", `{"to":{"group":"g"},"text":"Hi",`+channel+`}`)
			}
			for channel, want := range map[string][]string{
				`"channel":"sms"`:                          {"09:00 ada on sms: Hi", "09:00 bob on sms: Hi"},
				`"channel":"last_used","fallback":"email"`: {"09:00 ada on webchat: Hi", "09:00 bob on email: Hi"},
				`"channel":"last_used"`:                    {"09:00 ada on webchat: Hi"},
			} {
				b := follow(t, rule("r", poll(), on(channel)))
				b.groups, b.channels = map[string][]string{"g": {"ada", "bob"}}, map[string]string{"ada": "webchat"}
				b.day(map[string]string{"09:00": ticket})
				require.Equal(t, want, b.chat, channel)
			}
			b := follow(t, rule("r", poll(), do("message", `{"to":{"user":"bob"},"text":"Hi","channel":"last_used"}`)))
			b.day(map[string]string{"09:00": ticket})
			require.Empty(t, b.chat)
			log := b.History.Find(history.Query{Outcome: "skipped"})
			require.Len(t, log, 1)
			require.Equal(t, "no_channel", log[0].Reason)
		}},
		{"FUP-10", "It notifies every 10 to 7200 minutes.", func(t *testing.T) {
			for every, ok := range map[string]bool{"9m": false, "10m": true, "7200m": true, "7201m": false} {
				got := pollFaults(t, poll(), write("Hi", `"repeat":{"every":"`+every+`","times":3}`))
				require.Equal(t, ok, len(got) == 0, "%s: %v", every, got)
			}
		}},
		{"FUP-11", "There are 1 to 10 attempts.", func(t *testing.T) {
			for times, ok := range map[int]bool{-1: false, 0: false, 1: true, 10: true, 11: false} {
				got := pollFaults(t, poll(), write("Hi", fmt.Sprintf(`"repeat":{"every":"10m","times":%d}`, times)))
				require.Equal(t, ok, len(got) == 0, "%d: %v", times, got)
			}
		}},
		{"FUP-12", "It repeats at its frequency until the attempts are used up or the record is gone, with the latest data.", func(t *testing.T) {
			for name, c := range map[string]struct {
				items map[string]string
				want  []string
			}{
				"used up": {map[string]string{"09:00": ticket}, []string{"09:00 ada on teams: waiting", "10:00 ada on teams: waiting", "11:00 ada on teams: waiting"}},
				"gone":    {map[string]string{"09:00": ticket, "10:30": ""}, []string{"09:00 ada on teams: waiting", "10:00 ada on teams: waiting"}},
				"changed": {map[string]string{"09:00": ticket, "09:30": `{"id":"T1","owner":"bob","state":"late"}`},
					[]string{"09:00 ada on teams: waiting", "10:00 bob on teams: late", "11:00 bob on teams: late"}},
			} {
				b := follow(t, rule("r", poll(), write("{{ record.state }}", hourly)))
				b.day(c.items)
				require.Equal(t, c.want, b.chat, name)
			}
		}},
		{"FUP-13", "Its conditions look at what was fetched; a record that does not meet them gets no notice.", func(t *testing.T) {
			b := follow(t, rule("r", poll(), write("{{ record.id }}", hourly), filtered("record.state == 'waiting'")))
			b.day(map[string]string{"09:00": ticket + `,{"id":"T2","owner":"bob","state":"done"}`, "09:30": `{"id":"T1","owner":"ada","state":"done"},{"id":"T2","owner":"bob","state":"waiting"}`,
				"10:00": `{"id":"T2","owner":"bob","state":"done"}`})
			require.Equal(t, []string{"09:00 ada on teams: T1", "09:30 bob on teams: T2"}, b.chat)
		}},
		{"FUP-14", "The history says in its own words that a notification was sent.", func(t *testing.T) {
			b := follow(t, rule("r", poll(), write("Hi")))
			b.day(map[string]string{"09:00": ticket})
			log := b.History.Log(trigger.Ref{Kind: "record", ID: "T1"})
			require.Len(t, log, 2)
			require.Equal(t, "recipe_triggered", log[0].Action)
			require.Equal(t, "Follow-up Notification Sent", log[1].Action)
			require.Equal(t, "The bot has dispatched the informational or actionable follow-up notifications to the user on the channel", log[1].Description)
		}},
		{"FUP-15", "It is found among the conversations that the bot began, and counts as no session.", func(t *testing.T) {
			b := follow(t, rule("r", poll(), write("Hi", hourly)), rule("other", newItem, tag("a")))
			b.day(map[string]string{"09:00": ticket})
			b.Send(arrives("14:00", message("m1", "Hello")))
			log := b.History.Find(history.Query{InitiatedBy: "bot"})
			require.Len(t, log, 3)
			for _, e := range log {
				require.Equal(t, history.FollowUpSent, e.Action)
				require.Equal(t, trigger.Bot, e.Actor.Kind)
			}
			shown, err := json.Marshal(log[0])
			require.NoError(t, err)
			require.Contains(t, string(shown), `"initiated_by":"bot"`)
			require.NotContains(t, string(shown), "session", "nothing counts it as one")
		}},
		{"FUP-16", "Selected follow-ups or all of them are exported to one archive, with polling, integrations, attributes, schedule and channel.", func(t *testing.T) {
			b := follow(t)
			s := five(t)
			for want, ids := range map[int][]string{2: {"r2", "r4"}, 5: nil} {
				var out bytes.Buffer
				require.NoError(t, archive.Export(&out, s, b.Handlers, ids...))
				z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
				require.NoError(t, err)
				n := 0
				for _, f := range z.File {
					r, err := f.Open()
					require.NoError(t, err)
					data, err := io.ReadAll(r)
					require.NoError(t, err)
					if strings.HasPrefix(f.Name, "recipes/") {
						n++
						var doc recipe.Recipe
						require.NoError(t, json.Unmarshal(data, &doc))
						p, a := doc.Trigger.Poll, doc.Actions[0]
						require.Equal(t, []string{"30m", "tickets", "people", "{{ record.owner }}", "1h", "3"},
							[]string{p.Every.String(), p.Source, p.Lookup.Source, p.Set["local.who"], a.Repeat.Every.String(), fmt.Sprint(a.Repeat.Times)})
						require.Contains(t, string(a.With), `"teams"`)
					} else if f.Name == "manifest.json" {
						require.Regexp(t, `"sources": *\[\s*"people",\s*"tickets"\s*\]`, string(data))
					}
				}
				require.Equal(t, want, n)
			}
		}},
		{"FUP-17", "An archive is imported into another system: the same configuration, inactive, and what it needs is told.", func(t *testing.T) {
			b := follow(t)
			s := five(t)
			var out bytes.Buffer
			require.NoError(t, archive.Export(&out, s, b.Handlers))
			got, report, err := archive.Import(&out, recipe.Set{})
			require.NoError(t, err)
			require.Equal(t, []string{"people", "tickets"}, report.Sources)
			for i := range s.Recipes {
				require.False(t, got.Recipes[i].Enabled)
				got.Recipes[i].Enabled = true
			}
			want, err := json.Marshal(s)
			require.NoError(t, err)
			have, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(have))
			require.NoError(t, b.Engine.Load(got))
		}},
		{"FUP-18", "The six use cases: approvals with a card to approve or reject, missing information, resolved tickets, new tickets, opportunities, requests.", func(t *testing.T) {
			files, err := filepath.Glob("../../examples/replay/followups/*.json")
			require.NoError(t, err)
			require.Len(t, files, 6)
			for _, file := range files {
				data, err := os.ReadFile(file)
				require.NoError(t, err)
				s, err := recipe.Decode(data)
				require.NoError(t, err, file)
				e := follow(t).Engine
				for _, r := range s.Recipes {
					require.Equal(t, trigger.List[string]{trigger.OnPoll}, r.Trigger.On, file)
					e.Sources[r.Trigger.Poll.Source] = e.Sources["tickets"]
					if l := r.Trigger.Poll.Lookup; l != nil {
						e.Sources[l.Source] = e.Sources["people"]
					}
				}
				require.NoError(t, e.Load(s), file)
			}
			approvals, err := os.ReadFile("../../examples/replay/followups/approvals.json")
			require.NoError(t, err)
			require.Contains(t, string(approvals), `"Approve"`)
			require.Contains(t, string(approvals), `"Reject"`)
		}},
	}
}

// five is a set of five follow-ups with everything that one can have.
func five(t *testing.T) recipe.Set {
	var recipes []string
	for i := range 5 {
		recipes = append(recipes, rule(fmt.Sprintf("r%d", i), poll(`"set":{"local.who":"{{ record.owner }}"}`,
			`"lookup":{"source":"people","set":{"local.boss":"{{ lookup.manager }}"}}`), write("Hi", hourly), filtered("record.state == 'waiting'")))
	}
	s, err := recipe.Decode([]byte(set(recipes...)))
	require.NoError(t, err)
	s.Filters, s.Calendars = nil, nil // which none of them needs
	return s
}
