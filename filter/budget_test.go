//go:build !race

// Megabytes of text take minutes under the race detector, and nothing here is concurrent.

package filter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

const tooLong = "the filter works too long on this event"

// times repeats a test with " or " between, as often as a text allows at most.
func times(n int, test string) string {
	return strings.Repeat(test+" or ", n-1) + test
}

// fillBytes is a text of 10 MB.
func fillBytes(s string) string { return fill(s, 10<<20) }

// fill is a text of so many bytes.
func fill(s string, bytes int) string { return strings.Repeat(s, bytes/len(s)) }

// letters are n terms of one letter.
func letters(n int, letter string) string { return strings.Repeat(`, "`+letter+`"`, n) }

// many returns a list of 100,000 texts, several of so many.
func many(s string) []string { return several(100_000, s) }

func several(n int, s string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = list[i]
	}
	return out
}

// No filter keeps a process busy, whatever the event: it fails when the work becomes too much.
func TestBudget(t *testing.T) {
	digits := strings.Repeat("1", 299) + "x"
	for i, tc := range []struct {
		name, text string
		n          int // how large the event is: a bit more than what the budget does for
		ev         func(n int) trigger.Event
	}{
		{"words in a loop", "any(mention.tags, word(#" + letters(975, "z") + "))", 34_000, func(n int) trigger.Event { return about("", several(n, "tag 1")) }},
		{"words in one long word", "word(mention.content" + letters(975, "x") + ")", 37_000, func(n int) trigger.Event { return about("b"+fill("x", n), nil) }},
		{"parts of a long text", "contains_text(mention.content" + letters(975, "ы") + ")", 1_200_000, func(n int) trigger.Event { return about(fill("й", n), nil) }},
		{"copies", times(190, `lower(mention.content) contains "z"`), 350_000, func(n int) trigger.Event { return about(fill("é", n), nil) }},
		{"elements", times(320, `1 in record.n`), 58_000, func(n int) trigger.Event {
			return of(map[string]any{"n": anys(append(several(n, "a"), several(n, "b")...))})
		}},
		{"numbers in a loop", "any(record.n, " + times(90, "number(record.x) == 0 or (# contains \"x\" and # endsWith \"y\")") + ")", 7_600, func(n int) trigger.Event { return of(map[string]any{"n": anys(several(n, digits))}) }},
		{"a pattern in a long text", `mention.content matches "^(a?){400}$"`, 185_000, func(n int) trigger.Event { return about(fill("a", n), nil) }},
		{"long terms", "word(mention.content" + letters(110, strings.Repeat("a", 60)+"b") + ")", 2_600_000, func(n int) trigger.Event { return about(fill("a", n), nil) }},
		{"lists of numbers", times(200, "is(record.n, 1, true)"), 620, func(n int) trigger.Event { return of(map[string]any{"n": anys(several(n, digits))}) }},
		{"tests in a loop", "any(mention.tags, " + times(480, `# == "b"`) + ")", 39_000, func(n int) trigger.Event { return about("", several(n, "a")) }},
		{"words in a long text", "word(mention.content" + letters(975, "x") + ")", 37_000, func(n int) trigger.Event { return about(fill("bx ", n), nil) }},
		{"clusters in a long text", "word(mention.content" + letters(975, "ก") + ")", 160_000, func(n int) trigger.Event { return about(fill("กา", n), nil) }},
		{"joiners in a long text", "word(mention.content" + letters(975, "z") + ")", 4_000_000, func(n int) trigger.Event { return about(fill("क\u094d\u200d", n), nil) }},
		{"exact words in a long text", "exact(mention.content" + letters(975, "é") + ")", 37_000, func(n int) trigger.Event { return about(fill("bé ", n), nil) }},
		{"marks in a long text", "word(mention.content" + letters(975, "\u0301") + ")", 35_000, func(n int) trigger.Event { return about(fill("\u0301", n), nil) }},
		{"marks between spaces", "word(mention.content" + letters(975, "\u0301") + ")", 60_000, func(n int) trigger.Event { return about(fill(" "+strings.Repeat("\u0301", 31)+"x", n), nil) }},
		{"words of copies", times(200, `word(lower(mention.content), "z")`), 160_000, func(n int) trigger.Event { return about(fill("é", n), nil) }},
		{"lengths", times(250, `len(mention.content) == 1`), 2_400_000, func(n int) trigger.Event { return about(fill("é", n), nil) }},
		{"ligatures", `word(mention.content, "z")`, 6_000_000, func(n int) trigger.Event { return about(fill("ﷺ", n), nil) }},
		{"patterns in a loop", "any(mention.tags, " + times(190, `# matches "(x?){9}z"`) + ")", 2_500, func(n int) trigger.Event { return about("", several(n, "xxxxxxxx")) }},
		{"nested copies in a loop", "any(mention.tags, " + around(58, "lower(", "#", ")") + ` == "z")`, 61_000, func(n int) trigger.Event { return about("", several(n, "ETIQUETA Nº 1")) }},
		{"numbers that are none", "any(record.n, " + times(90, "number(#) == 0") + ")", 1_360, func(n int) trigger.Event { return of(map[string]any{"n": anys(several(n, strings.Repeat("1", 300)))}) }},
		{"some numbers in a loop", "any(record.n, " + times(20, "number(#) == 0") + ")", 6_100, func(n int) trigger.Event { return of(map[string]any{"n": anys(several(n, strings.Repeat("1", 300)))}) }},
		{"some times in a loop", "any(record.n, " + times(20, "date(#) == nil") + ")", 5_600, func(n int) trigger.Event {
			return of(map[string]any{"n": anys(several(n, "2026-01-05T12:00:00."+strings.Repeat("1", 300)+"Z"))})
		}},
		{"some patterns in a loop", "any(mention.tags, " + times(20, `# matches "(x?){9}z"`) + ")", 23_700, func(n int) trigger.Event { return about("", several(n, "xxxxxxxx")) }},
		{"times in a loop", "any(record.n, " + times(90, "date(#) == nil") + ")", 1_360, func(n int) trigger.Event { return of(map[string]any{"n": anys(several(n, strings.Repeat("0", 300)))}) }},
	} {
		if i%longer(6, 1, 1) != 0 {
			continue
		}
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p, v := compile(t, text(tc.text)), filter.NewView(tc.ev(tc.n))
			began := time.Now()
			ok, err := p.Match(v)
			require.Less(t, time.Since(began), slowest, "took too long")
			require.False(t, ok)
			require.ErrorContains(t, err, tooLong)
			var run *filter.RunError
			require.ErrorAs(t, err, &run)
		})
	}
}

// What administrators write works on the largest events.
func TestWithinBudget(t *testing.T) {
	var terms string
	for i := range 20 {
		terms += fmt.Sprintf(`, "palabra%d"`, i)
	}
	spanish := fillBytes("La aplicación no funciona desde ayer, ¿qué pasa con el error de servidor? ")
	for _, tc := range []struct{ name, content, text string }{
		{"Spanish", spanish, `word(mention.content` + terms + `) or mention.content matches "(?i)\\b(nada|nunca)\\b" or word(mention.content, "servidor")`},
		{"Russian", fillBytes("Приложение не работает со вчерашнего дня. "), `word(mention.content` + terms + `) or mention.content matches "4\\d\\d" or word(mention.content, "работает")`},
		{"Chinese", fillBytes("服务器坏了，"), `word(mention.content` + terms + `) or mention.content matches "4\\d\\d" or word(mention.content, "坏了")`},
		{"parts", spanish, `contains_text(mention.content` + terms + `, "ERROR") and len(mention.content) > 5 and lower(mention.content) contains "error"`},
		{"a number of a long text", spanish, `not is(mention.content, "x") and mention.content != mention.title`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.True(t, match(t, text(tc.text), about(tc.content, nil)))
		})
	}
	tags := append(many("etiqueta"), "4")
	for _, s := range []string{
		`any(mention.tags, word(#, "vip", "oro", "plata", "4"))`, `any(mention.tags, # matches "^v[iı]p" or # matches "^\\d$")`, `count(mention.tags, # in ["vip", "4"]) == 1`,
		`not any(mention.tags, lower(#) == "vip" or # contains "x" or trim(#) == "y" or len(#) > 20)`, `is(mention.tags, "vip", "4") and "4" in mention.tags`,
		`any(record.tags, # endsWith "4" and number(#) == 4) and is(record.tags, 4) and "4" in record.tags`,
	} {
		ev := about("", tags)
		ev.Record = of(map[string]any{"tags": anys(tags)}).Record
		require.True(t, match(t, text(s), ev), s)
	}
}

// Marks without end are a word, and looking for one takes as long as the text is.
func TestManyMarks(t *testing.T) {
	t.Parallel()
	marks := strings.Repeat("\u0301\u0316", 1<<18)
	began := time.Now()
	for _, tc := range []struct {
		content, term string
		want          bool
	}{
		{"-" + marks, "\u0301", false},
		{"б" + marks + "б", "б", false},
		{"б" + marks + " б", "б", true},
		{"- " + strings.Repeat("\u0301", 20) + "б", "б", true},
	} {
		require.Equal(t, tc.want, match(t, text(`word(mention.content, "`+tc.term+`")`), about(tc.content, nil)))
	}
	require.Less(t, time.Since(began), slowest)
}

// Each evaluation has the whole budget, and pays for what others have worked out already: what ran before makes no
// difference.
func TestBudgetOfEach(t *testing.T) {
	t.Parallel()
	v := filter.NewView(about(fillBytes("б "), nil))
	dear, cheap := compile(t, text("word(mention.content"+letters(200, "ы")+")")), compile(t, text(`word(mention.content, "ы")`))
	require.False(t, must(cheap.Match(v)))
	_, first := dear.Match(v)
	require.ErrorContains(t, first, tooLong)
	require.False(t, must(cheap.Match(v)))
	_, second := dear.Match(v)
	require.Equal(t, first, second)
	v.Reset(sample())
	require.False(t, must(dear.Match(v)))
}

func must(ok bool, err error) bool {
	if err != nil {
		panic(err)
	}
	return ok
}

// An explanation of a filter that works too long is never empty, even when its last tests are cheap.
func TestBudgetExplained(t *testing.T) {
	t.Parallel()
	p := compile(t, text(`mention.content matches "^(a?){400}$" or mention.content != nil`))
	v := filter.NewView(about(fill("a", 185_000), nil))
	_, err := p.Match(v)
	require.ErrorContains(t, err, tooLong)
	tests := p.Explain(v)
	require.Len(t, tests, 1)
	require.ErrorContains(t, tests[0].Err, tooLong)
}

// Rendering has a budget too: one for all placeholders of a template.
func TestBudgetOfTemplates(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	v := filter.NewView(about(fill("é", 700_000), nil))
	one, err := c.Template(`{{ lower(mention.content) == "a" }}`, filter.Plain)
	require.NoError(t, err)
	all, err := c.Template(strings.Repeat(`{{ lower(mention.content) == "a" }}`, 100), filter.Plain)
	require.NoError(t, err)
	_, err = all.Render(v)
	require.ErrorContains(t, err, "the template works too long on this event")
	got, err := one.Render(v)
	require.NoError(t, err)
	require.Equal(t, "false", got)
}
