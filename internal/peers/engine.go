package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	engine "github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// engineTable prints what an engine's answers about an event cost over the index and over a loop of the same filters.
func engineTable(out io.Writer, n, rounds int) error {
	n = min(n, 10_000)
	w := newWorkload(1, n, mentions)
	e, err := newEngine(w)
	if err != nil {
		return err
	}
	index, err := ours(w)
	if err != nil {
		return err
	}
	loop, err := matchLoop(w)
	if err != nil {
		return err
	}
	answers := oracle(w)
	explained := 0
	list := []contestant{index, loop,
		func(m *mention, found []int) []int {
			for _, d := range e.Plan(m.event) {
				found = append(found, number(d.Recipe))
			}
			return found
		},
		func(m *mention, found []int) []int {
			for i, d := range e.Explain(m.event) {
				if d.Outcome != engine.FilteredOut && d.Outcome != engine.OtherTopic {
					found = append(found, i)
				}
			}
			return found
		},
		func(m *mention, found []int) []int {
			explained++
			if _, err := e.ExplainRecipe(name(explained%n), m.event); err != nil {
				panic(err)
			}
			return nil
		},
	}
	for i, c := range list[:4] {
		for j := range w.mentions[:8] {
			if got := c(&w.mentions[j], nil); !slices.Equal(got, answers[j]) {
				return fmt.Errorf("answer %d about mention %d: %v, not %v", i, j, got, answers[j])
			}
		}
	}
	samples := make([][]float64, len(list))
	for range rounds {
		for i, c := range list {
			samples[i] = append(samples[i], measureCPU(c, w))
		}
	}
	times := make([]float64, len(list))
	for i, s := range samples {
		slices.Sort(s)
		times[i] = s[len(s)/2]
	}
	fmt.Fprintf(out, "\nThe engine, %d recipes:\n\n| | CPU | over |\n|---|---|---|\n", n)
	fmt.Fprintf(out, "| Plan / the index | %s | %.1f |\n", formatTime(times[2]), times[2]/times[0])
	fmt.Fprintf(out, "| Explain of all / a loop of Match | %s | %.1f |\n", formatTime(times[3]), times[3]/times[1])
	fmt.Fprintf(out, "| ExplainRecipe | %s | |\n", formatTime(times[4]))
	return nil
}

func name(i int) string { return fmt.Sprint("r", i) }

func number(name string) int {
	n, err := strconv.Atoi(name[1:])
	if err != nil {
		panic(err)
	}
	return n
}

// newEngine returns an engine that runs the workload's recipes.
func newEngine(w workload) (*engine.Engine, error) {
	var can action.Handlers
	action.Handle(&can, action.HandlerFunc[action.Edit](func(context.Context, action.Edit, action.Input) error { return nil }))
	set := engine.Set{Format: engine.Format}
	for i, r := range w.recipes {
		set.Recipes = append(set.Recipes, engine.Recipe{
			ID: name(i), Name: name(i), Enabled: true, Filter: filter.Filter{Text: r.filter()},
			Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, Topics: r.topics, AllTopics: len(r.topics) == 0},
			Actions: []action.Action{{Do: "edit", With: []byte(`{"property":"category","value":"seen"}`)}},
		})
	}
	e := &engine.Engine{Handlers: &can, Now: func() time.Time { return w.mentions[0].event.At }}
	return e, e.Load(set)
}

// matchLoop asks the filter of each recipe.
func matchLoop(w workload) (contestant, error) {
	var c filter.Compiler
	programs := make([]*filter.Program, len(w.recipes))
	for i, r := range w.recipes {
		p, err := c.Compile(filter.Filter{Text: r.filter()})
		if err != nil {
			return nil, err
		}
		programs[i] = p
	}
	v := filter.NewView(trigger.Event{})
	return func(m *mention, found []int) []int {
		v.Reset(m.event)
		for i, p := range programs {
			if topics := w.recipes[i].topics; len(topics) > 0 && !slices.Contains(topics, m.topic) {
				continue
			}
			if ok, err := p.Match(v); ok && err == nil {
				found = append(found, i)
			}
		}
		return found
	}, nil
}
