package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	memory "github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// rehearsal plays stored events to a set in virtual time, waits and hours included, and notes the runs of each recipe. Nothing is
// carried out and no event is made up: effects are those that the journal tells.
type rehearsal struct {
	day  *playback.Day
	runs []*run
	by   map[string]*run // by Decision.Run
}

// run is one run of a recipe, with all that became of its actions.
type run struct {
	event   string
	at      time.Time
	recipe  string
	reports []recipe.ActionReport // in the order in which they came
}

// rehearse plays the events, and the waits that come due up to an instant; zero lets nothing come due after the last event.
func (d *Desk) rehearse(ctx context.Context, set recipe.Set, events []trigger.Event, until time.Time) (*rehearsal, error) {
	r := &rehearsal{by: make(map[string]*run)}
	world := d.world()
	r.day = playback.New(&memory.Desk{World: world, Away: d.Away, Still: true}, world)
	nothing := func(context.Context, action.Config, action.Input) error { return nil }
	hs := new(action.Handlers)
	action.HandleAll(hs, nothing, d.Kinds...)
	playback.HandleOthers(hs, set, nothing)
	r.day.Engine.Handlers, r.day.Engine.Availability = hs, d.Engine.Availability
	r.day.Sources(set)
	r.day.Handled = r.note
	if err := r.day.Engine.Load(set); err != nil {
		return nil, faulty(origin{}.places(err))
	}
	for _, ev := range events {
		if err := r.day.Event(ctx, ev); err != nil {
			return nil, invalid("event %q cannot be tried: %v", ev.ID, err)
		}
	}
	if !until.IsZero() {
		if err := r.day.Until(ctx, until); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// note notes the decisions about an event, and the actions that came due.
func (r *rehearsal) note(report recipe.Report, decisions []recipe.Decision) {
	for _, a := range report.Actions {
		r.add(a)
	}
	for _, d := range decisions {
		if d.Run == "" {
			continue
		}
		one := &run{event: d.Event, at: d.At, recipe: d.Recipe}
		r.runs, r.by[d.Run] = append(r.runs, one), one
		for _, a := range d.Actions {
			r.add(a)
		}
	}
}

func (r *rehearsal) add(a recipe.ActionReport) {
	if one := r.by[a.Run]; one != nil {
		one.reports = append(one.reports, a)
	}
}

// of returns the runs of one recipe.
func (r *rehearsal) of(id string) []*run {
	var all []*run
	for _, one := range r.runs {
		if one.recipe == id {
			all = append(all, one)
		}
	}
	return all
}

// wholeMost is the number of recipes up to which all of them play when one is tried.
const wholeMost = 200

// around returns the recipes of a set that matter for some of them: all of a small set; otherwise these, and those that may stop
// them.
func around(set recipe.Set, ids ...string) recipe.Set {
	if len(set.Recipes) <= wholeMost {
		return set
	}
	var some []recipe.Recipe
	for _, r := range set.Recipes {
		if r.Enabled && r.Stop && len(some) < wholeMost || slices.Contains(ids, r.ID) {
			some = append(some, r)
		}
	}
	return with(set, some)
}

// writes are the kinds of action that a person reads, and the members of their configs with the text.
var writes = map[string][]string{
	"reply": {"message", "text"}, "private_reply": {"message"}, "public_reply": {"message"}, "message": {"text"},
	"email": {"body", "text"}, "notify": {"text"}, "slack": {"text"}, "note": {"text"},
}

// messageOf returns the text of an action with its values filled in; empty for one that writes nothing.
func messageOf(do string, config json.RawMessage) string {
	members, _ := value(config).(map[string]any)
	for _, name := range writes[do] {
		if text, ok := members[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}
