package foresight

import (
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

type event = trigger.Event

// plays looks for an event after which a fresh engine is asked for a recipe of the ring again because of the others.
func (g *graph) plays(ring []int) (event, bool) {
	if len(ring) > trigger.MaxDepth {
		return g.playsLong(ring)
	}
	set := g.stripped(ring)
	for k := range ring {
		turned := append(slices.Clone(ring[k:]), ring[:k]...)
		if ev, ok := g.start(turned, true, func(ev event) bool { return g.closes(set, ev, turned) }); ok {
			return ev, true
		}
	}
	return event{}, false
}

// playsLong plays a ring that is longer than a chain may be, in pieces that overlap.
func (g *graph) playsLong(ring []int) (first event, ok bool) {
	for k := 0; k < len(ring); k += trigger.MaxDepth - 1 {
		turned := append(slices.Clone(ring[k:]), ring[:k]...)
		set := g.stripped(turned[:trigger.MaxDepth+1])
		ev, ok := g.start(turned[:trigger.MaxDepth+1], false, func(ev event) bool { return g.goesDeep(set, ev, turned[:trigger.MaxDepth]) })
		if !ok {
			return event{}, false
		}
		if k == 0 {
			first = ev
		}
	}
	return first, true
}

// stripped returns the ring's recipes with those of their actions alone that have effects of the graph's sort.
func (g *graph) stripped(ring []int) recipe.Set {
	set := g.only(slices.Sorted(slices.Values(ring))...)
	for i := range set.Recipes {
		var kept []action.Action
		for _, a := range set.Recipes[i].Actions {
			if slices.ContainsFunc(g.effects(a), func(e effect) bool { return e.message == g.message }) {
				kept = append(kept, a)
			}
		}
		set.Recipes[i].Actions = kept
	}
	return set
}

// horizon returns the instant up to which what waits is played: years after the event, or zero when nothing of the set waits. The
// engine ends every chain of recipes long before.
func horizon(set recipe.Set, ev event) time.Time {
	for _, r := range set.Recipes {
		if !slices.ContainsFunc(r.Actions, func(a action.Action) bool { return !atOnce(a) }) {
			continue
		}
		return ev.At.AddDate(horizonYears, 0, 0)
	}
	return time.Time{}
}

// horizonYears is long enough for a chain of waits of a year each.
const horizonYears = trigger.MaxDepth + 1

// closes reports whether, after the event, a recipe of the ring is asked again because of itself and all the others.
func (g *graph) closes(set recipe.Set, ev event, ring []int) bool {
	p, ok := g.play(set, ev, horizon(set, ev))
	if !ok {
		return false
	}
	want := slices.Sorted(slices.Values(g.ids(ring...)))
	for _, d := range p.decisions {
		if d.Outcome != recipe.LoopStopped || d.Reason != recipe.RanBefore && d.Reason != recipe.TooOften {
			continue
		}
		via := viaOf(p.events[d.Event])
		if at := slices.Index(via, d.Recipe); at >= 0 {
			got := slices.Compact(slices.Sorted(slices.Values(via[at:])))
			if slices.Equal(got, want) {
				return true
			}
		}
	}
	return false
}

// goesDeep reports whether, after the event, the recipes cause each other in this order until the chain is too deep.
func (g *graph) goesDeep(set recipe.Set, ev event, chain []int) bool {
	p, ok := g.play(set, ev, horizon(set, ev))
	for _, d := range p.decisions {
		if ok && d.Outcome == recipe.LoopStopped && d.Reason == recipe.TooDeep && slices.Equal(viaOf(p.events[d.Event]), g.ids(chain...)) {
			return true
		}
	}
	return false
}

// viaOf returns the recipes that led to an event.
func viaOf(ev event) []string {
	var all []string
	for _, run := range ev.Cause.Via {
		all = append(all, run.Recipe)
	}
	return all
}
