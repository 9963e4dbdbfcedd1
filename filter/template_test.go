package filter_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func render(t testing.TB, tpl string, esc filter.Escape, ev trigger.Event) string {
	t.Helper()
	var c filter.Compiler
	compiled, err := c.Template(tpl, esc)
	require.NoError(t, err, tpl)
	got, err := compiled.Render(filter.NewView(ev))
	require.NoError(t, err, tpl)
	return got
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	ev := sample()
	ev.Mention.Title = "a \"b\"\n<c> & ñ/é"
	ev.Record.Fields["big"], ev.Record.Fields["id"], ev.Record.Fields["nan"] = 1e21, whole(43769358878509009), math.NaN()
	ev.Record.Fields["nested"] = []any{"a", []any{1, 2.5}, map[string]any{"k": "v"}, nil, true}
	for _, tc := range []struct {
		name, text, plain, json, url string
	}{
		{"constant", `no { placeholder } here }}`, `no { placeholder } here }}`, `no { placeholder } here }}`, `no { placeholder } here }}`},
		{"empty", ``, ``, ``, ``},
		{"words", `{{ word(mention.content, "falla") }} {{ exact(mention.content, "falla") }}`, `true false`, `true false`, `true false`},
		{"text", `{{ case.title }}`, `Falla`, `"Falla"`, `Falla`},
		{"in quotes", `"{{case.title}}"`, `"Falla"`, `"Falla"`, `"Falla"`},
		{"special characters", `"{{ mention.title }}"`, "\"a \"b\"\n<c> & ñ/é\"", `"a \"b\"\n<c> & ñ/é"`, `"a%20%22b%22%0A%3Cc%3E%20%26%20%C3%B1%2F%C3%A9"`},
		{"behind a quoted quote", `{"a\"": {{ case.id }}, "b": "{{ case.id }}"}`, `{"a\"": 5, "b": "5"}`, `{"a\"": "5", "b": "5"}`, `{"a\"": 5, "b": "5"}`},
		{"several", `{{ case.id }}-{{ case.id }}{{ case.id }}`, `5-55`, `"5"-"5""5"`, `5-55`},
		{"missing", `<{{ mention.category }}>`, `<>`, `<null>`, `<>`},
		{"missing in quotes", `"{{ mention.category }}"`, `""`, `""`, `""`},
		{"missing member", `{{ record.none.of.these }}`, ``, `null`, ``},
		{"number", `{{ record.Rating }} {{ mention.author.followers }}`, `2 1500`, `2 1500`, `2 1500`},
		{"fraction", `{{ record.Rating / 4 }}`, `0.5`, `0.5`, `0.5`},
		{"no exponent", `{{ record.big }} {{ 1e-7 }} {{ record.id }}`, `1000000000000000000000 0.0000001 43769358878509009`, `1000000000000000000000 0.0000001 43769358878509009`, `1000000000000000000000 0.0000001 43769358878509009`},
		{"not a number", `{{ record.nan }}`, ``, `null`, ``},
		{"truth", `{{ mention.private }} {{ record.Rating > 5 }}`, `true false`, `true false`, `true false`},
		{"list", `{{ mention.tags }}`, `vip, app`, `["vip","app"]`, `vip%2C%20app`},
		{"mixed list", `{{ record.nested }}`, `a, [1,2.5], {"k":"v"}, , true`, `["a",[1,2.5],{"k":"v"},null,true]`, `a%2C%20%5B1%2C2.5%5D%2C%20%7B%22k%22%3A%22v%22%7D%2C%20%2C%20true`},
		{"empty list", `{{ record.list }}`, ``, `[]`, ``},
		{"time", `{{ event.at }}`, `2026-01-05T12:00:00Z`, `"2026-01-05T12:00:00Z"`, `2026-01-05T12%3A00%3A00Z`},
		{"duration", `{{ event.at - mention.arrived }}`, `1h0m0s`, `"1h0m0s"`, `1h0m0s`},
		{"object", `{{ record.owner }}`, `{"id":7,"name":"Bo"}`, `{"id":7,"name":"Bo"}`, `%7B%22id%22%3A7%2C%22name%22%3A%22Bo%22%7D`},
		{"object in quotes", `"{{ record.owner }}"`, `"{"id":7,"name":"Bo"}"`, `"{\"id\":7,\"name\":\"Bo\"}"`, `"%7B%22id%22%3A7%2C%22name%22%3A%22Bo%22%7D"`},
		{"expression", `{{ mention.category ?? "none" }}`, `none`, `"none"`, `none`},
		{"braces in quotes", `{{ record["}}"] ?? '}}' }}{{ "{{" }}`, `}}{{`, `"}}""{{"`, `%7D%7D%7B%7B`},
		{"raw text", "{{ `}}\\` }}", `}}\`, `"}}\\"`, `%7D%7D%5C`},
		{"escaped quote", `{{ "a\"}}" }}`, `a"}}`, `"a\"}}"`, `a%22%7D%7D`},
		{"choice", `{{ record.flag ? "yes" : "no" }}`, `yes`, `"yes"`, `yes`},
		{"nil", `{{ nil }}`, ``, `null`, ``},
		{"constant number", `{{ 1 }}`, `1`, `1`, `1`},
		{"author", `{{ mention.author.name }} ({{ mention.author }})`, `Ada ({"id":"a1","name":"Ada","handle":"@ada","followers":1500})`, `"Ada" ({"id":"a1","name":"Ada","handle":"@ada","followers":1500})`, `Ada (%7B%22id%22%3A%22a1%22%2C%22name%22%3A%22Ada%22%2C%22handle%22%3A%22%40ada%22%2C%22followers%22%3A1500%7D)`},
		{"was", `{{ was("case.priority") }}`, `low`, `"low"`, `low`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.plain, render(t, tc.text, filter.Plain, ev), "plain")
			require.Equal(t, tc.json, render(t, tc.text, filter.JSON, ev), "JSON")
			require.Equal(t, tc.url, render(t, tc.text, filter.URL, ev), "URL")
		})
	}
}

// A whole item is written as its own JSON.
func TestTemplateItems(t *testing.T) {
	t.Parallel()
	ev := sample()
	want, err := json.Marshal(map[string]any{"mention": ev.Mention, "case": ev.Case, "record": ev.Record.Fields})
	require.NoError(t, err)
	require.JSONEq(t, string(want), render(t, `{"mention": {{ mention }}, "case": {{ case }}, "record": {{ record }}}`, filter.JSON, ev))
	require.JSONEq(t, `{"id":"e1","kind":"case_updated","at":"2026-01-05T12:00:00Z","actor":"agent","record_id":"r1","source":"reviews","object":"review"}`, render(t, `{{ event }}`, filter.JSON, ev))
	require.Equal(t, `null null null null`, render(t, `{{ mention }} {{ record }} {{ mention.author }} {{ mention.private }}`, filter.JSON, bare()))
	require.Equal(t, `   `, render(t, `{{ mention }} {{ record }} {{ mention.author }} {{ mention.private }}`, filter.Plain, bare()))
}

func TestTemplateFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"all of them", "Hola {{ mention.contnt }},\nñ {{ wrd(1) }} {{ }}", []string{
			`line 1, column 9: unknown field mention.contnt, did you mean mention.content?`, `line 2, column 6: unknown function wrd, did you mean word?`, `line 2, column 18: is empty`}},
		{"not closed", "a {{ case.id }} {{ case.id", []string{`line 1, column 17: the {{ is not closed, }} is missing`}},
		{"closed in quotes only", `{{ "}}" `, []string{`line 1, column 1: the {{ is not closed, }} is missing`}},
		{"comment", "{{ case.id }}\n{{ case.id /* }} */ }}", []string{`line 2, column 1: a comment is not allowed in a placeholder, leave it out`}},
		{"comment to the end of the line", "{{ case.id // it's }}", []string{`line 1, column 1: a comment is not allowed in a placeholder, leave it out`}},
		{"item of a choice", `{{ (mention ?? mention).id }}`, []string{`line 1, column 13: mention ?? mention is one object or another, name the field in each of them`}},
		{"syntax", `{{ case.id + }}`, []string{`line 1, column 13: the expression ends too early`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			tpl, err := c.Template(tc.text, filter.Plain)
			require.Equal(t, tc.want, lines(err))
			require.Nil(t, tpl)
		})
	}
}

func TestTemplateRunErrors(t *testing.T) {
	t.Parallel()
	cyclic := map[string]any{}
	cyclic["self"] = cyclic
	ev := trigger.Event{Record: &trigger.Record{Fields: map[string]any{"word": "abc", "cyclic": cyclic, "list": []any{cyclic}, "lists": []any{[]any{cyclic}}}}}
	for _, tc := range []struct{ text, want string }{
		{"a\n {{ number(record.word) }}", `line 2, column 5: record.word is text "abc", not a number`},
		{"{{ record.cyclic }}", `line 1, column 3: cannot be written as JSON: it refers to itself or contains a value that is not data`},
		{"{{ record.list }}", `line 1, column 3: cannot be written as JSON: it refers to itself or contains a value that is not data`},
		{"{{ record.lists }}", `line 1, column 3: cannot be written as JSON: it refers to itself or contains a value that is not data`},
	} {
		var c filter.Compiler
		tpl, err := c.Template(tc.text, filter.Plain)
		require.NoError(t, err)
		got, err := tpl.Render(filter.NewView(ev))
		var run *filter.RunError
		require.ErrorAs(t, err, &run)
		require.EqualError(t, err, tc.want)
		require.Empty(t, got)
	}
}

func TestConstant(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	for s, want := range map[string]bool{"": true, "a } }} b": true, "{{ 1 }}": false, "a {{ case.id }}": false} {
		tpl, err := c.Template(s, filter.Plain)
		require.NoError(t, err)
		require.Equal(t, want, tpl.Constant(), s)
	}
}

// Whatever an event holds, a JSON template stays JSON and says what was put into it.
func TestTemplateStaysJSON(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	tpl, err := c.Template(`{"text": "<{{ mention.content }}>", "value": {{ mention.content }}, "any": {{ record.x }}, "list": {{ mention.tags }}}`, filter.JSON)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.String().Draw(t, "content")
		tags := rapid.SliceOf(rapid.String()).Draw(t, "tags")
		x := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Float64(), func(f float64) any { return f }), rapid.Just[any](time.Hour)).Draw(t, "x")
		got, err := tpl.Render(filter.NewView(trigger.Event{Mention: &trigger.Mention{Content: content, Tags: tags}, Record: &trigger.Record{Fields: map[string]any{"x": x}}}))
		if f, ok := x.(float64); ok && math.IsInf(f, 0) {
			return // no JSON has a word for it
		}
		require.NoError(t, err)
		var back struct {
			Text  string
			Value *string
			Any   any
			List  []string
		}
		require.NoError(t, json.Unmarshal([]byte(got), &back), got)
		require.Equal(t, "<"+content+">", back.Text)
		require.Equal(t, content == "", back.Value == nil)
		require.Len(t, back.List, len(tags))
	})
}

func TestTemplateXML(t *testing.T) {
	t.Parallel()
	ev := sample()
	ev.Mention.Title = `a <b> & "c" 'd' é`
	require.Equal(t, `<t a="5">a &lt;b&gt; &amp; &#34;c&#34; &#39;d&#39; é</t>`, render(t, `<t a="{{ case.id }}">{{ mention.title }}</t>`, filter.XML, ev))
}

// A backslash of a JSON text belongs to what follows: a placeholder there would lose its first character, or end the
// string.
func TestTemplateBehindBackslash(t *testing.T) {
	t.Parallel()
	const fault = ` a \ before the {{ would change what is inserted, write \\ for one \`
	for _, tc := range []struct {
		name, text, want string
		esc              filter.Escape
	}{
		{"one", `{"a": "x\{{ case.id }}"}`, "line 1, column 10:" + fault, filter.JSON},
		{"three", `"\\\{{ case.id }}"`, "line 1, column 5:" + fault, filter.JSON},
		{"half a letter", `"\u00{{ case.id }}"`, "line 1, column 6:" + fault, filter.JSON},
		{"two", `"\\{{ case.id }}"`, "", filter.JSON},
		{"a whole letter", `"\u00e9{{ case.id }}"`, "", filter.JSON},
		{"a line break", `"\n{{ case.id }}"`, "", filter.JSON},
		{"behind another placeholder", `"\\{{ case.id }}{{ case.id }}"`, "", filter.JSON},
		{"no JSON", `"\{{ case.id }}"`, "", filter.Plain},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			_, err := c.Template(tc.text, tc.esc)
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, []string{tc.want}, lines(err))
		})
	}
}

// JSON has no word for a number that is not finite; in a text it may stand.
func TestTemplateInfinity(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	ev := trigger.Event{Record: &trigger.Record{Fields: map[string]any{"up": math.Inf(1), "down": math.Inf(-1)}}}
	for _, name := range []string{"up", "down"} {
		tpl, err := c.Template(`{"n": {{ record.`+name+` }}}`, filter.JSON)
		require.NoError(t, err)
		got, err := tpl.Render(filter.NewView(ev))
		var run *filter.RunError
		require.ErrorAs(t, err, &run)
		require.EqualError(t, err, "line 1, column 9: is not a finite number")
		require.Empty(t, got)
	}
	require.Equal(t, `"+Inf"`, render(t, `"{{ record.up }}"`, filter.JSON, ev))
}

// Of very many faults the first hundred are told, and that there are more. Their places are counted from where the
// text begins.
func TestTemplateManyFaults(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	_, err := c.Template(strings.Repeat("ñ\n{{ a }}", 100), filter.Plain)
	require.Len(t, filter.Errors(err), 100)
	require.Equal(t, "line 101, column 4: unknown field a", lines(err)[99])
	_, err = c.Template(strings.Repeat("ñ {{ a }}", 256), filter.Plain)
	require.Len(t, filter.Errors(err), 101)
	require.Equal(t, "line 1, column 6: unknown field a", lines(err)[0])
	require.Equal(t, "line 1, column 897: unknown field a", lines(err)[99])
	require.Equal(t, "and more faults", lines(err)[100])
	var manyFields string
	for i := range 400 {
		manyFields += fmt.Sprintf("a%d == 1 and ", i)
	}
	manyFields += "true"
	_, err = c.Template("{{ "+manyFields+" }}", filter.Plain)
	require.Len(t, filter.Errors(err), 101)
	began := time.Now()
	_, err = c.Template(strings.Repeat("ñ", 30_000)+"{{ "+manyFields+" }}", filter.Plain)
	require.Equal(t, "line 1, column 30004: unknown field a0", lines(err)[0])
	require.Less(t, time.Since(began), 2*time.Second)
}

// What ?? and ?: choose between may be a whole item.
func TestTemplateChosenItems(t *testing.T) {
	t.Parallel()
	require.Equal(t, `{"id":"9","x":1}`, render(t, `{{ record ?? mention }}`, filter.JSON, trigger.Event{Record: &trigger.Record{Fields: map[string]any{"id": "9", "x": 1}}}))
	require.Equal(t, `{"id":"a1","name":"Ada","handle":"@ada","followers":1500}`, render(t, `{{ mention.author ?? mention.author }}`, filter.JSON, sample()))
	require.Contains(t, render(t, `{{ case.id == "5" ? mention : case }}`, filter.JSON, sample()), `"id":"m1"`)
	require.Equal(t, `null`, render(t, `{{ mention ?? mention }}`, filter.JSON, bare()))
}
