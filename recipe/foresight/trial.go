package foresight

import (
	"cmp"
	"context"
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
	set     recipe.Set
	from    time.Time
	day     *playback.Day
	tallies []*Tally
	all     Tally // messages of all recipes
	place   map[string]int
	step    map[int][]string // by recipe: the events of the last step on which it ran
	waiting map[string]int   // the recipes of actions that wait, by the actions' keys
}

// newTrial returns a trial at its beginning.
func (h Host) newTrial(set recipe.Set, from time.Time) (*trial, error) {
	t := &trial{set: set, from: from, place: make(map[string]int), step: make(map[int][]string), waiting: make(map[string]int)}
	t.day = playback.New(&desk.Desk{World: h.World, Away: h.Away, Still: true}, h.World)
	hs := new(action.Handlers)
	h.handleAll(hs, set, t.message)
	t.day.Engine.Handlers, t.day.Engine.Availability = hs, h.Availability
	t.day.Sources(set)
	t.day.Handled = t.take
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
	return t, t.day.Engine.Load(live)
}

// event handles one event.
func (t *trial) event(ctx context.Context, ev trigger.Event) error { return t.day.Event(ctx, ev) }

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

// take counts what became of an event, or of what came due.
func (t *trial) take(report recipe.Report, decisions []recipe.Decision) {
	counts := !t.day.Now().Before(t.from)
	for i := range report.Actions {
		t.action(&report.Actions[i], counts)
	}
	for i := range decisions {
		d := &decisions[i]
		at, ok := t.place[d.Recipe]
		if !ok {
			continue
		}
		switch {
		case !counts:
		case d.Run != "":
			t.tallies[at].ran(d.Event, d.At.Unix()/3600)
			t.step[at] = append(t.step[at], d.Event)
		case d.Outcome == recipe.LoopStopped:
			t.tallies[at].Outcomes = counted(t.tallies[at].Outcomes, string(d.Outcome), 1)
		}
		for j := range d.Actions {
			t.action(&d.Actions[j], counts)
		}
	}
}

// action counts what became of an action.
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
