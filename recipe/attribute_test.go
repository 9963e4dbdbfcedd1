package recipe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// withLookup polls, looks the manager up and writes to them.
const withLookup = `{"id":"managers","name":"Managers","enabled":true,
	"trigger":{"on":"poll","poll":{"source":"itsm","every":"30m","each":"result.items","key":"number",
		"set":{"local.who":"{{ record.owner.id }}","global.last":"{{ record.number }}","user.site":"{{ record.owner.site }}"},
		"lookup":{"source":"people","set":{"local.boss":"{{ lookup.manager.mail }}"}}}},
	"filter":"local.who != 'nobody' and global.last != nil",
	"actions":[{"do":"message","with":{"to":{"user":"{{ local.boss }}"},"channel":"teams",
		"text":"{{ record.number }} of {{ local.who }} at {{ user.site }}, {{ lookup.manager.name }}; last {{ global.last }}"},
		"repeat":{"every":"1h","times":2}}]}`

func owned(number, owner string) string {
	return fmt.Sprintf(`{"number":%q,"owner":{"id":%q,"site":"Ghent"}}`, number, owner)
}

// people is a source that knows everybody's manager.
type people struct {
	asked []string
	doc   string
	err   error
}

func (p *people) fetch(_ context.Context, f recipe.Fetch) ([]byte, error) {
	p.asked = append(p.asked, fmt.Sprintf("%s: %s for %s", f.Recipe, f.Record.ID, f.Record.Polled.Local["who"]))
	if p.doc != "" || p.err != nil {
		return []byte(p.doc), p.err
	}
	return fmt.Appendf(nil, `{"manager":{"name":"Boss of %s","mail":"boss-%[1]s"}}`, f.Record.Polled.Local["who"]), nil
}

func managed(t *testing.T, recipes ...string) (*recipetest.Kitchen, *feed, *people) {
	k := recipetest.New(t)
	f, p := &feed{now: k.Now}, new(people)
	k.Engine.Sources = recipe.Sources{"itsm": f.fetch, "people": p.fetch}
	k.Load(set(recipes...))
	return k, f, p
}

func TestAttributesAndLookup(t *testing.T) {
	k, f, p := managed(t, withLookup)
	f.items = []string{owned("INC1", "ada"), owned("INC2", "nobody"), owned("INC3", "bob")}
	k.Until(nine)
	require.Equal(t, []string{"managers: INC1 for ada", "managers: INC3 for bob"}, p.asked, "only for those that match")
	require.Equal(t, []string{
		"09:00 INC1 of ada at Ghent, Boss of ada; last INC3",
		"09:00 INC3 of bob at Ghent, Boss of bob; last INC3",
	}, sent(k))
	var with action.Message
	require.NoError(t, json.Unmarshal(k.Calls()[0].With, &with))
	require.Equal(t, "boss-ada", with.To.User)

	k.Until(nine.Add(30 * time.Minute))
	require.Len(t, p.asked, 2, "nothing has changed")
	f.items[0] = owned("INC1", "cyd")
	f.items[2] = owned("INC4", "nobody")
	k.Until(nine.Add(2 * time.Hour))
	require.Equal(t, []string{"managers: INC1 for cyd"}, p.asked[2:])
	require.Equal(t, []string{"10:00 INC1 of cyd at Ghent, Boss of cyd; last INC4"}, sent(k)[2:], "the latest data, and globals are everybody's")
}

// Global attributes are seen by every recipe that polls.
func TestGlobalAttributes(t *testing.T) {
	reader := `{"id":"reader","name":"Reader","enabled":true,"trigger":{"on":"poll","poll":{"source":"itsm","every":"30m","each":"result.items","key":"number"}},
		"filter":"global.last == 'INC9'","actions":[{"do":"slack","with":{"channel":"#a","text":"{{ record.number }} {{ global.last }} {{ local.who }}"}}]}`
	k, f, _ := managed(t, withLookup, reader)
	f.items = []string{owned("INC9", "nobody")}
	k.Until(nine)
	require.Equal(t, []string{"09:00 INC9 INC9 "}, sent(k))
}

// A lookup that fails leaves its record as it was; the next poll asks again.
func TestLookupFails(t *testing.T) {
	for _, tt := range []struct {
		name, doc string
		err       error
		want      string
	}{
		{"error", "", errors.New("no route"), "record INC1: source people: no route"},
		{"not JSON", "<a/>", nil, "record INC1: source people: not JSON, at byte 1: invalid character '<' looking for beginning of value"},
		{"a list", "[]", nil, "record INC1: source people: not an object"},
		{"null", "null", nil, "record INC1: source people: not an object"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, f, p := managed(t, withLookup)
			f.items = []string{owned("INC1", "ada")}
			p.doc, p.err = tt.doc, tt.err
			k.Until(nine)
			require.Empty(t, sent(k))
			log := k.History.Find(history.Query{Action: "poll"})
			require.Len(t, log, 1)
			require.Equal(t, tt.want, log[0].Error)
			p.doc, p.err = "", nil
			k.Until(nine.Add(30 * time.Minute))
			require.Equal(t, []string{"09:30 INC1 of ada at Ghent, Boss of ada; last INC1"}, sent(k))

			f.items = []string{owned("INC1", "bob")}
			p.doc, p.err = tt.doc, tt.err
			k.Until(nine.Add(90 * time.Minute))
			require.Equal(t, []string{"10:30 INC1 of ada at Ghent, Boss of ada; last INC1"}, sent(k)[1:], "as it was")
		})
	}
}

func TestSourcePanics(t *testing.T) {
	k := recipetest.New(t)
	k.Engine.Sources = recipe.Sources{"itsm": func(context.Context, recipe.Fetch) ([]byte, error) { panic("boom") }}
	k.Load(set(approvals))
	k.Until(nine)
	log := k.History.Find(history.Query{Action: "poll"})
	require.Len(t, log, 1)
	require.Equal(t, "source itsm: panic: boom", log[0].Error)
}

func TestPollFaults(t *testing.T) {
	const trigger = `{"source":"itsm","every":"30m","each":"result.items","key":"number"}`
	poll := func(p string) string {
		return strings.Replace(approvals, trigger, p, 1)
	}
	for _, tt := range []struct{ poll, want string }{
		{`{"source":"itsm","every":"10m","key":"number","type":"json"}`, ""},
		{`{"source":"itsm","every":"7200m","key":"a.b","each":"x","set":{"local.a":"x {{ record.b }}"}}`, ""},
		{`{"source":"itsm","every":"9m","key":"number"}`, "trigger.poll.every: 9m is not from 10m to 5d"},
		{`{"source":"itsm","every":"7201m","key":"number"}`, "trigger.poll.every: 5d1m is not from 10m to 5d"},
		{`{"source":"itsm","every":"30m","key":"number","type":"xml"}`, `trigger.poll.type: "xml" is not json, the only type there is`},
		{`{"source":"itsm","every":"30m"}`, "trigger.poll.key: missing; give the path of the text or number that identifies a record"},
		{`{"source":"itsm","every":"30m","key":"a..b","each":"."}`,
			"trigger.poll.each: \".\" has an empty part; want names joined by dots\nrecipe approvals: trigger.poll.key: \"a..b\" has an empty part; want names joined by dots"},
		{`{"every":"30m","key":"number"}`, "trigger.poll.source: missing"},
		{`{"source":"crm","every":"30m","key":"number"}`, `trigger.poll.source: no source "crm"; there is itsm, people`},
		{`{"source":"itsm","every":"30m","key":"number","lookup":{"source":"crm"}}`, `trigger.poll.lookup.source: no source "crm"; there is itsm, people`},
		{`{"source":"itsm","every":"30m","key":"number","lookup":{}}`, "trigger.poll.lookup.source: missing"},
		{`{"source":"itsm","every":"30m","key":"number","set":{"who":"x"}}`,
			`trigger.poll.set: "who" is not local, global or user and the name of an attribute, such as local.approver`},
		{`{"source":"itsm","every":"30m","key":"number","set":{"local.who":"{{ recrd.x }}"}}`,
			`trigger.poll.set.local.who: line 1, column 4: unknown field recrd.x`},
		{`{"source":"itsm","every":"30m","key":"number","lookup":{"source":"people","set":{"local.state":"x"}},"set":{}}`, ""},
		{`null`, "trigger.poll: missing; a poll trigger needs one"},
	} {
		k, _, _ := managed(t)
		err := k.Engine.Check(parse(t, set(poll(tt.poll))))
		if tt.want == "" {
			require.NoError(t, err, tt.poll)
			continue
		}
		require.EqualError(t, err, "recipe approvals: "+tt.want)
	}
}

// The filter is asked before the lookup, so one that reads what it finds would never match.
func TestFilterOnLookup(t *testing.T) {
	for filter, want := range map[string]string{
		"lookup.site == 'Ghent'":                     "reads lookup",
		"not (local.boss == 'x')":                    "reads local.boss",
		"record.lookup == 'lookup' and local.bosses": "",
		`record.state == \"lookup.site\"`:            "",
		"local.who != nil":                           "",
	} {
		k, _, _ := managed(t)
		err := k.Engine.Check(parse(t, set(strings.Replace(withLookup, "local.who != 'nobody' and global.last != nil", filter, 1))))
		if want == "" {
			require.NoError(t, err, filter)
			continue
		}
		require.EqualError(t, err, "recipe managers: filter: "+want+", and the filter is asked before the lookup")
	}
}
