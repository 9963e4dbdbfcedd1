package filter_test

import (
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// matches tries expressions that must be true, and ones that must be false, on one event.
func matches(t *testing.T, c *filter.Compiler, ev trigger.Event, want bool, list ...string) {
	t.Helper()
	v := filter.NewView(ev)
	for _, s := range list {
		p, err := c.Compile(text(s))
		require.NoError(t, err, s)
		got, err := p.Match(v)
		require.NoError(t, err, s)
		require.Equal(t, want, got, s)
	}
}

// starts_with, ends_with and is_text, letter by letter.
func TestPlainTests(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, function, content, part string
		want                          bool
	}{
		{"start", "starts_with", "RE: Falla", "re:", true},
		{"not the start", "starts_with", "Falla RE:", "re:", false},
		{"longer than the text", "starts_with", "re", "re:", false},
		{"the whole text", "starts_with", "Falla", "FALLA", true},
		{"space counts", "starts_with", "  re:", "re:", false},
		{"two spaces are not one", "starts_with", "re:  a", "re: a", false},
		{"half of a sharp s", "starts_with", "ß", "S", true},
		{"a sharp s", "starts_with", "STRASSE", "straß", true},
		{"the Kelvin sign", "starts_with", "\u212aelvin", "k", true},
		{"accents stay", "starts_with", "Écoute", "ecoute", false},
		{"accented capitals", "starts_with", "ÉCOUTE", "éc", true},
		{"bytes that are no letters", "starts_with", "\xffa", "\ufffdA", true},
		{"end", "ends_with", "La app FALLA", "falla", true},
		{"not the end", "ends_with", "falla la app", "falla", false},
		{"end longer than the text", "ends_with", "a", "aa", false},
		{"half of a sharp s at the end", "ends_with", "groß", "S", true},
		{"a sharp s at the end", "ends_with", "GROSS", "oß", true},
		{"final sigma", "ends_with", "ΟΔΟΣ", "οδος", true},
		{"space at the end counts", "ends_with", "falla ", "falla", false},
		{"broken letters at the end", "ends_with", "a\xc3\xa9\xa9", "é\ufffd", true},
		{"the same", "is_text", "Falla", "fALLA", true},
		{"space around", "is_text", " \n falla\u00a0", "falla", true},
		{"space around the value", "is_text", "falla", "  FALLA ", true},
		{"runs of space", "is_text", "Error  de\t\nservidor", "error de servidor", true},
		{"more than the value", "is_text", "falla.", "falla", false},
		{"less than the value", "is_text", "fall", "falla", false},
		{"another letter", "is_text", "preco", "preço", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, has(t, tc.function, tc.content, tc.part))
		})
	}
}

// Plain tests of lists: one element does. What is no text in a list is passed over.
func TestPlainTestsOfLists(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{Mention: &trigger.Mention{Tags: []string{"", "Gold  Member", "ref-12"}},
		Record: &trigger.Record{Fields: map[string]any{"list": []any{1, nil, "Gold  Member", []any{"x"}}, "empty": []any{}, "texts": []string{"ab"}}}}
	var c filter.Compiler
	matches(t, &c, ev, true, `contains_text(mention.tags, "d m")`, `starts_with(mention.tags, "REF-")`, `ends_with(mention.tags, "MEMBER")`, `is_text(mention.tags, "x", "gold member")`,
		`contains_text(record.list, "d m")`, `starts_with(record.list, "GOLD")`, `is_text(record.list, "gold member")`, `is_text(record.texts, "AB")`)
	matches(t, &c, ev, false, `contains_text(mention.tags, "z")`, `starts_with(mention.tags, "12")`, `is_text(mention.tags, "gold")`, `contains_text(record.list, "1")`, `is_text(record.empty, "x")`, `is_text(record.list, "x")`)
}

// is takes a text for a number, or true and false, whichever of the two was written where.
func TestIsBothWays(t *testing.T) {
	t.Parallel()
	ev := of(map[string]any{"n": 25, "f": 2.5, "s": "25", "t": true, "yes": "TRUE", "big": int64(1)<<53 + 1, "list": []any{25, "x", false}, "word": "abc"})
	var c filter.Compiler
	matches(t, &c, ev, true, `is(record.n, "25")`, `is(record.n, " 25.0 ")`, `is(record.n, "x", "2.5e1")`, `is(record.s, 25)`, `is(record.f, "2.50")`, `is(record.t, "true")`, `is(record.t, "True")`, `is(record.yes, true)`,
		`is(record.list, "25")`, `is(record.list, "false")`, `is(record.big, "9007199254740993")`, `not is(record.n, "24")`)
	matches(t, &c, ev, false, `is(record.n, "250")`, `is(record.n, "abc")`, `is(record.t, "1")`, `is(record.n, "true")`, `is(record.s, "25.0")`, `is(record.big, "9007199254740992")`, `is(record.list, "true")`, `is(record.word, "25")`, `record.n == "25"`, `record.n in ["25"]`)
	for _, v := range []any{566712522, "566712522"} {
		require.True(t, match(t, tree(test("record.ticket", "is", "566712522")), of(map[string]any{"ticket": v})))
		require.True(t, match(t, tree(test("record.ticket", "is", 566712522)), of(map[string]any{"ticket": v})))
	}
}

// What changes say, in expressions.
func TestChanges(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	k := &trigger.Case{ID: "5", Status: trigger.Pending, Priority: "high", Tags: []string{"a", "vip"}, Contact: trigger.Contact{Name: "Bob"}}
	status := trigger.Event{Kind: trigger.CaseStatusChanged, Case: k, From: trigger.Unresolved, To: trigger.Pending}
	matches(t, &c, status, true, `changed("case.status")`, `was("case.status") == "unresolved"`, `is(was("status"), "unresolved")`)
	matches(t, &c, status, false, `changed("case.tags")`, `was("case.tags") != nil`)
	tag := trigger.Event{Kind: trigger.CaseTagAdded, Case: k, Tag: "vip"}
	matches(t, &c, tag, true, `changed("case.tags")`, `not is(was("case.tags"), "vip")`, `is(was("case.tags"), "a")`, `"vip" not in was("case.tags")`)
	matches(t, &c, tag, false, `changed("case.status")`)
	whole := trigger.Event{Kind: trigger.CaseUpdated, Case: k, Changes: map[string]trigger.Change{"case.contact": {From: trigger.Contact{Name: "Ada", Tags: []string{"gold"}}, To: k.Contact}, "case.fields.a": {From: 1, To: 2}}}
	matches(t, &c, whole, true, `changed("case.contact")`, `changed("case.contact.name")`, `was("case.contact.name") == "Ada"`, `changed("case.contact.tags")`, `changed("case.fields")`, `was("case.fields.a") == 1`)
	matches(t, &c, whole, false, `changed("case.contact.email")`, `was("case.contact.email") != nil`, `changed("case.fields.b")`, `was("case.fields.b") == 1`)
}

// Operators of a tree about changes and ages, as the text they run as.
func TestTreeOfChangesAndAges(t *testing.T) {
	t.Parallel()
	ev := sample()
	ev.Case.Tags = []string{"vip", "new"}
	ev.Changes["case.tags"] = trigger.Change{From: []any{"vip", "old"}, To: []any{"vip", "new"}}
	ev.Changes["mention.arrived"] = trigger.Change{From: "2026-01-05T10:00:00Z"}
	ev.Changes["mention.author.followers"] = trigger.Change{From: "7", To: 1500}
	ev.Changes["mention.private"] = trigger.Change{From: false, To: true}
	ev.Changes["mention.fields.x y"] = trigger.Change{From: "a"}
	ev.Changes["record"] = trigger.Change{From: map[string]any{"owner": map[string]any{"id": 6}}, To: map[string]any{"owner": map[string]any{"id": 7}}}
	for _, tc := range []struct {
		cond filter.Cond
		text string
		want bool
	}{
		{test("case.priority", "changed"), `changed("case.priority")`, true},
		{test("case.title", "changed"), `changed("case.title")`, false},
		{test(`mention.fields["x y"]`, "changed"), `changed("mention.fields.x y")`, true},
		{test("case.priority", "changed_from", "low"), `changed("case.priority") and is(was("case.priority"), "low")`, true},
		{test("case.priority", "changed_from", "medium", "high"), `changed("case.priority") and is(was("case.priority"), "medium", "high")`, false},
		{test("case.priority", "changed_to", "high"), `changed("case.priority") and case.priority == "high"`, true},
		{test("case.priority", "changed_to", "low", "medium"), `changed("case.priority") and case.priority in ["low", "medium"]`, false},
		{test("case.title", "changed_to", "Falla"), `changed("case.title") and case.title == "Falla"`, false},
		{test("case.tags", "changed_to", "new"), `changed("case.tags") and "new" in case.tags and not is(was("case.tags"), "new")`, true},
		{test("case.tags", "changed_to", "vip"), `changed("case.tags") and "vip" in case.tags and not is(was("case.tags"), "vip")`, false},
		{test("case.tags", "changed_from", "old"), `changed("case.tags") and is(was("case.tags"), "old") and "old" not in case.tags`, true},
		{test("case.tags", "changed_from", "vip", "x"), `changed("case.tags") and (is(was("case.tags"), "vip") and "vip" not in case.tags or is(was("case.tags"), "x") and "x" not in case.tags)`, false},
		{test("mention.arrived", "changed_from", "2026-01-05T11:00:00+01:00"), `changed("mention.arrived") and date(was("mention.arrived")) == date("2026-01-05T11:00:00+01:00")`, true},
		{test("mention.author.followers", "changed_from", 7), `changed("mention.author.followers") and is(was("mention.author.followers"), 7)`, true},
		{test("mention.private", "changed_from", false), `changed("mention.private") and is(was("mention.private"), false)`, true},
		{test("record.owner.id", "changed_from", 6), `changed("record.owner.id") and is(was("record.owner.id"), 6)`, true},
		{test("record.owner.id", "changed_to", 7), `changed("record.owner.id") and is(record.owner.id, 7)`, true},
		{filter.Cond{Any: []filter.Cond{test("case.priority", "changed_to", "low"), test("case.title", "changed")}}, `changed("case.priority") and case.priority == "low" or changed("case.title")`, false},
		{test("case.opened", "older_than", "2d"), `event.at - case.opened >= duration("2d")`, true},
		{test("case.opened", "older_than", "48h1ns"), `event.at - case.opened >= duration("48h1ns")`, false},
		{test("case.opened", "newer_than", "2d"), `event.at - case.opened < duration("2d")`, false},
		{test("mention.arrived", "newer_than", "61m"), `event.at - mention.arrived < duration("61m")`, true},
		{test("record.when", "older_than", "1d"), `event.at - date(record.when) >= duration("1d")`, true},
		{test("record.none", "older_than", "0s"), `event.at - date(record.none) >= duration("0s")`, false},
		{test("record.none", "newer_than", "1w"), `event.at - date(record.none) < duration("1w")`, false},
		{test("mention.tags", "is_text", "VIP"), `is_text(mention.tags, "VIP")`, true},
		{test("mention.content", "starts_with", "la ", "x"), `starts_with(mention.content, "la ", "x")`, true},
		{test("mention.content", "ends_with", "SERVIDOR"), `ends_with(mention.content, "SERVIDOR")`, true},
		{test("record.topics", "contains_text", "LIVER"), `contains_text(record.topics, "LIVER")`, true},
		{test("mention.arrived", "between", "2026-01-04", "2026-01-05"), `mention.arrived >= date("2026-01-04") and mention.arrived <= date("2026-01-05T23:59:59.999999999Z")`, true},
		{test("mention.arrived", "between", "2026-01-05T11:00:00Z", "2026-01-05"), `mention.arrived >= date("2026-01-05T11:00:00Z") and mention.arrived <= date("2026-01-05T23:59:59.999999999Z")`, true},
		{test("mention.arrived", "between", "2026-01-04", "2026-01-05T10:59:00Z"), `mention.arrived >= date("2026-01-04") and mention.arrived <= date("2026-01-05T10:59:00Z")`, false},
		{test("record.when", "between", "2026-01-01", " 2026-01-04 "), `date(record.when) >= date("2026-01-01") and date(record.when) <= date("2026-01-04T23:59:59.999999999Z")`, true},
	} {
		t.Run(tc.text, func(t *testing.T) {
			require.Equal(t, tc.text, tc.cond.Text())
			require.Equal(t, tc.want, match(t, tree(tc.cond), ev))
			require.Equal(t, tc.want, match(t, text(tc.text), ev), "as text")
		})
	}
}

// One fault for a bad value, with what to write instead.
func TestFaultsOfNewOperators(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		cond filter.Cond
		want []string
	}{
		{"empty start", test("mention.content", "starts_with", ""), []string{`values[0]: "" is empty`}},
		{"number for an end", test("mention.content", "ends_with", 5), []string{`values[0]: 5 is not text; write "5"`}},
		{"only space", test("mention.content", "is_text", " \t"), []string{`values[0]: " \t" is empty`}},
		{"start of a number", test("mention.author.followers", "starts_with", "1"), []string{`op: starts_with compares text and lists of text, and mention.author.followers is a number`}},
		{"values of changed", test("case.priority", "changed", "high"), []string{`values: changed takes no values, leave them out`}},
		{"changed from nothing", test("case.priority", "changed_from"), []string{`values: missing, changed_from needs at least one`}},
		{"changed to an empty text", test("case.priority", "changed_to", ""), []string{`values[0]: "" is empty; use exists or not_exists`}},
		{"changed to another kind", test("case.priority", "changed_to", 5), []string{`values[0]: 5 is not text; write "5"`}},
		{"a change of the event", test("event.at", "changed"), []string{`op: changed needs a field of a mention, a case or a record, and updates do not report event.at`}},
		{"a change of an element", test("case.tags[0]", "changed_to", "a"), []string{`op: changed_to needs a field of a mention, a case or a record, and updates do not report case.tags[0]`}},
		{"a change of an item", test("case.contact", "changed_to", "a"), []string{`op: changed_to compares single values and lists, and case.contact is an object; name one of its fields, or use exists`}},
		{"no duration", test("case.opened", "older_than", "soon"), []string{`values[0]: "soon" is not a duration, want one as in "30m", "36h", "2d" or "1w"`}},
		{"a number for a duration", test("case.opened", "older_than", 3600), []string{`values[0]: 3600 is not a duration, want one as in "30m", "36h", "2d" or "1w"`}},
		{"below zero", test("case.opened", "newer_than", "-1h"), []string{`values[0]: "-1h" is below zero; newer_than and older_than count back from the event`}},
		{"age of a text", test("mention.title", "older_than", "2d"), []string{`op: older_than compares times, and mention.title is text; an expression reads a text as a time, as in event.at - date(x) >= duration("2d")`}},
		{"two durations", test("case.opened", "older_than", "1d", "2d"), []string{`values: older_than takes one value, not 2`}},
		{"eq", test("case.priority", "eq", "high"), []string{`op: unknown operator "eq", did you mean is?`}},
		{"equals", test("case.priority", "Equals", "high"), []string{`op: unknown operator "Equals", did you mean is?`}},
		{"contains", test("mention.content", "contains", "a"), []string{`op: unknown operator "contains", did you mean contains_any or contains_text?`}},
		{"like", test("mention.content", "like", "a"), []string{`op: unknown operator "like", did you mean contains_text?`}},
		{"in", test("case.priority", "in", "a", "b"), []string{`op: unknown operator "in", did you mean is?`}},
		{"not equals in words", test("case.priority", "not equals", "a"), []string{`op: unknown operator "not equals", did you mean is_not?`}},
		{"and", test("case.priority", "and", "a"), []string{`op: unknown operator "and"; a group is written without op, as in {"all": …}`}},
		{"or", test("case.priority", "OR", "a"), []string{`op: unknown operator "OR"; a group is written without op, as in {"any": …}`}},
		{"misspelt", test("case.priority", "older_then", "2d"), []string{`op: unknown operator "older_then", did you mean older_than?`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			_, err := c.Compile(tree(tc.cond))
			require.Equal(t, tc.want, lines(err))
		})
	}
}

// Groups as other products write them are one fault each.
func TestForeignGroups(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]string{
		`{"and":[{"field":"mention.type","op":"is","values":["a"]}]}`:         `and: unknown member "and", did you mean "all"?`,
		`{"all":[{"or":[{"field":"mention.type","op":"exists"}]}]}`:           `all[0].or: unknown member "or", did you mean "any"?`,
		`{"path":"mention.type","op":"exists"}`:                               `path: unknown member "path", did you mean "field"?`,
		`{"field":"mention.type","operator":"is","values":["a"]}`:             `operator: unknown member "operator", did you mean "op"?`,
		`{"field":"mention.type","op":"is","value":["a"]}`:                    `value: unknown member "value", did you mean "values"?`,
		`{"not":{"and":[{"field":"mention.type","op":"eq","values":["a"]}]}}`: `not.and: unknown member "and", did you mean "all"?`,
	} {
		var f filter.Filter
		require.EqualError(t, f.UnmarshalJSON([]byte(doc)), want)
	}
}

// Arithmetic of times and durations.
func TestSpans(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{At: noon, Mention: &trigger.Mention{Arrived: noon.Add(-90 * time.Minute)}, Case: &trigger.Case{ID: "5", Opened: noon.Add(-10 * time.Hour)},
		Record: &trigger.Record{Fields: map[string]any{"due": "2026-01-05T22:00:00Z", "n": 3, "at": noon, "for": 2 * time.Hour}}}
	var c filter.Compiler
	matches(t, &c, ev, true,
		`mention.arrived + duration("90m") == event.at`, `duration("90m") + mention.arrived == event.at`, `duration("1h") + duration("30m") == duration("90m")`, `duration("1h") - duration("90m") == -duration("30m")`,
		`duration("1h") * 1.5 == duration("90m")`, `0.5 * duration("1h") == duration("30m")`, `duration("1h") * record.n == duration("3h")`, `record.n * duration("1h") == duration("3h")`,
		`duration("3h") / duration("2h") == 1.5`, `duration("3h") / 2 == duration("90m")`, `(event.at - mention.arrived) / duration("1m") == 90`, `abs(mention.arrived - event.at) == duration("90m")`,
		`case.opened + (date(record.due) - case.opened) * 0.8 == date("2026-01-05T18:00:00Z")`, `record.at + duration("1h") == date("2026-01-05T13:00:00Z")`, `record.for + event.at == date("2026-01-05T14:00:00Z")`,
		`min(3, 1, 2) == 1`, `max(3, 1.5, 2) == 3`, `min(event.at, mention.arrived) == mention.arrived`, `max(duration("1h"), duration("61m")) == duration("61m")`, `max(record.n, 2) == 3`, `min(record.at, mention.arrived) == mention.arrived`,
		`min(1, record.none) == nil`, `event.at + record.none == nil`, `duration("1h") * record.none == nil`, `mention.published + duration("1h") == nil`, `not (mention.published + duration("1h") < event.at)`,
		`duration("1ns") * 9220000000000000000 > duration("2500000h")`, `duration("2h") - record.for == duration("0s")`,
	)
	_, err := compile(t, text(`duration("1ns") * 9223372036854775807 > duration("1h")`)).Match(filter.NewView(ev))
	require.ErrorContains(t, err, "the duration is longer than 292 years")
}

// date reads what issue trackers write, and other forms when it is told.
func TestDates(t *testing.T) {
	t.Parallel()
	want := `date("2026-01-02T08:00:00Z")`
	for _, v := range []any{
		"2026-01-02T08:00:00Z", "2026-01-02T09:00:00+01:00", "2026-01-02T09:00:00+0100", "2026-01-02T09:00:00.000+0100", "2026-01-02T09:00:00+01", "2026-01-02 08:00:00Z", "2026-01-02 09:00:00+01:00",
		"2026-01-02 09:00:00.000+0100", " 2026-01-02 09:00:00+01 ", 1767340800, 1767340800.0, "1767340800", whole(1767340800000), "1767340800000", int64(1767340800000), 1767340800000.0,
	} {
		require.True(t, match(t, text("date(record.x) == "+want), of(map[string]any{"x": v})), "%v", v)
	}
	for _, tc := range []struct {
		x            any
		layout, zone string
	}{
		{"02/01/2006 09:00", "02/01/2006 15:04", "Europe/Brussels"}, {"1/2/06 3:00AM", "1/2/06 3:04PM", "America/New_York"}, {"02 Jan 2006 08:00 +0000", "02 Jan 2006 15:04 -0700", "Asia/Tokyo"}, {whole(200601020800), "200601021504", "UTC"},
	} {
		ev := of(map[string]any{"x": tc.x})
		require.True(t, match(t, text(`date(record.x, "`+tc.layout+`", "`+tc.zone+`") == date("2006-01-02T08:00:00Z")`), ev), "%v", tc)
	}
	var c filter.Compiler
	matches(t, &c, of(map[string]any{"x": "", "y": nil, "z": "  "}), true, `date(record.x, "02/01/2006", "UTC") == nil`, `date(record.y, "02/01/2006", "UTC") == nil`, `date(record.z, "02/01/2006", "UTC") == nil`,
		`date("02/01/2006", "02/01/2006", "UTC") == date("2006-01-02")`, `date(100000000000) == date("5138-11-16T09:46:40Z")`, `date(100000000001) == date("1973-03-03T09:46:40.001Z")`, `date(253402300799999) == date("9999-12-31T23:59:59.999Z")`)
	for _, bad := range []any{"2026-01-02 09:00:00", "02/01/2026", whole(253402300800000), whole(-253402300800000), "2026-13-01", "20260102T080000Z", true} {
		_, err := compile(t, text("date(record.x) < event.at")).Match(filter.NewView(of(map[string]any{"x": bad})))
		require.ErrorContains(t, err, "not a time", "%v", bad)
	}
}

// Records of an issue tracker, older than two days.
func TestDatesOfIssueTrackers(t *testing.T) {
	t.Parallel()
	for created, want := range map[string]bool{"2026-01-02T09:00:00.000+0000": true, "2026-01-04T09:00:00.000+0100": false, "2026-01-02T09:00:00Z": true} {
		ev := of(map[string]any{"created": created})
		ev.At = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
		require.Equal(t, want, match(t, text(`event.at - date(record.created) > duration("2d")`), ev), created)
		require.Equal(t, want, match(t, tree(test("record.created", "older_than", "2d")), ev), created)
	}
}

// Days and times as the clocks of a zone show them.
func TestClocks(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	ev := trigger.Event{At: time.Date(2026, 1, 5, 23, 30, 0, 0, time.UTC), Mention: &trigger.Mention{Arrived: time.Date(2026, 1, 5, 22, 30, 0, 0, time.UTC), Published: time.Date(2026, 1, 6, 10, 0, 0, 0, time.UTC)}}
	matches(t, &c, ev, true, `weekday(event.at, "UTC") == "monday"`, `weekday(event.at, "Europe/Brussels") == "tuesday"`, `weekday(mention.arrived, "Europe/Brussels") in ["monday"]`,
		`today(mention.arrived, "UTC")`, `not today(mention.arrived, "Europe/Brussels")`, `today(mention.published, "Europe/Brussels")`, `not today(mention.published, "UTC")`, `not today(case.opened, "UTC")`, `not today(record.x, "UTC")`,
		`weekday(case.opened, "UTC") == nil`, `format(event.at, "02/01/2006 15:04", "Europe/Brussels") == "06/01/2026 00:30"`, `format(case.opened, "2006", "UTC") == nil`, `format(event.at, "Monday", "UTC") startsWith "Mon"`,
		`format(date("2026-07-01T00:00:00Z"), "15:04 MST", "Europe/Brussels") == "02:00 CEST"`)
	tpl, err := c.Template(`{{ format(event.at, "Monday 2 January, 15:04", "Asia/Tokyo") }}`, filter.Plain)
	require.NoError(t, err)
	got, err := tpl.Render(filter.NewView(ev))
	require.NoError(t, err)
	require.Equal(t, "Tuesday 6 January, 08:30", got)
}

// Calendars answer for themselves.
func TestCalendars(t *testing.T) {
	t.Parallel()
	c := withCalendars()
	ev := trigger.Event{At: noon, Mention: &trigger.Mention{Arrived: noon.Add(-4 * time.Hour)}, Record: &trigger.Record{Fields: map[string]any{"when": "2026-01-05T08:00:00Z"}}}
	matches(t, &c, ev, true, `open("office")`, `not open("office", mention.arrived)`, `not open("office", date(record.when))`, `not open("office", case.opened)`, `open_time("office", mention.arrived, event.at) == duration("3h")`,
		`open_time("office", case.opened, event.at) == nil`, `open_time("office", mention.arrived, event.at) / duration("1h") == 3`, `false or open("office")`)
	_, err := c.Compile(text(`open("ofice") and open_time("home", event.at, event.at) > duration("1h")`))
	require.Equal(t, []string{`line 1, column 6: unknown calendar "ofice", did you mean office?`, `line 1, column 29: unknown calendar "home"`}, lines(err))

	p, err := c.Compile(text(`open("office") and mention.type == "x" and not open("office", mention.arrived)`))
	require.NoError(t, err)
	require.Equal(t, []string{"office"}, p.Calendars())
	require.Empty(t, compile(t, text("true")).Calendars())
	require.Equal(t, []filter.Test{{Text: `mention.type == "x"`, Values: []filter.Value{{Path: "mention.type"}}}}, p.Explain(filter.NewView(ev)))
	p, err = c.Compile(text(`false and open("office")`)) // which an index decides, and which is compiled again to run
	require.NoError(t, err)
	filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}}, Program: p}})
	ok, err := p.Match(filter.NewView(ev))
	require.NoError(t, err)
	require.False(t, ok)

	tpl, err := c.Template(`{{ open("office") ? "now" : "later" }}, {{ open_time("office", mention.arrived, event.at) }}`, filter.Plain)
	require.NoError(t, err)
	require.Equal(t, []string{"office"}, tpl.Calendars())
	got, err := tpl.Render(filter.NewView(ev))
	require.NoError(t, err)
	require.Equal(t, "now, 3h0m0s", got)
}

// One list is looked through for every element of another.
func TestListInLoop(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{Mention: &trigger.Mention{Tags: []string{"a", "vip"}}, Case: &trigger.Case{ID: "5", Tags: []string{"vip", "x"}}, Record: &trigger.Record{Fields: map[string]any{"a": []any{"x", 4}, "b": []any{4, "y"}, "s": "y"}}}
	var c filter.Compiler
	matches(t, &c, ev, true, `any(mention.tags, # in case.tags)`, `count(mention.tags, # not in case.tags) == 1`, `any(record.a, # in record.b)`, `any(case.tags, # in record.a)`, `none(mention.tags, # in record.nothing)`)
	matches(t, &c, ev, false, `all(mention.tags, # in case.tags)`, `any(mention.tags, # in record.b)`)
	_, err := compile(t, text(`any(mention.tags, # in record.s)`)).Match(filter.NewView(ev))
	require.ErrorContains(t, err, `in needs a list, not text "y"`)
}

// An index knows the changes that the kind of an event tells, also when nothing else changed.
func TestIndexOfToldChanges(t *testing.T) {
	t.Parallel()
	k := &trigger.Case{ID: "5", Topic: "support", Status: trigger.Pending, Tags: []string{"a"}}
	for _, tc := range []struct {
		name    string
		ev      trigger.Event
		changed []string
	}{
		{"status", trigger.Event{Kind: trigger.CaseStatusChanged, Case: k, From: trigger.Unresolved, To: trigger.Pending}, []string{"case.status", "status", "case"}},
		{"the same status", trigger.Event{Kind: trigger.CaseStatusChanged, Case: k, From: trigger.Pending, To: trigger.Pending}, nil},
		{"tag added", trigger.Event{Kind: trigger.CaseTagAdded, Case: k, Tag: "a"}, []string{"case.tags", "tags", "case"}},
		{"tag removed", trigger.Event{Kind: trigger.CaseTagRemoved, Case: k, Tag: "b"}, []string{"case.tags", "tags", "case"}},
		{"update", trigger.Event{Kind: trigger.CaseUpdated, Case: k}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			on := []string{trigger.OnCaseStatusChanged, trigger.OnCaseTagAdded, trigger.OnCaseTagRemoved, trigger.OnCaseUpdated}
			var found []string
			for _, path := range []string{"case.status", "status", "case.tags", "tags", "case", "case.priority"} {
				p, err := new(filter.Compiler).Compile(text(`changed("` + path + `")`))
				require.NoError(t, err)
				x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: on, AllTopics: true}, Program: p}})
				for _, h := range x.Match(filter.NewView(tc.ev)) {
					require.True(t, h.Sure)
					found = append(found, path)
				}
			}
			require.ElementsMatch(t, tc.changed, found)
		})
	}
}
