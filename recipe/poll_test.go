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

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// approvals chases an approver every hour, three times, and polls every half hour.
const approvals = `{"id":"approvals","name":"Chase approvals","enabled":true,
	"trigger":{"on":"poll","poll":{"source":"itsm","every":"30m","each":"result.items","key":"number"}},
	"filter":"record.state == 'waiting'",
	"actions":[{"do":"message","with":{"to":{"user":"{{ record.approver }}"},"text":"{{ record.number }}: {{ record.title }}","channel":"teams"},
		"repeat":{"every":"60m","times":3}}]}`

// nine is one hour before ten.
var nine = ten.Add(-time.Hour)

// feed is a source whose document a test sets.
type feed struct {
	items []string
	doc   string // instead of the items
	err   error
	calls []time.Time
	now   func() time.Time
}

func (f *feed) fetch(context.Context, recipe.Fetch) ([]byte, error) {
	f.calls = append(f.calls, f.now())
	if f.doc != "" || f.err != nil {
		return []byte(f.doc), f.err
	}
	return []byte(`{"result":{"items":[` + strings.Join(f.items, ",") + `]}}`), nil
}

// ticket is a record that waits for Ada.
func ticket(number, title string) string {
	return fmt.Sprintf(`{"number":%q,"state":"waiting","approver":"ada","title":%q}`, number, title)
}

// polled returns a kitchen with the recipes, and the source that they poll.
func polled(t *testing.T, recipes ...string) (*recipetest.Kitchen, *feed) {
	k := recipetest.New(t)
	f := &feed{now: k.Now}
	k.Engine.Sources = recipe.Sources{"itsm": f.fetch}
	k.Load(set(recipes...))
	return k, f
}

// sent returns the messages as "09:00 INC1: text".
func sent(k *recipetest.Kitchen) []string {
	texts := []string{}
	for _, c := range k.Calls() {
		var with struct{ Text string }
		if err := json.Unmarshal(c.With, &with); err != nil {
			panic(err)
		}
		texts = append(texts, c.At.Format("15:04")+" "+with.Text)
	}
	return texts
}

// The timeline of a follow-up: poll every 30 minutes, notify every 60, three attempts.
func TestFollowUp(t *testing.T) {
	for _, tt := range []struct {
		name string
		at   map[string][]string // the records from that poll on
		want []string
	}{
		{"three attempts and no fourth", map[string][]string{"09:00": {ticket("INC1", "Laptop")}},
			[]string{"09:00 INC1: Laptop", "10:00 INC1: Laptop", "11:00 INC1: Laptop"}},
		{"gone at the poll of 10:30", map[string][]string{"09:00": {ticket("INC1", "Laptop")}, "10:30": {}},
			[]string{"09:00 INC1: Laptop", "10:00 INC1: Laptop"}},
		{"gone at the poll of the very instant", map[string][]string{"09:00": {ticket("INC1", "Laptop")}, "10:00": {}},
			[]string{"09:00 INC1: Laptop"}},
		{"changed at 09:30", map[string][]string{"09:00": {ticket("INC1", "Laptop")}, "09:30": {ticket("INC1", "Phone")}},
			[]string{"09:00 INC1: Laptop", "10:00 INC1: Phone", "11:00 INC1: Phone"}},
		{"does not match any more", map[string][]string{"09:00": {ticket("INC1", "Laptop")},
			"09:30": {`{"number":"INC1","state":"approved","approver":"ada","title":"Laptop"}`}},
			[]string{"09:00 INC1: Laptop"}},
		{"gone, and back again", map[string][]string{"09:00": {ticket("INC1", "Laptop")}, "09:30": {}, "10:30": {ticket("INC1", "Laptop")}},
			[]string{"09:00 INC1: Laptop", "10:30 INC1: Laptop", "11:30 INC1: Laptop", "12:30 INC1: Laptop"}},
		{"one more", map[string][]string{"09:00": {ticket("INC1", "Laptop")}, "09:30": {ticket("INC2", "Phone"), ticket("INC1", "Laptop")}},
			[]string{"09:00 INC1: Laptop", "09:30 INC2: Phone", "10:00 INC1: Laptop", "10:30 INC2: Phone", "11:00 INC1: Laptop", "11:30 INC2: Phone"}},
		{"the last one of a key counts", map[string][]string{"09:00": {ticket("INC1", "Old"), ticket("INC1", "New")}, "10:30": {}},
			[]string{"09:00 INC1: New", "10:00 INC1: New"}},
		{"later", map[string][]string{"09:00": {}, "10:00": {ticket("INC1", "Laptop")}, "10:30": {}}, []string{"10:00 INC1: Laptop"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, f := polled(t, approvals)
			for at := nine; at.Before(nine.Add(5 * time.Hour)); at = at.Add(30 * time.Minute) {
				if items, ok := tt.at[at.Format("15:04")]; ok {
					f.items = items
				}
				k.Until(at)
			}
			require.Equal(t, tt.want, sent(k))
			keys := map[string]bool{}
			for _, c := range k.Calls() {
				keys[c.Key] = true
			}
			require.Len(t, keys, len(tt.want), "every attempt has a key of its own")
		})
	}
}

// A poll that fails changes nothing, whatever the way it fails in; it is reported, recorded, and made again.
func TestFailedPoll(t *testing.T) {
	for _, tt := range []struct {
		name, doc string
		err       error
		want      string
	}{
		{"error", "", errors.New("503"), "source itsm: 503"},
		{"nothing", "\n", nil, "source itsm: not JSON, at byte 1: unexpected end of JSON input"},
		{"xml", "<a/>", nil, "source itsm: not JSON, at byte 1: invalid character '<' looking for beginning of value"},
		{"cut off", `{"result":{"items":[{"number":"INC1"`, nil, "source itsm: not JSON, at byte 36: unexpected end of JSON input"},
		{"two documents", `{"result":{"items":[]}}{}`, nil, "source itsm: not JSON, at byte 24: invalid character '{' after top-level value"},
		{"no list", `{"result":{"items":{}}}`, nil, "source itsm: each: result.items is not a list"},
		{"null", `{"result":{"items":null}}`, nil, "source itsm: each: result.items is not a list"},
		{"not there", `{"result":{}}`, nil, "source itsm: each: result.items is not there"},
		{"another shape", `{"result":[]}`, nil, "source itsm: each: result is not an object"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, f := polled(t, approvals)
			f.items = []string{ticket("INC1", "Laptop")}
			k.Until(nine)
			rows := k.Rows()
			f.doc, f.err = tt.doc, tt.err
			k.Until(nine.Add(29 * time.Minute))
			k.Sleep(nine.Add(30 * time.Minute))
			require.Equal(t, rows, k.Rows())
			log := k.History.Find(history.Query{Item: trigger.Ref{Kind: "recipe", ID: "approvals"}})
			require.Len(t, log, 1)
			require.Equal(t, []string{"poll", "failed", tt.want}, []string{log[0].Action, log[0].Outcome, log[0].Error})
			k.Until(nine.Add(59 * time.Minute))
			require.Len(t, f.calls, 4, "again after ten minutes, and at the next regular time")
			f.doc, f.err = "", nil
			k.Until(nine.Add(4 * time.Hour))
			require.Equal(t, []string{"09:00 INC1: Laptop", "10:00 INC1: Laptop", "11:00 INC1: Laptop"}, sent(k))
		})
	}
}

func TestHugePoll(t *testing.T) {
	for doc, want := range map[string]string{
		`{"result":{"items":[` + strings.Repeat(`{"number":1},`, recipe.MaxRecords) + `{"number":1}]}}`: "source itsm: each: result.items holds more than 10000 records",
		`"` + strings.Repeat("x", recipe.MaxDocument) + `"`:                                             "source itsm: 33554434 bytes, more than 33554432",
	} {
		k, f := polled(t, approvals)
		f.doc = doc
		report, err := k.Engine.Tick(t.Context())
		require.NoError(t, err)
		require.Len(t, report.Decisions, 1)
		require.EqualError(t, report.Decisions[0].Err, want)
	}

	k, f := polled(t, strings.Replace(approvals, `{{ record.approver }}`, `{{ record.number }}`, 1)) // each another user's
	records := longer(1000, recipe.MaxRecords, recipe.MaxRecords)
	for i := range records {
		f.items = append(f.items, ticket(fmt.Sprint("INC", i), "Laptop"))
	}
	k.Until(nine)
	require.Len(t, k.Calls(), records)
	f.items = f.items[:10]
	k.Until(nine.Add(time.Hour))
	require.Len(t, k.Calls(), records+10)

	large, f := polled(t, approvals)
	f.items = []string{ticket("INC1", strings.Repeat("x", recipe.MaxRecord)), ticket("INC2", "Laptop")}
	large.Until(nine)
	require.Equal(t, []string{"09:00 INC2: Laptop"}, sent(large))
	require.Contains(t, large.History.Find(history.Query{Action: "poll"})[0].Error, "record INC1: 262207 bytes, more than 262144")
}

func TestFailedPollIsReported(t *testing.T) {
	k, f := polled(t, approvals)
	now := nine
	k.Engine.Now = func() time.Time { return now }
	f.err = errors.New("503")
	report, err := k.Engine.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Decisions, 1)
	d := report.Decisions[0]
	require.Equal(t, []any{"approvals", recipe.Failed, "", trigger.Ref{}}, []any{d.Recipe, d.Outcome, d.Event, d.Item})
	require.EqualError(t, d.Err, "source itsm: 503")

	f.err, f.items = nil, []string{ticket("INC1", "Laptop")}
	now = now.Add(20*time.Minute + time.Second)
	report, err = k.Engine.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Decisions, 1)
	require.Equal(t, recipe.Fired, report.Decisions[0].Outcome)
	require.Equal(t, []string{"approvals/0 message: done", "approvals/0 message: waiting"}, ends(report.Decisions[0].Actions))
	require.Equal(t, "record/INC1", report.Decisions[0].Item.String())
	require.Equal(t, "approvals/INC1/2026-01-05T09:20:01Z", report.Decisions[0].Event)
}

// A record with a fault is skipped and reported; the others are not held up, and one that was tracked stays tracked.
func TestFaultyRecords(t *testing.T) {
	k, f := polled(t, approvals)
	f.items = []string{`{"state":"waiting"}`, `[]`, `{"number":{"x":1}}`, `{"number":""}`, ticket("INC1", "Laptop"), `{"number":17,"state":"waiting","title":"n"}`}
	k.Until(nine)
	log := k.History.Find(history.Query{Item: trigger.Ref{Kind: "recipe", ID: "approvals"}})
	require.Len(t, log, 1)
	require.Equal(t, []string{"failed", string(recipe.RecordError)}, []string{log[0].Outcome, log[0].Reason})
	require.Equal(t, strings.Join([]string{
		"record 1: number, by which it would be known again, is not a text or a number",
		"record 2: not an object",
		"record 3: number, by which it would be known again, is not a text or a number",
		"record 4: number, by which it would be known again, is not a text or a number",
	}, "\n"), log[0].Error)
	require.Equal(t, []string{"09:00 INC1: Laptop"}, sent(k))

	judged, f := polled(t, strings.Replace(approvals, `record.state == 'waiting'`, `record.n < 5`, 1))
	f.items = []string{`{"number":"INC1","n":1,"approver":"ada","title":"Laptop"}`}
	judged.Until(nine)
	f.items = []string{`{"number":"INC1","n":{},"approver":"ada","title":"Broken"}`}
	judged.Until(nine.Add(4 * time.Hour))
	require.Equal(t, []string{"09:00 INC1: Laptop", "10:00 INC1: Laptop", "11:00 INC1: Laptop"}, sent(judged), "as it was when it could be judged")
}

// An inactive recipe polls nothing and sends nothing; active again it begins anew.
func TestInactive(t *testing.T) {
	k, f := polled(t, approvals)
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine)
	rows := k.Rows()
	k.Load(set(strings.Replace(approvals, `"enabled":true`, `"enabled":false`, 1)))
	k.Until(nine.Add(3 * time.Hour))
	require.Equal(t, []string{"09:00 INC1: Laptop"}, sent(k))
	require.Len(t, f.calls, 1)
	k.Wait(72 * time.Hour)
	require.Equal(t, 1, k.Rows(), "nothing is left of %d rows but when it was disabled", rows)
	log := k.History.Find(history.Query{Outcome: "cancelled"})
	require.Len(t, log, 1)
	require.Equal(t, "recipe_disabled", log[0].Reason)
	k.Load(set(approvals))
	k.Until(nine.Add(3*time.Hour + time.Minute))
	require.Equal(t, []string{"09:00 INC1: Laptop", "12:00 INC1: Laptop"}, sent(k))
}

// An edit neither sends anew nor forgets: the next attempt has the new text.
func TestPollEdited(t *testing.T) {
	k, f := polled(t, approvals)
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine)
	k.Load(set(strings.Replace(strings.Replace(approvals, "{{ record.number }}: ", "Please: ", 1), `"times":3`, `"times":4`, 1)))
	k.Until(nine.Add(8 * time.Hour))
	require.Equal(t, []string{"09:00 INC1: Laptop", "10:00 Please: Laptop", "11:00 Please: Laptop", "12:00 Please: Laptop"}, sent(k))

	gone, f := polled(t, approvals)
	f.items = []string{ticket("INC1", "Laptop")}
	gone.Until(nine)
	gone.Load(set(strings.Replace(approvals, `{"do":"message"`, `{"do":"slack","with":{"channel":"#a","text":"x"}},{"do":"message"`, 1)))
	gone.Until(nine.Add(8 * time.Hour))
	require.Equal(t, []string{"09:00 INC1: Laptop", "10:00 INC1: Laptop", "11:00 INC1: Laptop"}, sent(gone), "its id is the same")
	require.Empty(t, gone.History.Find(history.Query{Outcome: "cancelled"}))
}

// The clock jumps back a day: polls go on at once.
func TestClockBack(t *testing.T) {
	k, f := polled(t, approvals)
	k.Until(nine)
	k.Sleep(nine.Add(-24 * time.Hour))
	k.Until(nine.Add(-24*time.Hour + 61*time.Minute))
	require.Len(t, f.calls, 4, "at nine, and then a day before that, and every half hour")
}

func TestHandleRefusesPolled(t *testing.T) {
	k, _ := polled(t, approvals)
	_, err := k.Engine.Handle(t.Context(), trigger.Event{ID: "e", Kind: trigger.RecordPolled, At: nine, Record: &trigger.Record{Source: "itsm", ID: "1"}})
	require.EqualError(t, err, `event "e": kind: record_polled events come of polling, and of nothing else`)
}
