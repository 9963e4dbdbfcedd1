package desk

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// tryMost is the highest number of events of a trial.
const tryMost = 5000

// tried is the answer to "POST try".
type tried struct {
	Events int        `json:"events"` // that were played
	Runs   int        `json:"runs"`
	Now    []wouldRun `json:"now"` // the events on which the recipe would run, also one that is switched off
	// Newly are the IDs of the events on which saving makes it run, and NoLonger the runs that saving prevents.
	Newly    []string   `json:"newly"`
	NoLonger []wouldRun `json:"no_longer"`
	Refused  []place    `json:"refused"` // the faults of the draft; then nothing was played
}

// wouldRun is one run of a trial.
type wouldRun struct {
	Event   string    `json:"event"`
	At      time.Time `json:"at"`
	Case    string    `json:"case"`
	From    string    `json:"from"` // who wrote, or who did it
	Text    string    `json:"text"` // of the message, or the change
	Actions []wouldDo `json:"actions"`
}

// wouldDo is an action of a trial.
type wouldDo struct {
	Do      string          `json:"do"`
	ID      string          `json:"id"`
	After   string          `json:"after,omitempty"` // how long it waits
	Outcome recipe.Outcome  `json:"outcome"`
	Reason  recipe.Reason   `json:"reason,omitempty"`
	Error   string          `json:"error,omitempty"`
	Message string          `json:"message,omitempty"` // as its reader would read it
	With    json.RawMessage `json:"with,omitempty"`    // the config, filled in, without secrets
}

// try plays the last events to a draft, and answers its runs and the difference that saving it makes.
func (d *Desk) try(c *call) (any, error) {
	b, err := body[struct {
		Recipe json.RawMessage `json:"recipe"`
		Tags   []string        `json:"tags"` // they make no difference
		Events int             `json:"events"`
	}](c)
	if err != nil {
		return nil, err
	}
	if b.Events <= 0 || b.Events > tryMost {
		return nil, invalid("events: write a number from 1 to %d", tryMost)
	}
	out := tried{Now: []wouldRun{}, Newly: []string{}, NoLonger: []wouldRun{}, Refused: []place{}}
	e, id, err := d.draft(c, b.Recipe)
	if out.Refused = refused(err); len(out.Refused) > 0 {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	events, err := d.Events.Last(c.ctx, b.Events)
	if err != nil {
		return nil, down(err)
	}
	out.Events = len(events)
	then, err := d.rehearse(c.ctx, around(live(e.set, id), id), events, horizon(events))
	if err != nil {
		return nil, err
	}
	runs := then.of(id)
	out.Runs = len(runs)
	byID := make(map[string]trigger.Event, len(events))
	for _, ev := range events {
		byID[ev.ID] = ev
	}
	r := e.set.Recipes[slices.IndexFunc(e.set.Recipes, func(r recipe.Recipe) bool { return r.ID == id })]
	for _, one := range runs {
		out.Now = append(out.Now, toldRun(one, byID[one.event], r))
	}
	out.Newly, out.NoLonger, err = d.compare(c, r, runs, events, byID)
	return out, err
}

// draft returns the set with a recipe that is not saved, and its ID.
func (d *Desk) draft(c *call, document []byte) (edited, string, error) {
	r, faults := d.decodeRecipe(c.now, document)
	if len(faults) > 0 {
		return edited{}, "", faulty(faults)
	}
	var old recipe.Recipe
	at, known := c.now.place[r.ID]
	if known {
		old = c.now.set.Recipes[at]
	}
	r, err := d.reveal(r, old, theRecipe.part)
	if err != nil {
		return edited{}, "", faulty(theRecipe.places(err))
	}
	e := edited{set: with(c.now.set, slices.Clone(c.now.set.Recipes))}
	if known {
		e.set.Recipes[at] = r
	} else {
		e.set.Recipes = append(e.set.Recipes, r)
	}
	if err := d.Engine.Check(with(e.set, []recipe.Recipe{r})); err != nil {
		return edited{}, "", faulty(theRecipe.places(err))
	}
	return e, r.ID, nil
}

// live returns the set with a recipe switched on.
func live(set recipe.Set, id string) recipe.Set {
	set.Recipes = slices.Clone(set.Recipes)
	for i := range set.Recipes {
		if r := &set.Recipes[i]; r.ID == id {
			r.Enabled, r.Shadow = true, false
		}
	}
	return set
}

// horizon is the instant up to which waits are followed after the last event.
func horizon(events []trigger.Event) time.Time {
	if len(events) == 0 {
		return time.Time{}
	}
	last := events[0].At
	for _, ev := range events {
		if ev.At.After(last) {
			last = ev.At
		}
	}
	return last.Add(8 * 24 * time.Hour)
}

// compare returns the events on which saving a recipe makes it run, and the runs that it prevents.
func (d *Desk) compare(
	c *call, r recipe.Recipe, runs []*run, events []trigger.Event, byID map[string]trigger.Event,
) (newly []string, noLonger []wouldRun, err error) {
	var now, then []string
	noLonger = []wouldRun{}
	if r.Enabled {
		now = eventsOf(runs)
	}
	if at, known := c.now.place[r.ID]; known && c.now.set.Recipes[at].Enabled {
		was, err := d.rehearse(c.ctx, around(live(c.now.set, r.ID), r.ID), events, time.Time{})
		if err != nil {
			return nil, nil, err
		}
		then = eventsOf(was.of(r.ID))
		lost := without(then, now)
		for _, one := range was.of(r.ID) {
			if slices.Contains(lost, one.event) {
				noLonger = append(noLonger, toldRun(one, byID[one.event], c.now.set.Recipes[at]))
			}
		}
	}
	return without(now, then), noLonger, nil
}

func eventsOf(runs []*run) []string {
	var ids []string
	for _, one := range runs {
		ids = append(ids, one.event)
	}
	return ids
}

// without returns the texts that are not among others, never nil.
func without(all, others []string) []string {
	known := make(map[string]bool, len(others))
	for _, s := range others {
		known[s] = true
	}
	out := []string{}
	for _, s := range all {
		if !known[s] {
			out = append(out, s)
		}
	}
	return out
}
