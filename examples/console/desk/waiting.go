package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// mattersMost is the number of matters, the latest first, whose waits are listed.
const mattersMost = 2000

// wait is an action that waits.
type wait struct {
	Key    string          `json:"key"`
	Recipe string          `json:"recipe"`
	Name   string          `json:"name"` // of the recipe
	Action string          `json:"action"`
	Do     string          `json:"do"`
	Due    time.Time       `json:"due"`
	Since  *time.Time      `json:"since,omitempty"` // the instant of the event that armed it, where the journal has it
	Case   string          `json:"case"`
	Text   string          `json:"text"` // the subject of the case
	Unless []action.Signal `json:"unless"`
}

// waiting answers all that waits, by the instants when it comes due.
func (d *Desk) waiting(c *call) (any, error) {
	all, err := d.waits(c.ctx, c.now)
	if err != nil {
		return nil, err
	}
	return struct {
		Waiting []wait `json:"waiting"`
	}{all}, nil
}

// waits asks the engine about each thread of the journal.
func (d *Desk) waits(ctx context.Context, now *snapshot) ([]wait, error) {
	matters, err := d.Events.Matters(ctx, "", mattersMost)
	if err != nil {
		return nil, down(err)
	}
	all := []wait{}
	seen := make(map[string]bool)
	for _, m := range matters {
		events, err := d.Events.Of(ctx, m.ID)
		if err != nil {
			return nil, down(err)
		}
		if len(events) == 0 {
			continue
		}
		found, err := d.Engine.Waiting(ctx, events[len(events)-1])
		if err != nil {
			return nil, down(err)
		}
		for _, w := range found {
			one := waitOf(w, m, events, now)
			if !seen[w.Key] && now.carriesOut(one) {
				seen[w.Key] = true
				all = append(all, one)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b wait) int { return a.Due.Compare(b.Due) })
	return all, nil
}

func waitOf(w recipe.Wait, m Matter, events []trigger.Event, now *snapshot) wait {
	out := wait{
		Key: w.Key, Recipe: w.Recipe, Action: w.Action, Do: w.Do, Due: w.Due, Case: m.ID, Text: m.Subject,
		Unless: append([]action.Signal{}, w.Unless...),
	}
	if r, err := now.find(w.Recipe); err == nil {
		out.Name = r.Name
	}
	if i := slices.IndexFunc(events, func(ev trigger.Event) bool { return ev.ID == w.Event }); i >= 0 {
		out.Since = &events[i].At
	}
	return out
}

// carriesOut reports whether an action that waits will be carried out, as far as the set decides: the engine cancels it when it
// comes due if its recipe was switched off since it was armed, also for a while, or has no such action any more.
func (s *snapshot) carriesOut(w wait) bool {
	r, err := s.find(w.Recipe)
	if err != nil || !r.Enabled || r.Shadow || w.Since != nil && w.Since.Before(r.EnabledAt) {
		return false
	}
	return slices.ContainsFunc(r.Actions, func(a action.Action) bool { return idOf(a) == w.Action && a.Do == w.Do })
}

// keyed is the body of requests about one wait, or one dead letter.
type keyed struct {
	Key string `json:"key"`
}

// done is the answer after something was done about a key.
type done struct {
	Key string `json:"key"`
}

// cancel cancels an action that waits.
func (d *Desk) cancel(c *call) (any, error) {
	b, err := body[keyed](c)
	if err != nil {
		return nil, err
	}
	err = recipe.ErrNotWaiting
	if isKey(b.Key) {
		err = d.Engine.Cancel(c.ctx, b.Key)
	}
	switch {
	case errors.Is(err, recipe.ErrNotWaiting):
		return nil, missing("this does not wait any more: it was carried out, cancelled or moved meanwhile")
	case err != nil:
		return nil, down(err)
	}
	return done(b), nil
}
