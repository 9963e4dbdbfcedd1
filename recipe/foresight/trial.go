package foresight

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// trial is a set that is tried on events: an engine whose handlers do nothing, in virtual time.
type trial struct {
	set   recipe.Set
	live  recipe.Set // as it is tried: shadow recipes do what they say
	begun bool

	// The last event, who has brought events about at its instant, and while something comes due for its sake, the recipes of that.
	event  trigger.Event
	caused map[causing]bool
	due    map[string]bool

	from    time.Time
	day     *playback.Day
	tallies []*Tally
	all     Tally // messages of all recipes
	place   map[string]int
	step    map[int][]ranOn // by recipe: the events of the last step on which it ran
	waiting map[string]int  // the recipes of actions that wait, by the actions' keys
}

// newTrial returns a trial at its beginning.
func (h Host) newTrial(set recipe.Set, from time.Time) (*trial, error) {
	t := &trial{set: set, from: from, place: make(map[string]int), step: make(map[int][]ranOn), waiting: make(map[string]int), caused: make(map[causing]bool)}
	t.day = playback.New(&desk.Desk{World: h.World, Away: h.Away, Still: true}, h.World)
	hs := new(action.Handlers)
	h.handleAll(hs, set, t.message)
	t.day.Engine.Handlers, t.day.Engine.Availability = hs, h.Availability
	t.day.Sources(set)
	t.day.Handled = t.take
	t.day.Redeliveries = &playback.Redeliveries{From: from}
	live := set
	live.Recipes = slices.Clone(set.Recipes)
	for i, r := range set.Recipes {
		one := &Tally{Recipe: r.ID, Shadow: r.Shadow}
		if !r.Enabled {
			one.Enabled = new(bool)
		}
		if r.Shadow { // it counts as if it were live, and changes nothing for the others
			live.Recipes[i].Shadow, live.Recipes[i].Stop = false, false
		}
		t.tallies, t.place[r.ID] = append(t.tallies, one), i
	}
	t.live = live
	return t, h.Check(set)
}

// handle handles one event. The set begins with the first one: no recipe has slots from before.
func (t *trial) handle(ctx context.Context, ev trigger.Event) error {
	if !t.begun {
		t.begun = true
		t.day.Begin(ev.At)
		if err := t.day.Engine.Load(t.live); err != nil {
			return err
		}
	}
	if !ev.At.Equal(t.event.At) {
		clear(t.caused)
	}
	t.event = ev
	return errors.Join(t.cause(ctx, ev), t.day.Event(ctx, ev))
}

// cause runs the row that brought an event of the journal about, when it was due at that instant: otherwise events of an instant go
// before rows that are due then.
func (t *trial) cause(ctx context.Context, ev trigger.Event) error {
	via := ev.Cause.Via
	if len(via) == 0 {
		return nil
	}
	by, key := via[len(via)-1].Recipe, causing{ev.Root(), via[len(via)-1].Recipe}
	if _, known := t.place[by]; !known || t.caused[key] {
		return nil
	}
	t.caused[key] = true
	t.due = make(map[string]bool)
	defer func() { t.due = nil }()
	return t.day.Due(ctx, ev.At, func() bool { return t.due[by] })
}

// causing is a recipe that brought about events at an instant, and their first cause.
type causing struct{ root, recipe string }

// writes are the kinds of action that are messages to people.
var writes = []string{"reply", "private_reply", "public_reply", "message", "email"}

// message counts a message, and does nothing else.
func (t *trial) message(_ context.Context, c action.Config, in action.Input) error {
	if !slices.Contains(writes, c.Kind()) || in.At.Before(t.from) {
		return nil
	}
	who := ""
	if m := in.Event.Mention; m != nil {
		who = m.Contact.ID
	}
	if k := in.Event.Case; k != nil {
		who = cmp.Or(who, k.Contact.ID)
	}
	if m := in.Event.Mention; m != nil {
		who = cmp.Or(who, m.Author.ID)
	}
	t.tallies[t.place[in.Recipe.ID]].message(who)
	t.all.message(who)
	return nil
}

// take counts the result of an event, or of a row that came due.
func (t *trial) take(report recipe.Report, decisions []recipe.Decision) {
	counts := !t.day.Now().Before(t.from)
	for i := range report.Actions {
		t.action(&report.Actions[i], counts)
		t.cameDue(report.Actions[i].Recipe)
	}
	for i := range decisions {
		d := &decisions[i]
		at, ok := t.place[d.Recipe]
		if !ok {
			continue
		}
		if d.Run != "" {
			t.cameDue(d.Recipe)
		}
		if d.Run != "" && d.Event == t.event.ID {
			t.caused[causing{t.event.Root(), d.Recipe}] = true
		}
		switch {
		case !counts:
		case d.Run != "":
			t.tallies[at].ran(d.Event, d.At.Unix()/3600)
			t.step[at] = append(t.step[at], t.ranOn(d))
		case d.Outcome == recipe.LoopStopped:
			t.tallies[at].Outcomes = counted(t.tallies[at].Outcomes, string(d.Outcome), 1)
		}
		for j := range d.Actions {
			t.action(&d.Actions[j], counts)
		}
	}
}

// ranOn is an event on which a recipe ran. Those of polls and schedules have the recipe's ID in theirs; same is without it.
type ranOn struct{ id, same string }

func (t *trial) ranOn(d *recipe.Decision) ranOn {
	switch {
	case d.Event == t.event.ID:
		return ranOn{d.Event, d.Event}
	case d.Item.Kind == trigger.RecipeItem:
		return ranOn{d.Event, d.At.Format(time.RFC3339Nano)}
	}
	return ranOn{d.Event, d.At.Format(time.RFC3339Nano) + " " + d.Item.String()}
}

// cameDue notes the recipe of a row that came due, while that is asked.
func (t *trial) cameDue(recipe string) {
	if t.due != nil {
		t.due[recipe] = true
	}
}

// action counts the result of an action.
func (t *trial) action(a *recipe.ActionReport, counts bool) {
	at, ok := t.place[a.Recipe]
	switch {
	case !ok:
	case a.Outcome == recipe.Waiting:
		t.waiting[a.Key] = at
	default:
		delete(t.waiting, a.Key)
		if counts {
			t.tallies[at].ended(a.Do, a.Outcome, a.Reason)
		}
	}
}

// end counts the actions that wait.
func (t *trial) end() {
	for _, at := range t.waiting {
		t.tallies[at].Outcomes = counted(t.tallies[at].Outcomes, string(recipe.Waiting), 1)
	}
}
