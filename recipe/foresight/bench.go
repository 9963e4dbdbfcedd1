package foresight

import (
	"context"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// bench is a set without faults, ready to be asked about.
type bench struct {
	host     Host
	set      recipe.Set
	handlers *action.Handlers // of every kind in the set; they do nothing
	rules    []*judge.Rule
	programs []*filter.Program
	saved    map[string]*filter.Program
	hours    map[string]*judge.Hours
	compiler filter.Compiler
	judge    *judge.Judge
	place    map[string]int // of each recipe, by its ID
	loaded   int            // recipes loaded by fresh engines, to confirm an event
}

// open reads a set as an engine's Load does. The error has all faults, each a [recipe.Fault].
func (h Host) open(set recipe.Set) (*bench, error) {
	b := &bench{host: h, set: set, handlers: new(action.Handlers), judge: judge.New(h.World), place: make(map[string]int)}
	nothing := func(context.Context, action.Config, action.Input) error { return nil }
	h.handleAll(b.handlers, set, nothing)
	if err := b.bareEngine(set).Load(set); err != nil {
		return nil, err
	}
	return b, b.compile()
}

// handleAll registers f for every kind of action in the set that has no handler.
func (h Host) handleAll(hs *action.Handlers, set recipe.Set, f func(context.Context, action.Config, action.Input) error) {
	action.HandleAll(hs, f, h.Kinds...)
	playback.HandleOthers(hs, set, f)
}

// bareEngine returns an engine that can load the set, and carries nothing out.
func (b *bench) bareEngine(set recipe.Set) *recipe.Engine {
	e := &recipe.Engine{
		Handlers: b.handlers, Workers: 1, Availability: b.host.Availability,
		Statuses: b.host.World.Statuses, Priorities: b.host.World.Priorities, Sentiments: b.host.World.Sentiments, Kinds: b.host.World.Kinds,
	}
	day := playback.New(new(desk.Desk), b.host.World)
	day.Sources(set)
	e.Sources, e.ItemSources = day.Engine.Sources, day.Engine.ItemSources
	return e
}

// compile compiles the filters and hours of the recipes, as the engine does.
func (b *bench) compile() error {
	b.hours = make(map[string]*judge.Hours)
	calendars := make(map[string]filter.Hours)
	for _, name := range slices.Sorted(maps.Keys(b.set.Calendars)) {
		hours, err := judge.NewHours(b.set.Calendars[name])
		if err != nil {
			return err
		}
		b.hours[name], calendars[name] = hours, hours
	}
	b.compiler = filter.Compiler{Saved: b.set.Filters, Calendars: calendars, World: &b.host.World}
	b.saved = make(map[string]*filter.Program)
	for _, name := range slices.Sorted(maps.Keys(b.set.Filters)) {
		program, err := b.compiler.Compile(b.set.Filters[name])
		if err != nil {
			return err
		}
		b.saved[name] = program
	}
	for i, r := range b.set.Recipes {
		b.place[r.ID] = i
		program, err := b.compiler.Compile(r.Filter)
		if err != nil {
			return err
		}
		b.programs = append(b.programs, program)
		b.rules = append(b.rules, b.rule(r, program))
	}
	return nil
}

func (b *bench) rule(r recipe.Recipe, program *filter.Program) *judge.Rule {
	out := &judge.Rule{ID: r.ID, Trigger: r.Trigger, Test: judge.Tests(program)}
	if r.Hours != nil {
		out.Hours, out.Outside = b.hours[r.Hours.Calendar], r.Hours.When == recipe.Outside
	}
	if slices.Contains(r.Trigger.On, trigger.OnSchedule) {
		out.Slots = b.slots(r.Trigger.Schedule)
	}
	return out
}

// slots returns the slots of a schedule that was loaded.
func (b *bench) slots(s trigger.Schedule) *schedule.Slots {
	var slots *schedule.Slots
	if hours := b.hours[s.Calendar]; hours != nil {
		slots, _ = hours.Slots(s.Times, s.Days)
	} else {
		slots, _ = schedule.NewSlots(s.Zone, s.Times, s.Days)
	}
	return slots
}

// config returns the config of an action as it is written.
func (b *bench) config(a action.Action) action.Config {
	c, err := b.handlers.DecodeTemplate(a.Do, a.With)
	if err != nil {
		return nil
	}
	return c
}

// live reports whether the recipe is enabled and not in shadow.
func (b *bench) live(i int) bool { return b.set.Recipes[i].Enabled && !b.set.Recipes[i].Shadow }

// alone reports whether events of the recipe's trigger start no other recipe: those of polls and schedules are its own.
func (b *bench) alone(i int) bool {
	return slices.ContainsFunc(b.set.Recipes[i].Trigger.On, func(on string) bool {
		return on == trigger.OnPoll || on == trigger.OnSchedule
	})
}

// ids returns the IDs of recipes.
func (b *bench) ids(places ...int) []string {
	all := make([]string, len(places))
	for i, p := range places {
		all[i] = b.set.Recipes[p].ID
	}
	return all
}
