package filter_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// Only what customers write, about outages.
func Example() {
	var c filter.Compiler
	p, err := c.Compile(filter.Filter{Text: `mention.type != "sent" and word(mention.content, "falla", "error de servidor")`})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range []trigger.Mention{
		{Type: "inbox", Content: "La app FALLA"},
		{Type: "sent", Content: "¿Aún falla?"},
		{Type: "inbox", Content: "Estoy resfallado"},
		{Type: "inbox", Content: "Otra vez «Error de  servidor»…"},
	} {
		ok, err := p.Match(filter.NewView(trigger.Event{Mention: &m}))
		fmt.Println(ok, err)
	}
	// Output:
	// true <nil>
	// false <nil>
	// false <nil>
	// true <nil>
}

// The same as a tree, which a user interface can build. "Status" "Type" "is not" "Sent" is the first condition.
func ExampleCond() {
	doc := `{"all": [
		{"field": "mention.type", "op": "is_not", "values": ["sent"]},
		{"any": [
			{"field": "mention.content", "op": "contains_any", "values": ["producto", "cancelar suscripción"]},
			{"field": "mention.service", "op": "is", "values": ["facebook", "twitter"]}]},
		{"not": {"field": "mention.tags", "op": "is", "values": ["spam"]}}]}`
	var f filter.Filter
	if err := json.Unmarshal([]byte(doc), &f); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Tree.Text())

	var c filter.Compiler
	p, _ := c.Compile(f)
	ok, _ := p.Match(filter.NewView(trigger.Event{Mention: &trigger.Mention{Type: "inbox", Content: "Quiero CANCELAR SUSCRIPCION ya"}}))
	fmt.Println(ok)
	// Output:
	// mention.type != "sent" and (word(mention.content, "producto", "cancelar suscripción") or mention.service in ["facebook", "twitter"]) and not ("spam" in mention.tags)
	// true
}

// All faults come at once, with their places and what was probably meant.
func ExampleCompiler_Compile_faults() {
	var c filter.Compiler
	_, err := c.Compile(filter.Filter{Text: "mention.contnt contains 'x' and\n  wrod(mention.title, 'y') and mention.tags == 'vip'"})
	fmt.Println(err)
	for _, e := range filter.Errors(err) {
		fmt.Println(e.Line, e.Column)
	}
	// Output:
	// line 1, column 1: unknown field mention.contnt, did you mean mention.content?
	// line 2, column 3: unknown function wrod, did you mean word?
	// line 2, column 45: mention.tags is a list, write … in mention.tags
	// 1 1
	// 2 3
	// 2 45
}

// Faults of a tree have a path.
func ExampleCompiler_Compile_tree() {
	var c filter.Compiler
	_, err := c.Compile(filter.Filter{Tree: &filter.Cond{All: []filter.Cond{
		{Field: "mention.content", Op: "gt", Values: []any{5}},
		{Field: "case.priority", Op: "is", Values: []any{"high", ""}},
	}}})
	fmt.Println(err)
	// Output:
	// all[0].op: gt compares numbers, times and ordered words, and mention.content is text
	// all[1].values[1]: "" is empty; use exists or not_exists
}

func ExampleCompiler_saved() {
	c := filter.Compiler{Saved: map[string]filter.Filter{"vip": {Text: `"vip" in case.tags`}}}
	p, err := c.Compile(filter.Filter{Saved: "vip"})
	fmt.Println(p, err)
	_, err = c.Compile(filter.Filter{Saved: "vips"})
	fmt.Println(err)
	// Output:
	// "vip" in case.tags <nil>
	// unknown saved filter "vips", did you mean vip?
}

func ExampleCompiler_maxComplexity() {
	c := filter.Compiler{MaxComplexity: 5}
	_, err := c.Compile(filter.Filter{Text: `word(mention.content, "a", "b", "c") and mention.service in ["twitter", "facebook"]`})
	fmt.Println(err)
	// Output: the complexity is 6, more than 5; use fewer alternatives
}

// Tests of texts that leave case aside, of how old something is, and of what an update changed.
func ExampleCond_operators() {
	var c filter.Compiler
	v := filter.NewView(trigger.Event{
		Kind: trigger.CaseUpdated, At: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Case:    &trigger.Case{ID: "5", Title: "RE: La app  falla", Priority: "high", Tags: []string{"VIP"}, Opened: time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC)},
		Changes: map[string]trigger.Change{"case.priority": {From: "low", To: "high"}},
	})
	for _, t := range []filter.Cond{
		{Field: "case.title", Op: "starts_with", Values: []any{"re:"}},
		{Field: "case.title", Op: "ends_with", Values: []any{"FALLA"}},
		{Field: "case.title", Op: "contains_text", Values: []any{"app falla"}},
		{Field: "case.tags", Op: "is_text", Values: []any{" vip "}},
		{Field: "case.opened", Op: "older_than", Values: []any{"3d"}},
		{Field: "case.opened", Op: "newer_than", Values: []any{"3d"}},
		{Field: "case.priority", Op: "changed"},
		{Field: "case.priority", Op: "changed_from", Values: []any{"low", "medium"}},
		{Field: "case.priority", Op: "changed_to", Values: []any{"critical"}},
	} {
		p, err := c.Compile(filter.Filter{Tree: &t})
		if err != nil {
			fmt.Println(err)
			return
		}
		ok, err := p.Match(v)
		fmt.Println(ok, err, p)
	}
	// Output:
	// true <nil> starts_with(case.title, "re:")
	// true <nil> ends_with(case.title, "FALLA")
	// true <nil> contains_text(case.title, "app falla")
	// true <nil> is_text(case.tags, " vip ")
	// true <nil> event.at - case.opened >= duration("3d")
	// false <nil> event.at - case.opened < duration("3d")
	// true <nil> changed("case.priority")
	// true <nil> changed("case.priority") and is(was("case.priority"), "low", "medium")
	// false <nil> changed("case.priority") and case.priority == "critical"
}

// Operators of other products get the name of ours.
func ExampleCond_faults() {
	var c filter.Compiler
	for _, op := range []string{"equals", "contains", "like", "in", "and"} {
		_, err := c.Compile(filter.Filter{Tree: &filter.Cond{Field: "case.title", Op: op, Values: []any{"a"}}})
		fmt.Println(err)
	}
	_, err := c.Compile(filter.Filter{Tree: &filter.Cond{Field: "case.opened", Op: "older_than", Values: []any{"two days"}}})
	fmt.Println(err)
	// Output:
	// op: unknown operator "equals", did you mean is?
	// op: unknown operator "contains", did you mean contains_any or contains_text?
	// op: unknown operator "like", did you mean contains_text?
	// op: unknown operator "in", did you mean is?
	// op: unknown operator "and"; a group is written without op, as in {"all": …}
	// values[0]: "two days" is not a duration, want one as in "30m", "36h", "2d" or "1w"
}

// Arithmetic of times, the clocks of a place, dates as other systems write them, and text without its HTML.
func ExampleCompiler_Template_functions() {
	var c filter.Compiler
	v := filter.NewView(trigger.Event{
		At:      time.Date(2026, 1, 5, 23, 30, 0, 0, time.UTC),
		Case:    &trigger.Case{ID: "5", Opened: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), Fields: map[string]any{"due": "2026-01-06T09:00:00.000+0000", "sold": "31/12/2025"}},
		Mention: &trigger.Mention{Content: "<p>Tom &amp; Ada</p><p>La app <b>falla</b></p>"},
	})
	for _, s := range []string{
		`{{ case.opened + (date(case.fields.due) - case.opened) * 0.8 }}`,
		`{{ max(duration("1h"), event.at - case.opened) }} {{ (event.at - case.opened) / duration("1h") }}`,
		`{{ weekday(event.at, "Europe/Brussels") }} {{ today(case.opened, "Europe/Brussels") }}`,
		`{{ format(event.at, "02/01/2006 15:04", "Europe/Brussels") }}`,
		`{{ event.at - date(case.fields.sold, "02/01/2006", "Europe/Brussels") >= duration("5d") }}`,
		`{{ text(mention.content) }}`,
	} {
		t, err := c.Template(s, filter.Plain)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(t.Render(v))
	}
	// Output:
	// 2026-01-06T04:12:00Z <nil>
	// 14h30m0s 14.5 <nil>
	// tuesday false <nil>
	// 06/01/2026 00:30 <nil>
	// true <nil>
	// Tom & Ada
	// La app falla <nil>
}

// nineToFive is open from nine to five in UTC, every day. A *schedule.Hours does it for any calendar.
type nineToFive struct{}

func (nineToFive) Open(t time.Time) bool { return t.UTC().Hour() >= 9 && t.UTC().Hour() < 17 }

func (nineToFive) Between(a, b time.Time) time.Duration {
	var sum time.Duration
	for t := a; t.Before(b); t = t.Add(time.Minute) {
		if (nineToFive{}).Open(t) {
			sum += time.Minute
		}
	}
	return sum
}

// Filters ask the calendars of the host.
func ExampleHours() {
	c := filter.Compiler{Calendars: map[string]filter.Hours{"office": nineToFive{}}}
	v := filter.NewView(trigger.Event{At: time.Date(2026, 1, 5, 18, 0, 0, 0, time.UTC), Case: &trigger.Case{Opened: time.Date(2026, 1, 5, 15, 30, 0, 0, time.UTC)}})
	for _, s := range []string{`open("office")`, `open("office", case.opened)`, `open_time("office", case.opened, event.at) > duration("1h")`} {
		p, _ := c.Compile(filter.Filter{Text: s})
		ok, err := p.Match(v)
		fmt.Println(ok, err, p.Calendars())
	}
	_, err := c.Compile(filter.Filter{Text: `open("ofice")`})
	fmt.Println(err)
	// Output:
	// false <nil> [office]
	// true <nil> [office]
	// true <nil> [office]
	// line 1, column 6: unknown calendar "ofice", did you mean office?
}

// On what is missing every positive test is false and every negative one true.
func ExampleProgram_Match_missing() {
	var c filter.Compiler
	v := filter.NewView(trigger.Event{Case: &trigger.Case{ID: "5"}})
	for _, s := range []string{`mention.type == "sent"`, `mention.type != "sent"`, `mention.author.followers < 100`, `not (mention.author.followers < 100)`} {
		p, _ := c.Compile(filter.Filter{Text: s})
		fmt.Println(p.Match(v))
	}
	// Output:
	// false <nil>
	// true <nil>
	// false <nil>
	// true <nil>
}

// Workflow conditions read any field of a record. Text where a number is needed is an error, never "no".
func ExampleProgram_Match_record() {
	var c filter.Compiler
	low, _ := c.Compile(filter.Filter{Tree: &filter.Cond{Field: `record["Rating"]`, Op: "lte", Values: []any{2}}})
	high, _ := c.Compile(filter.Filter{Text: `record.IsClosed == true and record.Priority == "High"`})
	care, _ := c.Compile(filter.Filter{Tree: &filter.Cond{All: []filter.Cond{
		{Field: "record.topics", Op: "is", Values: []any{"Delivery"}},
		{Field: "record.sentiment", Op: "is", Values: []any{"negative"}},
	}}})
	v := filter.NewView(trigger.Event{Record: &trigger.Record{Fields: map[string]any{
		"Rating": "1", "IsClosed": true, "Priority": "High", "topics": []any{"Delivery", "Price"}, "sentiment": "negative"}}})
	fmt.Println(low.Match(v))
	fmt.Println(high.Match(v))
	fmt.Println(care.Match(v))

	v.Reset(trigger.Event{Record: &trigger.Record{Fields: map[string]any{"Rating": "awful"}}})
	_, err := low.Match(v)
	var run *filter.RunError
	fmt.Println(errors.As(err, &run), err)
	// Output:
	// true <nil>
	// true <nil>
	// true <nil>
	// true line 1, column 1: record.Rating is text "awful", not a number
}

// Why did it not match?
func ExampleProgram_Explain() {
	var c filter.Compiler
	p, _ := c.Compile(filter.Filter{Text: `mention.service == "facebook" and word(mention.content, "falla") and case.priority == "high"`})
	v := filter.NewView(trigger.Event{Mention: &trigger.Mention{Service: "twitter", Content: "La app falla"}})
	for _, t := range p.Explain(v) {
		fmt.Println(t.Text, t.Values)
	}
	// Output:
	// mention.service == "facebook" [{mention.service twitter}]
	// case.priority == "high" [{case.priority <nil>}]
}

func ExampleCompiler_Template() {
	var c filter.Compiler
	ev := trigger.Event{Mention: &trigger.Mention{Content: `dice "falla" & más`, Tags: []string{"vip", "app"}}, Case: &trigger.Case{Contact: trigger.Contact{Name: "Ada"}}}
	for _, t := range []struct {
		text   string
		escape filter.Escape
	}{
		{`Is it solved, {{ case.contact.name }}{{ case.contact.company }}?`, filter.Plain},
		{`{"text": "{{ mention.content }}", "tags": {{ mention.tags }}}`, filter.JSON},
		{`https://example.com/?q={{ mention.content }}`, filter.URL},
	} {
		tpl, err := c.Template(t.text, t.escape)
		if err != nil {
			fmt.Println(err)
			return
		}
		s, err := tpl.Render(filter.NewView(ev))
		fmt.Println(s, err)
	}
	// Output:
	// Is it solved, Ada? <nil>
	// {"text": "dice \"falla\" & más", "tags": ["vip","app"]} <nil>
	// https://example.com/?q=dice%20%22falla%22%20%26%20m%C3%A1s <nil>
}

func ExampleTemplate_Constant() {
	var c filter.Compiler
	a, _ := c.Template("Thank you!", filter.Plain)
	b, _ := c.Template("Thank you, {{ case.contact.name }}!", filter.Plain)
	fmt.Println(a.Constant(), b.Constant())
	// Output: true false
}

func ExampleView_Reset() {
	var c filter.Compiler
	p, _ := c.Compile(filter.Filter{Text: `changed("case.priority") and was("case.priority") != "high"`})
	var v filter.View
	for _, from := range []string{"low", "high"} {
		v.Reset(trigger.Event{Kind: trigger.CaseUpdated, Case: &trigger.Case{ID: "5"}, Changes: map[string]trigger.Change{"case.priority": {From: from, To: "critical"}}})
		fmt.Println(p.Match(&v))
	}
	// Output:
	// true <nil>
	// false <nil>
}

func ExampleFilter_MarshalJSON() {
	for _, f := range []filter.Filter{{Text: "mention.private"}, {Saved: "vip"}, {Tree: &filter.Cond{Field: "mention.case_id", Op: "exists"}}, {}} {
		doc, err := json.Marshal(f)
		fmt.Println(string(doc), f, err)
	}
	// Output:
	// "mention.private" mention.private <nil>
	// {"saved":"vip"} saved filter "vip" <nil>
	// {"field":"mention.case_id","op":"exists"} mention.case_id != nil <nil>
	// null true <nil>
}

func ExampleError() {
	fmt.Println(&filter.Error{Line: 1, Column: 14, Msg: "unknown field mention.contnt, did you mean mention.content?"})
	fmt.Println(&filter.Error{Path: "all[1].values", Msg: "missing, is needs at least one"})
	// Output:
	// line 1, column 14: unknown field mention.contnt, did you mean mention.content?
	// all[1].values: missing, is needs at least one
}

func ExampleErrors() {
	var c filter.Compiler
	_, err := c.Compile(filter.Filter{Text: "a == b"})
	fmt.Println(len(filter.Errors(err)), len(filter.Errors(nil)), filter.Errors(errors.New("foreign"))[0].Msg)
	// Output: 2 0 foreign
}
