package foresight

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// only returns the set with some of its recipes alone, in the set's order, all enabled and none in shadow.
func (b *bench) only(places ...int) recipe.Set {
	set := b.set
	set.Recipes = nil
	for _, p := range places {
		r := b.set.Recipes[p]
		r.Enabled, r.Shadow = true, false
		set.Recipes = append(set.Recipes, r)
	}
	return set
}

// explained returns the decisions of a fresh engine, which has some recipes of the set, about an event as an empty desk has it.
func (b *bench) explained(ev trigger.Event, places ...int) []recipe.Decision {
	set := b.only(places...)
	b.loaded += len(places)
	e := b.bareEngine(set)
	e.Now = func() time.Time { return ev.At }
	if e.Load(set) != nil {
		return make([]recipe.Decision, len(places))
	}
	return e.Explain(b.onDesk(ev))
}

// onDesk returns the event as an empty desk has it.
func (b *bench) onDesk(ev trigger.Event) trigger.Event {
	if ev.Kind == trigger.RecordPolled || ev.Kind == trigger.ScheduleFired {
		return ev // the engine makes them; they do not come through a desk
	}
	empty := desk.Desk{World: b.host.World}
	return empty.Receive(ev, ev.At)
}

// ran reports whether trigger, topics, by, filter and hours let the recipe run, whatever became of its actions.
func ran(d recipe.Decision) bool {
	return d.Run != "" || d.Outcome == recipe.WouldFire || d.Outcome == recipe.LoopStopped
}

// allRun returns a check that a fresh engine runs each of the recipes for the event.
func (b *bench) allRun(places ...int) func(trigger.Event) bool {
	return func(ev trigger.Event) bool {
		for _, d := range b.explained(ev, places...) {
			if !ran(d) {
				return false
			}
		}
		return true
	}
}

// played is what happened on a desk.
type played struct {
	events    map[string]trigger.Event // that followed, by ID
	decisions []recipe.Decision
	actions   []recipe.ActionReport
}

// play lets a fresh engine with the set handle the event, on an empty desk, and what follows; and what comes due up to until,
// unless that is zero. ok is false when the set does not load or the event is refused.
func (b *bench) play(set recipe.Set, ev trigger.Event, until time.Time) (p played, ok bool) {
	b.loaded += len(set.Recipes)
	day := playback.New(&desk.Desk{World: b.host.World, Away: b.host.Away}, b.host.World)
	day.Engine.Availability = b.host.Availability
	day.Accept(set)
	p.events = make(map[string]trigger.Event)
	day.Followed = func(ev trigger.Event) { p.events[ev.ID] = ev }
	day.Handled = func(report recipe.Report, decisions []recipe.Decision) {
		p.decisions = append(p.decisions, decisions...)
		p.actions = append(p.actions, report.Actions...)
		for _, d := range decisions {
			p.actions = append(p.actions, d.Actions...)
		}
	}
	day.Begin(ev.At)
	if day.Engine.Load(set) != nil {
		return p, false
	}
	err := day.Play(context.Background(), []trigger.Event{ev}, until)
	return p, err == nil
}
