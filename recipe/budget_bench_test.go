package recipe_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// longMention is a mention of so many bytes.
func longMention(bytes int) trigger.Event {
	const text = "La aplicación no funciona desde ayer, ¿qué pasa con el error de servidor? "
	ev := customer("e", ten)
	ev.Mention.Content = strings.Repeat(text, 1+bytes/len(text))[:bytes]
	return ev
}

// alike returns an engine with so many recipes; filter writes the filter of each.
func alike(tb testing.TB, n int, filter, action string) *recipe.Engine {
	tb.Helper()
	recipes := make([]string, n)
	for i := range recipes {
		text := toJSON(tb, fmt.Sprintf(filter, i))
		recipes[i] = one(fmt.Sprintf("r%d", i), `{"on":"new_item","all_topics":true}`, `"filter":`+text, action)
	}
	e := engine(tb)
	if err := e.Load(parse(tb, set(recipes...))); err != nil {
		tb.Fatal(err)
	}
	return e
}

// BenchmarkBudget plans one large event for recipes whose filters or texts are dear: all of them together cost the budget
// of one event. short is how many were told that the budget did not do.
func BenchmarkBudget(b *testing.B) {
	reply := `{"do":"reply","with":{"message":"{{ mention.content }}","mode":"draft","service":"twitter"}}`
	for _, bb := range []struct {
		name           string
		recipes, bytes int
		filter, action string
	}{
		{"1 pattern on 1 MB", 1, 1 << 20, `mention.content matches "([a-zA-Z]+ ?){9}%d"`, tagA},
		{"20 patterns on 1 MB", 20, 1 << 20, `mention.content matches "([a-zA-Z]+ ?){9}%d"`, tagA},
		{"20 words on 1 MB", 20, 1 << 20, `word(mention.content, "nada%d") or len(mention.content) < 5`, tagA},
		{"20 replies of 1 MB", 20, 1 << 20, `mention.content != "%d"`, reply},
		{"10000 copies on 10 MB", 10_000, 10 << 20, `lower(mention.content) contains "nada%d"`, tagA},
		{"10000 patterns on 10 MB", 10_000, 10 << 20, `mention.content matches "([a-zA-Z]+ ?){9}%d"`, tagA},
		{"10000 words on 10 MB", 10_000, 10 << 20, `word(mention.content, "nada%d")`, tagA},
	} {
		b.Run(bb.name, func(b *testing.B) {
			e, ev := alike(b, bb.recipes, bb.filter, bb.action), longMention(bb.bytes)
			short := 0
			for b.Loop() {
				short = 0
				for _, d := range e.Plan(ev) {
					if d.Err != nil {
						short++
					}
				}
			}
			b.ReportMetric(float64(short), "short")
		})
	}
}
