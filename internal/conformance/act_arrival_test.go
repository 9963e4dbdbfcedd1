package conformance_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// calls are what a host was asked to do.
type calls []string

func (c *calls) add(in action.Input, words ...string) error {
	*c = append(*c, in.Item.String()+": "+strings.Join(words, " "))
	return nil
}

// assign is a host's function that gives an item to somebody.
func (c *calls) assign(_ context.Context, in action.Input, to trigger.Assigned) error {
	var words []string
	if len(to.Users) > 0 {
		words = append(words, "users "+strings.Join(to.Users, "+"))
	}
	if len(to.Teams) > 0 {
		words = append(words, "teams "+strings.Join(to.Teams, "+"))
	}
	return c.add(in, words...)
}

// telling is a kitchen whose host can push and mail.
func telling(t *testing.T, told *calls, actions string) *recipetest.Kitchen {
	t.Helper()
	by := func(channel string) func(context.Context, action.Input, action.Notify, string) error {
		return func(_ context.Context, in action.Input, _ action.Notify, user string) error {
			return told.add(in, channel, user)
		}
	}
	k := recipetest.New(t)
	action.Handle(k.Handlers, action.Notifier{Push: by("push"), Email: by("email")})
	k.Load(set(rule("r", newItem, actions)))
	return k
}

// counted sends a mention at each instant to a recipe that notifies, and returns what was told until another.
func counted(t *testing.T, with string, arrivals ...string) func(until string) []string {
	t.Helper()
	var told []string
	k := recipetest.New(t)
	action.Handle(k.Handlers, action.Notifier{Push: func(_ context.Context, in action.Input, _ action.Notify, _ string) error {
		told = append(told, fmt.Sprintf("%s %d new", in.At.Format("15:04"), len(in.Digest)))
		return nil
	}})
	k.Load(set(rule("r", newItem, do("notify", `{"users":["7"],"channel":"push",`+with+`}`))))
	for i, clock := range arrivals {
		ev := arrives(clock, message(fmt.Sprint("m", i), "Hello"))
		k.Send(ev)
	}
	return func(until string) []string {
		k.Until(at(until))
		return told
	}
}

// desk is what a host knows of Ada's conversation, and what it was asked and told.
type desk struct {
	last     action.Handled // who handled it, and when
	since    time.Time
	assigned calls
}

// smart is a kitchen whose host looks at the desk.
func (d *desk) smart(t *testing.T, within string) *recipetest.Kitchen {
	t.Helper()
	k := recipetest.New(t)
	action.Handle(k.Handlers, action.SmartAssigner{
		LastHandler: func(_ context.Context, contact string, since time.Time) (action.Handled, bool, error) {
			d.since = since
			return d.last, contact == "ada", nil
		},
		Assign: d.assigned.assign,
	})
	k.Load(set(rule("r", newItem, do("smart_assign", `{"within":"`+within+`"}`))))
	return k
}

func arrivalRows() []row {
	return []row{
		{"ACT-01", "A notification goes out by push, by e-mail or by both.", func(t *testing.T) {
			for channel, want := range map[string]calls{
				"push":  {"mention/m1: push 7"},
				"email": {"mention/m1: email 7"},
				"both":  {"mention/m1: push 7", "mention/m1: email 7"},
			} {
				var told calls
				k := telling(t, &told, do("notify", `{"users":["7"],"channel":"`+channel+`"}`))
				k.Send(arrives("10:00", message("m1", "Hello")))
				require.Equal(t, want, told, channel)
			}
			fax := do("notify", `{"users":["7"],"channel":"fax"}`)
			require.Equal(t, []string{"actions[0].with.channel"}, faults(t, rule("r", newItem, fax)))
		}},
		{"ACT-02", "A notification reaches each of the selected users; there must be some.", func(t *testing.T) {
			var told calls
			k := telling(t, &told, do("notify", `{"users":["7","9"],"channel":"push"}`))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, calls{"mention/m1: push 7", "mention/m1: push 9"}, told)
			nobody := do("notify", `{"users":[],"channel":"push"}`)
			require.Equal(t, []string{"actions[0].with.users"}, faults(t, rule("r", newItem, nobody)))
		}},
		{"ACT-03", "A notification can wait until so many items have arrived, and then tells of all of them.", func(t *testing.T) {
			sent := counted(t, `"after_count":3`, "10:00", "10:20", "10:40")
			require.Equal(t, []string{"10:40 3 new"}, sent("10:40"))
			tooFew := do("notify", `{"users":["7"],"channel":"push","after_count":-1}`)
			require.Equal(t, []string{"actions[0].with.after_count"}, faults(t, rule("r", newItem, tooFew)))
		}},
		{"ACT-04", "A notification is sent at most every so often; what arrives meanwhile is told with the next.", func(t *testing.T) {
			sent := counted(t, `"after_count":3,"at_most_every":"1h"`, "10:00", "10:00", "10:00", "10:00", "10:00", "10:00")
			require.Equal(t, []string{"10:00 3 new", "11:00 3 new"}, sent("15:00"))
		}},
		{"ACT-05", "Mentions and cases can be marked as resolved.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, do("resolve", `{}`)))
			k.Send(arrives("10:00", message("m1", "Hello")), opens("10:01", matter("5")))
			require.Equal(t, []string{`resolve mention/m1 {}`, `resolve case/5 {}`}, k.Done())
		}},
		{"ACT-06", "What arrives is assigned to a user or to a team, not to both.", func(t *testing.T) {
			var assigned calls
			k := recipetest.New(t)
			action.Handle(k.Handlers, action.Assigner{Assign: assigned.assign})
			k.Load(set(
				rule("mentions", newItem, do("assign", `{"users":["7"]}`), filtered("event.kind == 'mention_created'")),
				rule("cases", newItem, do("assign", `{"teams":["3"]}`), filtered("event.kind == 'case_created'"))))
			k.Send(arrives("10:00", message("m1", "Hello")), opens("10:01", matter("5")))
			require.Equal(t, calls{"mention/m1: users 7", "case/5: teams 3"}, assigned)
			require.Equal(t, []string{"actions[0].with.teams"},
				faults(t, rule("r", newItem, do("assign", `{"users":["7"],"teams":["3"],"pick":"all"}`))))
			require.Equal(t, []string{"actions[0].with.users"}, faults(t, rule("r", newItem, do("assign", `{}`))))
		}},
		{"ACT-07", "Smart assign gives the item to whoever handled the same contact lately, an agent or a team.", func(t *testing.T) {
			for last, want := range map[action.Handled]string{
				{User: "7", At: at("08:00")}: "mention/m1: users 7",
				{Team: "3", At: at("08:00")}: "mention/m1: teams 3",
			} {
				d := desk{last: last}
				require.Equal(t, []string{"done"}, outcomes(d.smart(t, "3h").Send(arrives("10:00", message("m1", "Hello")))))
				require.Equal(t, calls{want}, d.assigned)
			}
		}},
		{"ACT-08", "Smart assign looks back 3 hours, 24 hours, 2 days, 3 days or a week, nothing else.", func(t *testing.T) {
			for within, since := range map[string]string{
				"3h": "2026-01-05T07:00:00Z", "24h": "2026-01-04T10:00:00Z", "2d": "2026-01-03T10:00:00Z",
				"3d": "2026-01-02T10:00:00Z", "1w": "2025-12-29T10:00:00Z",
			} {
				var d desk
				d.smart(t, within).Send(arrives("10:00", message("m1", "Hello")))
				require.Equal(t, instant(since), d.since, within)
			}
			for _, within := range []string{"12h", "1d", "168h", "72h", ""} {
				require.Equal(t, []string{"actions[0].with.within"},
					faults(t, rule("r", newItem, do("smart_assign", `{"within":"`+within+`"}`))), within)
			}
		}},
		{"ACT-09", "Smart assign does nothing when nobody handled the contact within the window.", func(t *testing.T) {
			for _, c := range []struct {
				name, contact, handled, outcome string
			}{
				{"four hours ago", "ada", "06:00", "skipped no_recent_handler"},
				{"a second too long ago", "ada", "06:59:59", "skipped no_recent_handler"},
				{"three hours ago to the second", "ada", "07:00", "done"},
				{"another contact", "bob", "09:00", "skipped no_recent_handler"},
				{"no known contact", "", "09:00", "skipped no_contact"},
			} {
				d := desk{last: action.Handled{User: "7", At: at(c.handled)}}
				m := with(message("m1", "Hello"), func(m *trigger.Mention) { m.Contact.ID = c.contact })
				require.Equal(t, []string{c.outcome}, outcomes(d.smart(t, "3h").Send(arrives("10:00", m))), c.name)
				require.Equal(t, c.outcome == "done", len(d.assigned) == 1, c.name)
			}
		}},
	}
}
