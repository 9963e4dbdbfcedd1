package filter_test

import (
	"fmt"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// ownWords is a host whose priorities read the other way round as texts, and that has four statuses.
func ownWords() *trigger.World {
	return &trigger.World{
		Priorities: []string{"p3", "p2", "p1"},
		Statuses: []trigger.HostStatus{{Name: "open", Class: trigger.Unresolved}, {Name: "waiting", Class: trigger.Pending},
			{Name: "solved", Class: trigger.Resolved}, {Name: "closed", Class: trigger.Resolved}},
	}
}

func prioritised(priority string) trigger.Event {
	return trigger.Event{Kind: trigger.CaseUpdated, At: noon, Case: &trigger.Case{ID: "5", Topic: "support", Priority: priority}}
}

// Words compare by the host's order, not by the alphabet, in every way of writing it.
func TestWordsInOrder(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		world  *trigger.World
		filter filter.Filter
		words  []string // that pass, of those below
	}{
		{"at least", nil, text(`case.priority >= "high"`), []string{"high", "critical"}},
		{"above", nil, text(`case.priority > "low"`), []string{"medium", "high", "critical"}},
		{"at most", nil, text(`case.priority <= "medium"`), []string{"low", "medium"}},
		{"below", nil, text(`case.priority < "medium"`), []string{"low"}},
		{"above the last", nil, text(`case.priority > "critical"`), nil},
		{"the other way round", nil, text(`"high" <= case.priority`), []string{"high", "critical"}},
		{"between in an expression", nil, text(`"medium" <= case.priority < "critical"`), []string{"medium", "high"}},
		{"not", nil, text(`not (case.priority >= "high")`), []string{"", "low", "medium", "urgent", "p1", "p2", "p3"}},
		{"gt", nil, tree(test("case.priority", "gt", "medium")), []string{"high", "critical"}},
		{"gte", nil, tree(test("case.priority", "gte", "medium")), []string{"medium", "high", "critical"}},
		{"lt", nil, tree(test("case.priority", "lt", "medium")), []string{"low"}},
		{"lte", nil, tree(test("case.priority", "lte", "medium")), []string{"low", "medium"}},
		{"between", nil, tree(test("case.priority", "between", "medium", "high")), []string{"medium", "high"}},
		{"the host's own order", ownWords(), text(`case.priority >= "p2"`), []string{"p1", "p2"}},
		{"the host's own order in a tree", ownWords(), tree(test("case.priority", "lt", "p1")), []string{"p2", "p3"}},
		{"a word that the host does not have", ownWords(), text(`case.priority >= "high"`), nil},
		{"and not", ownWords(), text(`not (case.priority < "high")`), []string{"", "low", "medium", "high", "critical", "urgent", "p1", "p2", "p3"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := filter.Compiler{World: tc.world}
			p, err := c.Compile(tc.filter)
			require.NoError(t, err)
			x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnCaseUpdated}, AllTopics: true}, Program: p}})
			var passed, found []string
			for _, word := range []string{"", "low", "medium", "high", "critical", "urgent", "p1", "p2", "p3"} {
				v := filter.NewView(prioritised(word))
				hits := x.Match(v)
				for _, h := range hits {
					require.True(t, h.Sure, "the index knows the order")
					found = append(found, word)
				}
				ok, err := p.Match(v)
				require.NoError(t, err)
				if ok {
					passed = append(passed, word)
				}
				if tc.world == nil {
					checkExplained(t, p, v, ok)
				}
				require.Equal(t, ok, p.Explain(v) == nil, "an explanation knows the order too")
			}
			require.Equal(t, tc.words, passed)
			require.Equal(t, tc.words, found)
		})
	}
}

// What else has an order: statuses, sentiments, what a field was, and a field of the host's.
func TestWordsInOrderOfOtherFields(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{Kind: trigger.CaseStatusChanged, At: noon, From: "open", To: "solved",
		Mention: &trigger.Mention{ID: "m", Sentiment: "negative"},
		Case:    &trigger.Case{ID: "5", Status: "solved", Priority: "p1", Sentiment: "neutral", Fields: map[string]any{"least": "p2", "odd": "high", "number": 2}},
		Changes: map[string]trigger.Change{"case.priority": {From: "p3", To: "p1"}}}
	c := filter.Compiler{World: ownWords()}
	matches(t, &c, ev, true, `case.status >= "waiting"`, `event.from < event.to`, `event.to < "closed"`, `mention.sentiment < case.sentiment`, `mention.sentiment <= "neutral"`,
		`case.priority > was("case.priority")`, `was("priority") < "p2"`, `case.priority > case.fields.least`, `case.fields.least < case.priority`, `any(case.assigned.users, true) or case.status > "open"`)
	matches(t, &c, ev, false, `event.from >= event.to`, `case.priority > case.fields.odd`, `case.priority <= case.fields.odd`, `case.priority > case.fields.none`, `was("case.status") > "closed"`)
	_, err := evaluate(t, &c, `case.priority > case.fields.number`, ev)
	require.ErrorContains(t, err, "case.fields.number is the number 2, not text")
}

func evaluate(t *testing.T, c *filter.Compiler, s string, ev trigger.Event) (bool, error) {
	t.Helper()
	p, err := c.Compile(text(s))
	require.NoError(t, err, s)
	return p.Match(filter.NewView(ev))
}

// Words of two lists, and what is no word, are faults.
func TestWordsThatHaveNoOrder(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, filter, fault string }{
		{"two lists", `case.priority > case.status`, "line 1, column 15: case.priority and case.status are words of different lists, > cannot compare them"},
		{"a number", `case.priority >= 2`, `line 1, column 15: case.priority is text and 2 is a number, >= cannot compare them; write "2"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c filter.Compiler
			_, err := c.Compile(text(tc.filter))
			require.EqualError(t, err, tc.fault)
		})
	}
	var c filter.Compiler
	for _, tc := range []struct {
		name, fault string
		cond        filter.Cond
	}{
		{"no order", "values: nothing is between \"high\" and \"low\", write the lower one first", test("case.priority", "between", "high", "low")},
		{"a number", `values[0]: 3 is not text; write "3"`, test("case.priority", "gt", 3)},
		{"an empty word", `values[0]: "" is empty; use exists or not_exists`, test("case.priority", "lte", "")},
		{"any other text", "op: gt compares numbers, times and ordered words, and case.category is text", test("case.category", "gt", "a")},
		{"no time", `op: older_than compares times, and case.priority is text; an expression reads a text as a time, as in event.at - date(x) >= duration("2d")`, test("case.priority", "older_than", "2d")},
	} {
		t.Run("tree: "+tc.name, func(t *testing.T) {
			_, err := c.Compile(tree(tc.cond))
			require.EqualError(t, err, tc.fault)
		})
	}
}

// A word that is not in its closed list is told with its place and what was probably meant. The filter compiles all the same.
func TestWordsOfFilters(t *testing.T) {
	t.Parallel()
	const priorities, statuses, sentiments = "is not p3, p2 or p1", "is not open, waiting, solved or closed", "is not negative, neutral or positive"
	for _, tc := range []struct {
		name   string
		filter filter.Filter
		words  []string
	}{
		{"equal", text(`case.status == "solvd"`), []string{`line 1, column 16: "solvd" ` + statuses + `, did you mean solved?`}},
		{"not equal", text(`"solvd" != case.status`), []string{`line 1, column 1: "solvd" ` + statuses + `, did you mean solved?`}},
		{"in", text(`case.status in ["open", "pending"] and case.priority not in ["high"]`), []string{`line 1, column 25: "pending" ` + statuses, `line 1, column 62: "high" ` + priorities}},
		{"is", text("true and\nis(case.status, \"open\", \"resolved\")"), []string{`line 2, column 25: "resolved" ` + statuses + `, did you mean solved?`}},
		{"ordered", text(`case.priority >= "high"`), []string{`line 1, column 18: "high" ` + priorities}},
		{"of an event", text(`event.to == "done" or event.from == "done"`), []string{`line 1, column 13: "done" ` + statuses, `line 1, column 37: "done" ` + statuses}},
		{"sentiments", text(`mention.sentiment == "bad" or case.sentiment == "neutal"`), []string{`line 1, column 22: "bad" ` + sentiments, `line 1, column 49: "neutal" ` + sentiments + `, did you mean neutral?`}},
		{"what was", text(`was("case.status") == "pending" or is(was("status"), "pending")`), []string{`line 1, column 23: "pending" ` + statuses, `line 1, column 54: "pending" ` + statuses}},
		{"in a loop", text(`any(case.tags, case.status == "x")`), []string{`line 1, column 31: "x" ` + statuses}},
		{"right words", text(`case.status == "open" and case.priority in ["p1"] and case.sentiment != "neutral" and event.to == "closed"`), nil},
		{"other fields", text(`case.category == "resolved" and case.tags == nil and record.status == "done" and case.fields.status == "x"`), nil},
		{"missing", text(`case.status == nil or case.priority != ""`), nil},
		{"parts of words", text(`is_text(case.status, "OPEN") or starts_with(case.status, "clos")`), nil},
		{"a tree", tree(filter.Cond{All: []filter.Cond{test("case.status", "is", "open", "solvd"), {Not: ptr(test("case.priority", "gte", "high"))}, test("case.priority", "between", "p3", "p0"),
			test("case.status", "changed_to", "done"), test("case.sentiment", "changed_from", "neutral", "angry"), test("case.status", "starts_with", "x")}}),
			[]string{`all[0].values[1]: "solvd" ` + statuses + `, did you mean solved?`, `all[1].not.values[0]: "high" ` + priorities, `all[2].values[1]: "p0" ` + priorities,
				`all[3].values[0]: "done" ` + statuses, `all[4].values[1]: "angry" ` + sentiments}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := filter.Compiler{World: ownWords()}
			p, err := c.Compile(tc.filter)
			require.NoError(t, err)
			var words []string
			for _, e := range p.Words() {
				var word *trigger.WordError
				require.ErrorAs(t, e, &word)
				words = append(words, e.Error())
			}
			require.ElementsMatch(t, tc.words, words)
			_, err = p.Match(filter.NewView(sample()))
			require.NoError(t, err)
		})
	}
}

// Beside other faults, words are told too.
func TestWordsBesideFaults(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	_, err := c.Compile(text(`case.status == "pendng" and case.titel == "x"`))
	require.Len(t, filter.Errors(err), 2)
	require.ErrorContains(t, err, `"pendng" is not unresolved, pending or resolved, did you mean pending?`)
	require.ErrorContains(t, err, "unknown field case.titel")
	_, err = c.Compile(tree(filter.Cond{Any: []filter.Cond{test("case.status", "is", "pendng"), test("case.titel", "exists")}}))
	require.Len(t, filter.Errors(err), 2)
}

// Comparisons of templates are checked alike, with the place in the whole text.
func TestWordsOfTemplates(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	tpl, err := c.Template("Hello,\nit is {{ case.priority >= \"hgh\" ? \"urgent\" : \"fine\" }}{{ case.status == \"pending\" }}", filter.Plain)
	require.NoError(t, err)
	var words []string
	for _, e := range tpl.Words() {
		words = append(words, e.Error())
	}
	require.Equal(t, []string{`line 2, column 27: "hgh" is not low, medium, high or critical, did you mean high?`}, words)
	s, err := tpl.Render(filter.NewView(prioritised("critical")))
	require.NoError(t, err)
	require.Equal(t, "Hello,\nit is finefalse", s)
}

func ExampleProgram_Words() {
	c := filter.Compiler{World: &trigger.World{Priorities: []string{"p3", "p2", "p1"}}}
	p, err := c.Compile(filter.Filter{Text: `case.priority >= "p2" or case.status == "pendng"`})
	fmt.Println(err, p.Words()[0])
	ok, _ := p.Match(filter.NewView(trigger.Event{Case: &trigger.Case{Priority: "p1"}}))
	fmt.Println(ok)
	// Output:
	// <nil> line 1, column 41: "pendng" is not unresolved, pending or resolved, did you mean pending?
	// true
}
