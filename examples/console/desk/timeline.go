package desk

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// timeline is the answer to "POST timeline": a case, and its waits as time goes by.
type timeline struct {
	Case   string   `json:"case"`
	Events []moment `json:"events"`
	Waits  []waited `json:"waits"`
	Closed []closed `json:"closed"`
}

// moment is an event of a case.
type moment struct {
	ID   string       `json:"id"`
	At   time.Time    `json:"at"`
	Kind trigger.Kind `json:"kind"`
	Text string       `json:"text"`
	By   string       `json:"by"` // a name, or the party
	// Party is the kind of party: customer, agent, recipe, bot or system.
	Party trigger.Actor `json:"party"`
}

// waited is an action that waited, from its event until it was carried out, or cancelled, or is due.
type waited struct {
	Recipe  string         `json:"recipe"`
	Name    string         `json:"name"`
	Action  string         `json:"action"`
	Do      string         `json:"do"`
	From    time.Time      `json:"from"`
	Until   time.Time      `json:"until"`
	Outcome recipe.Outcome `json:"outcome"`
	Reason  recipe.Reason  `json:"reason,omitempty"`
	Message string         `json:"message,omitempty"`
}

// closed is a time in which a calendar is closed.
type closed struct {
	Calendar string    `json:"calendar"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
}

// timeline answers the waits of a case, with a draft, or with the recipes as they are.
func (d *Desk) timeline(c *call) (any, error) {
	b, err := body[struct {
		Recipe json.RawMessage `json:"recipe"`
		Case   string          `json:"case"`
	}](c)
	if err != nil {
		return nil, err
	}
	set, id := c.now.set, ""
	if given(b.Recipe) {
		e, draft, err := d.draft(c, b.Recipe)
		if err != nil {
			return nil, err
		}
		set, id = live(e.set, draft), draft
	}
	events, err := d.eventsOf(c.ctx, b.Case)
	if err != nil {
		return nil, err
	}
	played, err := d.rehearse(c.ctx, d.inCase(set, id), events, horizon(events))
	if err != nil {
		return nil, err
	}
	out := timeline{Case: b.Case, Events: moments(events), Waits: []waited{}, Closed: []closed{}}
	for _, one := range played.runs {
		out.Waits = append(out.Waits, waits(one, set)...)
	}
	out.Closed = d.closedHours(set, id, out)
	return out, nil
}

// inCase returns the recipes that play in a case: a large set is too slow to be loaded for one case.
func (d *Desk) inCase(set recipe.Set, id string) recipe.Set {
	if id == "" && len(set.Recipes) <= lintMost*10 {
		return set
	}
	return around(set, id)
}

func moments(events []trigger.Event) []moment {
	all := make([]moment, len(events))
	for i, ev := range events {
		all[i] = moment{ev.ID, ev.At, ev.Kind, whatHappened(ev), fromOf(ev), ev.By()}
	}
	return all
}

// waits returns the waits of a run, each as it ended.
func waits(one *run, set recipe.Set) []waited {
	var all []waited
	open := make(map[string]int) // by the actions' keys
	name := ""
	if i := slices.IndexFunc(set.Recipes, func(r recipe.Recipe) bool { return r.ID == one.recipe }); i >= 0 {
		name = set.Recipes[i].Name
	}
	for _, a := range one.reports {
		i, waiting := open[a.Key]
		switch {
		case a.Outcome == recipe.Waiting && !waiting:
			open[a.Key] = len(all)
			all = append(all, waited{a.Recipe, name, a.Action, a.Do, a.At, a.Due, a.Outcome, a.Reason, ""})
		case a.Outcome == recipe.Waiting:
			all[i].Until = a.Due
		case waiting:
			all[i].Until, all[i].Outcome, all[i].Reason, all[i].Message = a.At, a.Outcome, a.Reason, messageOf(a.Do, a.With)
			delete(open, a.Key)
		}
	}
	return all
}

// closedMost is the number of closed times in a timeline.
const closedMost = 400

// closedHours returns when the calendars of the recipes in a timeline are closed: that of a draft, or of all that wait.
func (d *Desk) closedHours(set recipe.Set, id string, t timeline) []closed {
	from, until := t.Events[0].At, t.Events[len(t.Events)-1].At
	used := make(map[string]bool)
	for _, w := range t.Waits {
		if w.Until.After(until) {
			until = w.Until
		}
		used[w.Recipe] = true
	}
	all := []closed{}
	for _, name := range calendars(set, id, used) {
		hours, err := set.Calendars[name].Compile()
		if err == nil {
			all = append(all, closedIn(hours, name, from, until)...)
		}
	}
	return all[:min(len(all), closedMost)]
}

// calendars returns the sorted names of the calendars that recipes use.
func calendars(set recipe.Set, id string, used map[string]bool) []string {
	found := make(map[string]bool)
	for _, r := range set.Recipes {
		if id != "" && r.ID != id || id == "" && !used[r.ID] {
			continue
		}
		if r.Hours != nil {
			found[r.Hours.Calendar] = true
		}
		for _, a := range r.Actions {
			if a.Hours != nil {
				found[a.Hours.Calendar] = true
			}
			if a.In != "" {
				found[a.In] = true
			}
		}
	}
	return names(found)
}

// closedIn returns when hours are closed between two instants.
func closedIn(hours *schedule.Hours, name string, from, until time.Time) []closed {
	var all []closed
	for t := from; t.Before(until) && len(all) < closedMost; {
		change, ok := hours.Change(t)
		if !ok || change.After(until) {
			change = until
		}
		if !hours.Open(t) {
			all = append(all, closed{name, t, change})
		}
		t = change
	}
	return all
}
