package recipe_test

import (
	"context"
	"iter"
	"runtime"
	"testing"

	"github.com/commis-recipes/commis/recipe"
)

// hundred returns a set of 100 recipes, some of which have a saved filter, hours, a text to fill in, a wait, a poll and a schedule.
func hundred(tb testing.TB) recipe.Set {
	tb.Helper()
	s := parse(tb, `{"format":1,
		"filters":{"angry":"mention.sentiment == 'negative' and mention.author.followers > 1000"},
		"calendars":{"office":{"zone":"Europe/Madrid","week":{"monday":["09:00-17:00"],"friday":["09:00-14:00"]}}},
		"recipes":[`+
		one("saved", `{"on":"new_item","topics":["support"]}`, `"filter":{"saved":"angry"},"hours":{"calendar":"office","when":"during"}`, tagA)+`,`+
		one("text", `{"on":"new_item","topics":["support"]}`, `"filter":"mention.service == 'email'"`, `{"do":"note","with":{"text":"Hello {{ mention.author.name }}"}}`)+`,`+
		one("wait", `{"on":"case_status_changed","status":"pending","all_topics":true}`, `"filter":"case.priority == 'high'"`, `{"do":"resolve","after":"30m","in":"office","unless":["customer_reply"]}`)+`,`+
		one("poll", `{"on":"poll","poll":{"source":"itsm","every":"30m","each":"result.items","key":"number"}}`, "", `{"do":"email","with":{"to":["a@b.example"],"subject":"s","text":"t"}}`)+`,`+
		one("schedule", `{"on":"schedule","times":["09:00"],"days":["monday"],"calendar":"office","each":"open","all_topics":true}`, "", tagA)+`]}`)
	s.Recipes = append(s.Recipes, rules(tb, 95).Recipes...)
	return s
}

// BenchmarkEngines tells what a recipe takes where 1,000 engines have the same 100: with the same handlers, or each with its
// own, as tenants have them; with recipes of all sorts; and after one of them was edited.
func BenchmarkEngines(b *testing.B) {
	const engines = 1000
	shared := engine(b).Handlers
	for _, tc := range []struct {
		name        string
		set         recipe.Set
		own, edited bool
	}{
		{"shared handlers", rules(b, 100), false, false},
		{"own handlers", rules(b, 100), true, false},
		{"own handlers, all sorts", hundred(b), true, false},
		{"own handlers, edited", rules(b, 100), true, true},
		{"own handlers, all sorts, edited", hundred(b), true, true},
	} {
		b.Run(tc.name, func(b *testing.B) {
			source := func(context.Context, recipe.Fetch) ([]byte, error) { return nil, nil }
			load := func(e *recipe.Engine, s recipe.Set) {
				if err := e.Load(s); err != nil {
					b.Fatal(err)
				}
			}
			list := make([]*recipe.Engine, engines)
			for b.Loop() {
				clear(list)
				before := heap()
				for i := range list {
					list[i] = &recipe.Engine{Handlers: shared, Sources: recipe.Sources{"itsm": source}, ItemSources: recipe.ItemSources{"open": noItems}}
					if tc.own {
						list[i].Handlers = engine(b).Handlers
					}
					load(list[i], tc.set)
				}
				if tc.edited {
					s := tc.set
					s.Recipes = append([]recipe.Recipe(nil), s.Recipes...)
					s.Recipes[50].Name = "edited"
					for _, e := range list {
						load(e, s)
					}
				}
				b.ReportMetric(float64(heap()-before)/engines/float64(len(tc.set.Recipes)), "B/recipe")
			}
			runtime.KeepAlive(list)
		})
	}
}

// heap returns the bytes of the heap that are in use.
func heap() int64 {
	var m runtime.MemStats
	for range 2 { // cleanups of the first one free more
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func noItems(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] {
	return func(func(recipe.SourceItem, error) bool) {}
}
