package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// casesMost is the number of cases in a list.
const casesMost = 200

// cases answers the cases with a text in their subject or ID, the latest first.
func (d *Desk) cases(c *call) (any, error) {
	found, err := d.Events.Matters(c.ctx, c.Query.Get("q"), casesMost)
	if err != nil {
		return nil, down(err)
	}
	return struct {
		Cases []Matter `json:"cases"`
	}{append([]Matter{}, found...)}, nil
}

// happened is an event of a case, with the decision of each recipe.
type happened struct {
	moment
	Decisions []decision `json:"decisions"`
	// LeftOut is the number of recipes that the event does not start, where there are too many to show each.
	LeftOut int `json:"left_out,omitempty"`
}

// decision is the decision of a recipe about an event, and why it did nothing.
type decision struct {
	Recipe  string           `json:"recipe"`
	Name    string           `json:"name"`
	Outcome recipe.Outcome   `json:"outcome"`
	Reason  recipe.Reason    `json:"reason,omitempty"`
	Why     string           `json:"why"`
	Error   string           `json:"error,omitempty"`
	Tests   []foresight.Test `json:"tests"`
	// Flips are the smallest sets of tests that would have to come out otherwise for the recipe to run.
	Flips   [][]foresight.Flip `json:"flips"`
	Actions []acted            `json:"actions"`
	// Recorded says that the history tells it, about the recipe as it was then. Otherwise it is the decision that the recipe as it is now
	// would decide.
	Recorded bool `json:"recorded"`
}

// acted is the outcome of an action.
type acted struct {
	Do      string         `json:"do"`
	Place   int            `json:"place"`
	At      time.Time      `json:"at"`
	Outcome recipe.Outcome `json:"outcome"`
	Reason  recipe.Reason  `json:"reason,omitempty"`
	Error   string         `json:"error,omitempty"`
	Due     *time.Time     `json:"due,omitempty"`
}

// oneCase answers the history of a case.
func (d *Desk) oneCase(c *call) (any, error) {
	events, err := d.eventsOf(c.ctx, c.id)
	if err != nil {
		return nil, err
	}
	recorded, err := d.recorded(c, events)
	if err != nil {
		return nil, err
	}
	all := make([]happened, len(events))
	for i, m := range moments(events) {
		all[i].moment = m
		if all[i].Decisions, all[i].LeftOut, err = d.decisions(c.now, events[i], recorded); err != nil {
			return nil, err
		}
	}
	return struct {
		Case   string     `json:"case"`
		Events []happened `json:"events"`
	}{c.id, all}, nil
}

// eventsOf returns the events of a case that the journal has.
func (d *Desk) eventsOf(ctx context.Context, id string) ([]trigger.Event, error) {
	var events []trigger.Event
	if isKey(id) {
		var err error
		if events, err = d.Events.Of(ctx, id); err != nil {
			return nil, down(err)
		}
	}
	if len(events) == 0 {
		return nil, missing("there is no case %s in the journal", quoted(id))
	}
	return events, nil
}

// fact names a decision: an event and a recipe.
type fact struct{ event, recipe string }

// recorded returns the entries about the items of a case, by event and recipe.
func (d *Desk) recorded(c *call, events []trigger.Event) (map[fact][]history.Entry, error) {
	found := make(map[fact][]history.Entry)
	if d.History == nil {
		return found, nil
	}
	asked := make(map[trigger.Ref]bool)
	for _, ev := range events {
		for _, ref := range []trigger.Ref{ev.Item(), ev.CaseRef(), ev.MentionRef(), ev.RecordRef()} {
			if ref == (trigger.Ref{}) || asked[ref] {
				continue
			}
			asked[ref] = true
			log, err := d.History.Log(c.ctx, ref)
			if err != nil {
				return nil, down(err)
			}
			for _, e := range log {
				if e.Recipe.ID != "" {
					f := fact{e.Event, e.Recipe.ID}
					found[f] = append(found[f], e)
				}
			}
		}
	}
	return found, nil
}

// decisions returns the decision of each recipe about an event, in the set's order; first those that are not in the set any more.
func (d *Desk) decisions(now *snapshot, ev trigger.Event, recorded map[fact][]history.Entry) (all []decision, leftOut int, err error) {
	all = []decision{}
	for f, entries := range recorded {
		if _, known := now.place[f.recipe]; !known && f.event == ev.ID {
			all = append(all, fromHistory(entries))
		}
	}
	slices.SortFunc(all, func(a, b decision) int { return strings.Compare(a.Recipe, b.Recipe) })
	told, leftOut, err := d.why(now, ev)
	if err != nil {
		return nil, 0, err
	}
	for _, x := range told {
		one := explained(x, now)
		if entries := recorded[fact{ev.ID, x.Recipe}]; len(entries) > 0 {
			was := fromHistory(entries)
			was.Tests, was.Name = one.Tests, one.Name
			one = was
		}
		all = append(all, one)
	}
	return all, leftOut, nil
}

// fromHistory returns the decision that entries tell.
func fromHistory(entries []history.Entry) decision {
	out := decision{Tests: []foresight.Test{}, Flips: [][]foresight.Flip{}, Actions: []acted{}, Recorded: true}
	for _, e := range entries {
		out.Recipe, out.Name = e.Recipe.ID, e.Recipe.Name
		if decides(e) {
			out.Outcome, out.Reason, out.Error = recipe.Outcome(e.Outcome), recipe.Reason(e.Reason), e.Error
			continue
		}
		a := acted{
			Do: e.Action, Place: e.Place, At: e.At, Outcome: recipe.Outcome(e.Outcome), Reason: recipe.Reason(e.Reason), Error: e.Error,
		}
		if !e.Due.IsZero() {
			a.Due = &e.Due
		}
		out.Actions = append(out.Actions, a)
	}
	slices.SortStableFunc(out.Actions, func(a, b acted) int { return a.At.Compare(b.At) })
	if out.Outcome == "" { // its run is in the log of another item
		out.Outcome = recipe.Fired
	}
	out.Why = whyWords(out.Outcome, out.Reason)
	return out
}
