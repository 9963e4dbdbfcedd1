package filter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// over is a text that is one byte longer than what is parsed.
func over(s string) string { return strings.Repeat(s, filter.MaxText+1)[:filter.MaxText+1] }

// deep is one level more than may be nested.
func deep(s string) string { return strings.Repeat(s, 65) }

// around puts a text into itself, n times.
func around(n int, before, inner, after string) string {
	return strings.Repeat(before, n) + inner + strings.Repeat(after, n)
}

// What could kill or hang a process is refused at once: a parser that works by recursion dies of a text that is deep or
// long enough, one that writes out what a comparison shares doubles it at each level, a regular expression that repeats
// repetitions has millions of instructions. Here everything is just beyond what is allowed.
func TestHostileTexts(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"long brackets", over("("), "more than 8192"},
		{"long !", over("!"), "more than 8192"},
		{"long -", over("-"), "more than 8192"},
		{"long lists", over("["), "more than 8192"},
		{"long objects", over("{"), "more than 8192"},
		{"long conditions", over("true?true:"), "more than 8192"},
		{"long not", over("not "), "more than 8192"},
		{"a long text around a pattern", `mention.content matches "` + over("a") + `"`, "more than 8192"},
		{"a long list", `mention.type in [` + over(`"a",`), "more than 8192"},
		{"brackets", deep("("), "nested deeper than 64"},
		{"!", deep("!") + "true", "nested deeper than 64"},
		{"-", deep("-") + "1 == 1", "nested deeper than 64"},
		{"- with spaces", deep("- ") + "1 == 1", "nested deeper than 64"},
		{"not", deep("not ") + "true", "nested deeper than 64"},
		{"lists", "mention.type in " + deep("["), "nested deeper than 64"},
		{"objects", deep("{"), "nested deeper than 64"},
		{"mixed", deep("![({-")[:22*len("![({-")], "nested deeper than 64"},
		{"conditions", deep("true?true:") + "true", "nested deeper than 64"},
		{"conditions in conditions", deep("true?"), "nested deeper than 64"},
		{"conditions in brackets", deep("(true?")[:33*len("(true?")], "nested deeper than 64"},
		{"calls", deep("lower("), "nested deeper than 64"},
		{"indexes", "record" + deep("[record"), "nested deeper than 64"},
		{"loops", deep("any(record.a, "), "nested deeper than 64"},
		{"brackets in a comment and out", "/* " + deep("(") + " */" + deep("("), "nested deeper than 64"},
		{"too many parts", "1 in [" + strings.Repeat("1,", 2000) + "1]", "more than 2000 parts"},
		{"powers", "2**2**2 == 2", "powers are not available"},
		{"doubling of text", `"a" + "a" == "aa"`, "works on numbers only"},
		{"repeat", `repeat(repeat("a", 2), 2) == "a"`, "not available"},
		{"nested loops", `any(record.big, any(record.big, # == 1))`, "a loop within a loop"},
		{"loop in a list of a loop", `any(mention.tags, count(mention.tags, true) > 1)`, "a loop within a loop"},
		{"string", `string(record) == "a"`, "not available"},
		{"toJSON", `toJSON(record) == "a"`, "not available"},
		{"environment", `$env == nil`, "unknown field $env"},
		{"environment by name", `$env["Find"] == nil`, "unknown field $env"},
		{"range", `1 in 1..3`, "ranges are not available"},
		{"pattern of patterns", `mention.content matches "((a{10}){10}){11}"`, "not valid"},
		{"wide pattern", `mention.content matches "` + strings.Repeat("[a-z]{500}", 2) + `"`, "repeats too much"},
		{"open pattern", `mention.content matches "((("`, "not valid"},
		{"pattern that repeats repetitions", `mention.content matches "` + strings.Repeat("(x?", 6) + strings.Repeat("){3}", 6) + `"`, "repeats too much"},
		{"comparisons that share what is between", around(9, "(1 < ", "1", " < 2 ? 1 : 2)") + " == 1", "more than 2000 parts"},
		{"the same in a list", "[" + around(9, "(1 < ", "1", " < 2 ? 1 : 2)") + "]", "more than 2000 parts"},
		{"list of a record within a loop", `any(record.a, is(record.b, "x"))`, "a loop within a loop"},
		{"length within a loop", `any(record.a, len(record.b) == 1)`, "a loop within a loop"},
		{"computed pattern", `mention.content matches record.pattern`, "pattern in quotes"},
		{"invalid UTF-8", "mention.type == \"\xff\"", "not valid UTF-8"},
		{"members of members", "recrd" + strings.Repeat(".a", 1000) + " == nil", "has more than 2000 parts"},
		{"variables", "let a = 1; let b = 1; true", "without let"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c filter.Compiler
			began := time.Now()
			_, err := c.Compile(filter.Filter{Text: tc.text})
			require.ErrorContains(t, err, tc.want)
			require.Less(t, time.Since(began), slowest)
			require.Less(t, len(err.Error()), 1<<20)
		})
	}
}

// What only looks hostile, or stays within the bounds, works.
func TestHarmlessTexts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text string }{
		{"brackets in text", `mention.type != "` + strings.Repeat("(", 1000) + `"`},
		{"quotes in text", `mention.type != '\'((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((('`},
		{"brackets in a raw text", "mention.type != `" + strings.Repeat("(", 1000) + "`"},
		{"brackets in comments", "/* " + strings.Repeat("(", 1000) + " */ true // " + strings.Repeat("!", 1000)},
		{"64 brackets", strings.Repeat("(", 64) + "true" + strings.Repeat(")", 64)},
		{"64 nots", strings.Repeat("!", 64) + "true"},
		{"brackets side by side", strings.Repeat("(true) and ", 300) + "true"},
		{"alternatives", strings.Repeat(`mention.type == "x" or `, 300) + "true"},
		{"1,000 values", `mention.type not in ["a"` + strings.Repeat(`, "a"`, 1000) + `]`},
		{"terms", `not word(mention.content` + strings.Repeat(`, "x"`, 900) + `)`},
		{"a pattern of 1,000 characters", `not (mention.content matches "` + strings.Repeat("x", 1000) + `")`},
		{"not in not", around(30, "(not ", "(false)", " == true)") + " or true"},
		{"a long path", "record" + strings.Repeat("[record.a]", 450) + " == nil"},
		{"a long choice", strings.Repeat("record.a ?? ", 450) + "true"},
		{"a long sum", strings.Repeat("record.a + ", 450) + "1 != 2"},
		{"a long product", "not (" + strings.Repeat("-record.a * ", 300) + "1 == 2)"},
		{"conditions side by side", strings.Repeat(`(true ? true : false) and `, 200) + "true"},
		{"members of members", "record" + strings.Repeat(".a", 900) + " == nil"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			require.True(t, match(t, text(tc.text), bare()))
			require.Less(t, time.Since(began), slowest)
		})
	}
}

// The most hostile texts are refused in a tree or a template just as well.
func TestHostileTreesAndTemplates(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	wide := filter.Cond{All: slices.Repeat([]filter.Cond{test("x", "y", "z")}, 2001)}
	for _, tc := range []struct {
		name string
		cond filter.Cond
		want string
	}{
		{"2,001 conditions", wide, "more than 2000"},
		{"2,001 values", filter.Cond{Field: "mention.type", Op: "is", Values: make([]any, 2001)}, "more than 2000"},
		{"brackets in the field", test(strings.Repeat("(", 513), "is", "a"), "longer than 512"},
		{"very long field", test(strings.Repeat("(", 16<<10+1), "is", "a"), "more than 16384 bytes"},
		{"many long fields", filter.Cond{Any: slices.Repeat([]filter.Cond{test(strings.Repeat("x", 500), "is", "a")}, 33)}, "more than 16384 bytes"},
		{"many long values", test("mention.type", "is", slices.Repeat([]any{strings.Repeat("x", 500)}, 33)...), "more than 16384 bytes"},
		{"nested long values", filter.Cond{Not: &filter.Cond{All: slices.Repeat([]filter.Cond{test("mention.type", "is", strings.Repeat("x", 500))}, 33)}}, "more than 16384 bytes"},
		{"few brackets in the field", test(deep("("), "is", "a"), "nested deeper than 64"},
		{"long value", test("mention.type", "is", over("(")), "more than 8192"},
		{"very long value", test("mention.type", "is", strings.Repeat("(", 16<<10+1)), "more than 16384"},
		{"long term", test("mention.type", "contains_any", over("(")), "more than 8192"},
		{"long pattern", test("mention.type", "matches", strings.Repeat("(", 1001)), "too long"},
		{"long operator", test("mention.type", strings.Repeat("i", 1000), "a"), "unknown operator"},
		{"wide pattern", test("mention.type", "matches", strings.Repeat("[a-z]{500}", 2)), "repeats too much"},
		{"quotes out of the value", test("mention.type", "is", `" or true or "`), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			began := time.Now()
			p, err := c.Compile(tree(tc.cond))
			require.Less(t, time.Since(began), slowest)
			if tc.want != "" {
				require.ErrorContains(t, err, tc.want)
				require.Less(t, len(err.Error()), 4096)
				return
			}
			require.NoError(t, err)
			ok, err := p.Match(filter.NewView(sample()))
			require.NoError(t, err)
			require.False(t, ok)
		})
	}
	for _, tc := range []struct{ name, text, want string }{
		{"long", strings.Repeat("x", 64<<10+1), "more than 65536"},
		{"many", strings.Repeat("{{ 1 }}", 257), "more than 256 placeholders"},
		{"deep", "{{" + deep("(") + "}}", "nested deeper than 64"},
		{"long placeholder", "{{" + over("(") + "}}", "more than 8192"},
		{"braces", strings.Repeat("{{", 257), "not closed"},
	} {
		_, err := c.Template(tc.text, filter.Plain)
		require.ErrorContains(t, err, tc.want, tc.name)
	}
}

// Events may hold anything. Nothing panics, and all of it takes a reasonable time.
func TestHostileEvents(t *testing.T) {
	t.Parallel()
	cyclic := map[string]any{}
	cyclic["self"] = cyclic
	tags := make([]string, 10_000)
	for i := range tags {
		tags[i] = fmt.Sprint("tag", i)
	}
	big := strings.Repeat("la aplicación falla ñ\x00\xff ", 40_000) // 1 MB
	ev := trigger.Event{At: noon, Mention: &trigger.Mention{Content: big, Title: strings.Repeat("a", 1<<20), Tags: tags}, Case: &trigger.Case{Tags: tags},
		Record: &trigger.Record{Fields: map[string]any{"cyclic": cyclic, "list": []any{cyclic, nil, func() {}, make(chan int)}, "func": func() {},
			"typed": map[int]string{1: "a"}, "names": map[trigger.Status]int{"pending": 1}, "ptr": ptr(ptr(5)), "nil": (*int)(nil), "struct": trigger.Contact{Name: "x"},
			"array": [2]trigger.Status{"a", "b"}, "raw": []byte("abc"), "blank": "   ", "panics": panics{1}, "u64": uint64(1 << 63), "f32": float32(0.5), "status": trigger.Pending, "lists": map[string][]int{"a": {1}}}}}
	v := filter.NewView(ev)
	began := time.Now()
	for _, tc := range []struct {
		text string
		want bool
	}{
		{`word(mention.content, "aplicacion")`, true}, {`word(mention.content, "nada")`, false}, {`contains_text(mention.content, "APLICACIÓN FALLA")`, true},
		{`word(mention.title, "` + strings.Repeat("a", 1000) + `")`, false}, {`mention.content matches "fall[a] ñ"`, true}, {`any(mention.tags, # == "tag9999")`, true},
		{`"tag9999" in mention.tags`, true}, {`is(mention.tags, "x", "tag9999")`, true}, {`any(mention.tags, word(#, "tag9999"))`, true}, {`len(mention.content) > 800000`, true},
		{`any(mention.tags, number(mention.category) == 1)`, false}, {`any(mention.tags, # in ["tag9999"] and not bool(record.blank) and date(record.blank) == nil)`, true},
		{`lower(mention.content) contains "aplicaciÓn"`, false}, {`mention.content == mention.title`, false}, {`record.cyclic.self.self.self == nil`, false},
		{`record.cyclic == record.cyclic`, false}, {`record.cyclic in record.list`, false}, {`is(record.cyclic, "a")`, false}, {`any(record.list, # == 1)`, false}, {`record.func == nil`, true}, {`record.panics != nil`, true},
		{`record.typed["1"] == nil`, true}, {`record.names.pending == 1`, true}, {`record.ptr == 5`, true}, {`record.nil == nil`, true}, {`record.struct != nil`, true}, {`"a" in record.array`, true},
		{`"b" in record.raw`, false}, {`record.array[1] == "b"`, true}, {`number(record.blank) == nil`, true}, {`is(record.blank, 4)`, false}, {`record.u64 > 5`, true}, {`record.f32 == 0.5`, true},
		{`record.status == "pending"`, true}, {`record.status in ["pending"]`, true}, {`record.status contains "pend"`, true}, {`is(record.array, "b")`, true}, {`any(record.array, # == "a")`, true}, {`record.lists.a[0] == 1`, true},
	} {
		ok, err := compile(t, text(tc.text)).Match(v)
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.want, ok, tc.text)
	}
	require.Less(t, time.Since(began), slowest)
	var c filter.Compiler
	tpl, err := c.Template("{{ record.panics }}", filter.JSON)
	require.NoError(t, err)
	_, err = tpl.Render(v)
	require.EqualError(t, err, "line 1, column 3: the value cannot be written")
}

// panics is a value of a host whose methods do.
type panics struct{ X int }

func (panics) IsZero() bool                 { panic("no zero") }
func (panics) MarshalJSON() ([]byte, error) { panic("no JSON") }

// Nobody can ask for a gigabyte.
func TestLongRendering(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	tpl, err := c.Template(strings.Repeat("{{ mention.content }}", 100), filter.Plain)
	require.NoError(t, err)
	_, err = tpl.Render(filter.NewView(trigger.Event{Mention: &trigger.Mention{Content: strings.Repeat("a", 1<<20)}}))
	require.EqualError(t, err, "line 1, column 318: the template works too long on this event")
	tpl, err = c.Template("{{ mention.content }}", filter.URL)
	require.NoError(t, err)
	_, err = tpl.Render(filter.NewView(trigger.Event{Mention: &trigger.Mention{Content: strings.Repeat("é", 6<<20)}})) // three times as long as %C3%A9
	require.EqualError(t, err, "line 1, column 3: the text becomes too long")
}
