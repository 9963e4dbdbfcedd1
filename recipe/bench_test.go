package recipe_test

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"testing"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// rules returns n recipes of which exactly one matches the mention of the benchmarks.
func rules(tb testing.TB, n int) recipe.Set { return matching(tb, n, 1) }

// matching returns n recipes of which so many match it.
func matching(tb testing.TB, n, matches int) recipe.Set {
	tb.Helper()
	words := []string{"falla", "error de servidor", "factura", "cancelar suscripción", "envío", "devolución", "contraseña"}
	services := []string{"twitter", "facebook", "email", "whatsapp"}
	s := recipe.Set{Format: 1, Recipes: make([]recipe.Recipe, n)}
	for i := range n {
		filter := fmt.Sprintf(`"filter":"mention.type != 'sent' and mention.service == '%s' and word(mention.content, '%s') and 'tag%d' not in mention.tags"`,
			services[i%len(services)], words[i%len(words)], i%50)
		if i >= n/2 && i < n/2+matches {
			filter = `"filter":"mention.type != 'sent' and word(mention.content, 'falla')"`
		}
		text := one("r"+strconv.Itoa(i), `{"on":"new_item","topics":["support","match"]}`, filter, tagA)
		s.Recipes[i] = parse(tb, set(text)).Recipes[0]
	}
	return s
}

func engine(tb testing.TB) *recipe.Engine {
	tb.Helper()
	e := &recipe.Engine{Handlers: new(action.Handlers)}
	action.HandleAll(e.Handlers, func(context.Context, action.Config, action.Input) error { return nil })
	return e
}

var sizes = []int{1, 100, 1_000, 10_000}

// BenchmarkHandle is one event through match, gate, plan, store, do and record, with some matches among n recipes.
func BenchmarkHandle(b *testing.B) {
	for _, n := range sizes {
		for _, matches := range []int{1, 10} {
			if matches > n {
				continue
			}
			b.Run(fmt.Sprintf("%d/%d", n, matches), func(b *testing.B) {
				e := engine(b)
				if err := e.Load(matching(b, n, matches)); err != nil {
					b.Fatal(err)
				}
				ev := customer("e", ten)
				ev.Mention.Service = "linkedin" // only those that name no service let it through
				ev.Mention.Content = "Buenos días, la app FALLA desde ayer por la noche y no puedo ver mi factura de diciembre, ¿alguien me puede ayudar por favor?"
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					ev.ID = strconv.Itoa(i)
					report, err := e.Handle(b.Context(), ev)
					if err != nil || len(report.Decisions) != matches || report.Decisions[0].Outcome != recipe.Fired {
						b.Fatal("want recipes that fired", report, err)
					}
				}
			})
		}
	}
}

// BenchmarkPlan is the same without the store: match, gate and plan.
func BenchmarkPlan(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := engine(b)
			if err := e.Load(rules(b, n)); err != nil {
				b.Fatal(err)
			}
			ev := customer("e", ten)
			ev.Mention.Service, ev.Mention.Content = "linkedin", "la app FALLA"
			b.ReportAllocs()
			for b.Loop() {
				if got := e.Plan(ev); len(got) != 1 {
					b.Fatal("want one decision", got)
				}
			}
		})
	}
}

// BenchmarkLoad compiles 10,000 recipes from data, and tells what a loaded recipe takes.
func BenchmarkLoad(b *testing.B) {
	const n = 10_000
	s := rules(b, n)
	b.ReportAllocs()
	var before, after runtime.MemStats
	var e *recipe.Engine
	for b.Loop() {
		b.StopTimer()
		e = nil
		runtime.GC()
		runtime.ReadMemStats(&before)
		e = engine(b)
		b.StartTimer()
		if err := e.Load(s); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "B/recipe")
	runtime.KeepAlive(e)
}

func BenchmarkRevision(b *testing.B) {
	r := rules(b, 1).Recipes[0]
	b.ReportAllocs()
	for b.Loop() {
		if r.Revision() == "" {
			b.Fatal("no revision")
		}
	}
}

// BenchmarkReload loads recipes again of which one was edited.
func BenchmarkReload(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := rules(b, n)
			e := engine(b)
			if err := e.Load(s); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Recipes[i%n].Name = "edited " + strconv.Itoa(i)
				if err := e.Load(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
