package conformance_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Whatever bytes a customer's message holds, it is filtered, rendered, kept and found again.
func TestHostileText(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"NUL":               "fa\x00 falla \x00",
		"invalid UTF-8":     "caf\xe9 falla \xff\xfe",
		"half a character":  "\xed\xa0\xbd falla",
		"ten megabytes":     strings.Repeat("bla ", 10<<18) + "falla",
		"one long word":     strings.Repeat("x", 10<<20) + " falla",
		"template brackets": "{{ mention.author.name }} falla }} {{",
		"JSON and HTML":     `"}],"falla":{"<script>&` + "\u2028",
		"right to left":     "\u202efalla\u202c",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := cook(t, rule("r", newItem,
				do("reply", `{"message":"{{ mention.content }}","mode":"draft","service":"twitter"}`)+`,
				{"do":"resolve","after":"30m","unless":["customer_reply"]}`,
				filtered("word(mention.content, 'falla') and contains_text(mention.content, 'FALLA')")))
			m := message("m1", content)
			require.Equal(t, []string{"done", "waiting"}, outcomes(k.Send(arrives("10:00", m))))
			var got action.Reply
			require.NoError(t, json.Unmarshal(k.Calls()[0].With, &got))
			want := strings.ReplaceAll(string([]rune(content)), "\x00", "\ufffd")
			require.True(t, want == got.Message, "the text, with bytes that are no characters replaced, NUL among them")
			reports := k.Until(at("10:30"))
			require.Len(t, reports, 1)
			require.Equal(t, recipe.Done, reports[0].Outcome)
		})
	}
}

// Any number of tags is fine, on the item and in the recipe.
func TestHundredThousandTags(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 100_000 {
		many = append(many, fmt.Sprintf("t%d", i))
	}
	list, err := json.Marshal(many)
	require.NoError(t, err)
	k := cook(t, rule("r", newItem,
		do("add_tags", `{"tags":`+string(list)+`}`)+`,{"do":"resolve","after":"30m"}`, filtered("'t99999' in mention.tags")))
	m := with(message("m1", "Hello"), func(m *trigger.Mention) { m.Tags = many })
	require.Equal(t, []string{"done", "waiting"}, outcomes(k.Send(arrives("10:00", m))))
	var got action.AddTags
	require.NoError(t, json.Unmarshal(k.Calls()[0].With, &got))
	require.Equal(t, many, got.Tags)
	require.Len(t, k.Until(at("10:30")), 1)
	require.Len(t, k.Done(), 2)
	fewer := with(m, func(m *trigger.Mention) { m.ID, m.Tags = "m2", many[:99_999] })
	require.Empty(t, ran(k.Send(arrives("10:31", fewer))))
}

// An event is applied whole or refused with its faults; once they are mended the same ID is applied.
func TestBadEvents(t *testing.T) {
	t.Parallel()
	good := arrives("10:00", message("m1", "Hello"))
	for name, c := range map[string]struct {
		path  string
		spoil func(ev *trigger.Event, m *trigger.Mention)
	}{
		"no kind":              {"kind", func(ev *trigger.Event, _ *trigger.Mention) { ev.Kind = "" }},
		"no instant":           {"at", func(ev *trigger.Event, _ *trigger.Mention) { ev.At = time.Time{} }},
		"year 10000":           {"at", func(ev *trigger.Event, _ *trigger.Mention) { ev.At = ev.At.AddDate(9000, 0, 0) }},
		"year -1":              {"at", func(ev *trigger.Event, _ *trigger.Mention) { ev.At = ev.At.AddDate(-2027, 0, 0) }},
		"no mention":           {"mention", func(ev *trigger.Event, _ *trigger.Mention) { ev.Mention = nil }},
		"no mention ID":        {"mention.id", func(_ *trigger.Event, m *trigger.Mention) { m.ID = "" }},
		"NUL in an ID":         {"mention.id", func(_ *trigger.Event, m *trigger.Mention) { m.ID = "m\x001" }},
		"invalid UTF-8":        {"mention.case_id", func(_ *trigger.Event, m *trigger.Mention) { m.CaseID = "\xff" }},
		"an ID of a megabyte":  {"mention.contact.id", func(_ *trigger.Event, m *trigger.Mention) { m.Contact.ID = strings.Repeat("x", 1<<20) }},
		"another case":         {"mention.case_id", func(ev *trigger.Event, m *trigger.Mention) { m.CaseID, ev.Case = "5", &trigger.Case{ID: "6"} }},
		"an unknown status":    {"case.status", func(ev *trigger.Event, _ *trigger.Mention) { ev.Case = &trigger.Case{ID: "6", Status: "closed"} }},
		"a tag out of place":   {"tag", func(ev *trigger.Event, _ *trigger.Mention) { ev.Tag = "vip" }},
		"an unknown actor":     {"actor", func(ev *trigger.Event, _ *trigger.Mention) { ev.Actor = "ghost" }},
		"a chain without root": {"cause.root", func(ev *trigger.Event, _ *trigger.Mention) { ev.Cause.Via = []trigger.Run{{Recipe: "r"}} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := cook(t, rule("r", newItem, tag("a")))
			bad, m := good, *good.Mention
			bad.Mention = &m
			c.spoil(&bad, &m)
			_, err := k.Engine.Handle(t.Context(), bad)
			var paths []string
			for _, f := range trigger.FieldErrors(err) {
				paths = append(paths, f.Path)
			}
			require.Equal(t, []string{c.path}, paths)
			require.Equal(t, []string{"r"}, ran(k.Send(good)), "the ID was not used up")
		})
	}
	k := cook(t, rule("r", newItem, tag("a")))
	nameless := with(good, func(ev *trigger.Event) { ev.ID = "" })
	_, err := k.Engine.Handle(t.Context(), nameless)
	require.ErrorContains(t, err, "id: missing")
}

// At the ends of the calendar an event runs like any other, its waits expire or fail, and one side of business hours holds.
func TestEndsOfTime(t *testing.T) {
	t.Parallel()
	k := cook(t,
		rule("now", newItem, tag("a")),
		rule("later", newItem, `{"do":"resolve","after":"30m","unless":["customer_reply"]}`),
		rule("open", newItem, tag("b"), hours("brussels", "during")), rule("closed", newItem, tag("b"), hours("brussels", "outside")))
	sides := func(r recipe.Report) int { return len(ran(r)) - len([]string{"now", "later"}) }

	k.Until(at("10:00"))
	r := k.Send(arrivesOn("0000-01-01T00:00:00Z"))
	require.Equal(t, 1, sides(r))
	require.Equal(t, []string{"done"}, outcomes(r))
	require.Equal(t, recipe.Waiting, r.Decisions[1].Outcome)
	reports := k.Until(at("10:00"))
	require.Len(t, reports, 1, "2026 years late")
	require.Equal(t, recipe.Expired, reports[0].Outcome)

	r = k.Send(arrivesOn("9999-12-31T23:20:00Z"))
	require.Equal(t, 1, sides(r))
	require.Equal(t, recipe.Waiting, r.Decisions[1].Outcome)
	r = k.Send(arrivesOn("9999-12-31T23:45:00Z"))
	require.Equal(t, 1, sides(r))
	require.Equal(t, recipe.Failed, r.Decisions[1].Outcome, "comes due in the year 10000")
	require.ErrorContains(t, r.Decisions[1].Err, "9999")
}

// The same event again does nothing, also from many at once, and also when it says something else by then.
func TestRepeatedEvents(t *testing.T) {
	t.Parallel()
	k := cook(t, rule("r", newItem, tag("a")+`,{"do":"resolve","after":"30m"}`))
	ev := arrives("10:00", message("m1", "Hello"))
	k.Until(ev.At)
	var fired, repeated atomic.Int32
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			r, err := k.Engine.Handle(t.Context(), ev)
			switch {
			case err != nil:
				t.Error(err)
			case r.Repeated:
				repeated.Add(1)
			default:
				fired.Add(int32(len(ran(r))))
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 1, fired.Load())
	require.EqualValues(t, 15, repeated.Load())
	other := arrives("10:05", message("m2", "Something else"))
	other.ID = ev.ID
	r := k.Send(other)
	require.True(t, r.Repeated)
	require.Empty(t, ran(r))
	k.Wait(time.Hour)
	require.Equal(t, []string{`add_tags mention/m1 {"tags":["a"]}`, `resolve mention/m1 {}`}, k.Done())
}

// Events that are late, or come in another order than they happened, lead to what the right order leads to.
func TestEventsOutOfOrder(t *testing.T) {
	t.Parallel()
	agent, customer := of("5", answer("m1")), of("5", message("m2", "It still fails"))

	k := cook(t, quietCase) // the answer is heard of before the message that it answers
	k.Send(arrives("10:10", customer), arrives("10:00", agent))
	k.Wait(time.Hour)
	require.Empty(t, k.Done())

	k = cook(t, quietCase) // a question, and then the agent's message: that is no answer to it
	k.Send(arrives("10:00", agent), arrives("09:50", customer))
	k.Until(at("10:30"))
	require.Equal(t, []string{resolved}, k.Done())

	k = cook(t, quietCase) // the later one of two messages of the agent counts
	k.Send(arrives("10:20", of("5", answer("m3"))), arrives("10:00", agent))
	k.Until(at("10:49:59"))
	require.Empty(t, k.Done())
	k.Until(at("10:50"))
	require.Equal(t, []string{resolved}, k.Done())

	k = cook(t, quietMention) // an answer that names the case, to a message that knows only the contact
	k.Send(arrives("10:00", answer("m1")), arrives("10:10", customer))
	k.Wait(time.Hour)
	require.Empty(t, k.Done())
}

// A customer's message may come before the case that it belongs to.
func TestMentionBeforeItsCase(t *testing.T) {
	t.Parallel()
	k := cook(t, rule("r", newItem, do("add_tags", `{"tags":["new"],"target":"case"}`)+","+tag("a")),
		quietCase)
	r := k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
	require.Equal(t, []string{"done", "done"}, outcomes(r))
	r = k.Send(opens("09:59", matter("5")))
	require.Equal(t, []string{"skipped no_associated_case", "done"}, outcomes(r))
	k.Send(arrives("10:01", of("5", answer("m2"))))
	k.Until(at("10:31"))
	require.Equal(t, resolved, k.Done()[len(k.Done())-1])
}

// A record of any shape either is refused whole, with an error, or waits and runs. It holds nobody up.
func TestHostileRecords(t *testing.T) {
	t.Parallel()
	deep := map[string]any{}
	for range 1000 {
		deep = map[string]any{"in": deep}
	}
	cyclic := map[string]any{}
	cyclic["self"] = cyclic
	for name, fields := range map[string]map[string]any{
		"deep":                   deep,
		"a cycle":                cyclic,
		"names that are no text": {"\xff": 1, "\xfe": 2},
		"numbers":                {"large": uint64(1) << 63, "none": math.NaN()},
		"a function":             {"f": func() {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := cook(t, rule("r", onRecord, `{"do":"slack","with":{"channel":"#a","text":"Look"},"after":"30m"}`))
			want := []string{"record/first", "record/hostile", "record/last"}
			k.Send(comes("09:59", "first", nil))
			k.Until(at("10:00"))
			if _, err := k.Engine.Handle(t.Context(), comes("10:00", "hostile", fields)); err != nil {
				require.ErrorContains(t, err, `event "record hostile"`)
				want = slices.Delete(want, 1, 2)
			}
			k.Send(comes("10:01", "last", nil))
			k.Until(at("11:00"))
			var got []string
			for _, c := range k.Calls() {
				got = append(got, c.Item.String())
			}
			require.Equal(t, want, got)
		})
	}
}

// Fields of any shape on a message keep nobody from answering it.
func TestHostileFields(t *testing.T) {
	t.Parallel()
	var deep any
	for range 1000 {
		deep = []any{deep}
	}
	k := cook(t, quietCase)
	asked := with(of("5", answer("m1")), func(m *trigger.Mention) { m.Fields = map[string]any{"raw": deep} })
	k.Until(at("10:00"))
	if _, err := k.Engine.Handle(t.Context(), arrives("10:00", asked)); err != nil {
		require.ErrorContains(t, err, "mention")
	}
	k.Send(arrives("10:10", of("5", message("m2", "It still fails"))))
	k.Wait(time.Hour)
	require.Empty(t, k.Done())
}
