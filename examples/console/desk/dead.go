package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// deadPage is the number of dead letters in an answer.
const deadPage = 100

// deadLetter is an action that failed for good, or an event that could not be applied.
type deadLetter struct {
	Key    string      `json:"key"`
	Recipe string      `json:"recipe"` // empty for an event
	Name   string      `json:"name"`   // of the recipe
	Action string      `json:"action"`
	Do     string      `json:"do"`
	Event  string      `json:"event"`
	Item   trigger.Ref `json:"item"`
	Error  string      `json:"error"` // of the last try; empty when the history does not tell
	At     time.Time   `json:"at"`
	Tries  int         `json:"tries"`
	// Damaged says that it cannot be read: it can only be discarded.
	Damaged bool `json:"damaged,omitempty"`
}

// dead answers a page of dead letters, the oldest first.
func (d *Desk) dead(c *call) (any, error) {
	found, err := d.Engine.DeadLetters(c.ctx, c.Query.Get("after"), deadPage)
	if err != nil {
		return nil, down(err)
	}
	out := struct {
		Dead []deadLetter `json:"dead"`
		Next string       `json:"next"` // the parameter after of the next page; empty for the last one
	}{Dead: []deadLetter{}}
	for _, letter := range found {
		told, err := d.deadLetter(c, letter)
		if err != nil {
			return nil, err
		}
		out.Dead = append(out.Dead, told)
	}
	if len(found) == deadPage {
		out.Next = found[len(found)-1].Key
	}
	return out, nil
}

func (d *Desk) deadLetter(c *call, l recipe.DeadLetter) (deadLetter, error) {
	out := deadLetter{Key: l.Key, Recipe: l.Recipe, Action: l.Action, Do: l.Do, Event: l.Event, Item: l.Item, At: l.Since}
	if r, err := c.now.find(l.Recipe); err == nil {
		out.Name = r.Name
	}
	if l.Err != nil {
		out.Damaged, out.Error = true, l.Err.Error()
	}
	if d.History == nil || l.Item == (trigger.Ref{}) {
		return out, nil
	}
	log, err := d.History.Log(c.ctx, l.Item)
	if err != nil {
		return out, down(err)
	}
	for _, e := range slices.Backward(log) {
		if e.Event == l.Event && e.Recipe.ID == l.Recipe && e.Action == l.Do && e.Error != "" {
			out.Error, out.Tries = e.Error, e.Attempts
			break
		}
	}
	return out, nil
}

// retry makes a dead letter come due again.
func (d *Desk) retry(c *call) (any, error) { return d.end(c, d.Engine.Retry) }

// discard drops a dead letter.
func (d *Desk) discard(c *call) (any, error) { return d.end(c, d.Engine.Discard) }

func (d *Desk) end(c *call, end func(ctx context.Context, key string) error) (any, error) {
	b, err := body[keyed](c)
	if err != nil {
		return nil, err
	}
	err = recipe.ErrNoDeadLetter
	if isKey(b.Key) {
		err = end(c.ctx, b.Key)
	}
	switch {
	case errors.Is(err, recipe.ErrNoDeadLetter):
		return nil, missing("this is no dead letter any more: it was retried or discarded meanwhile")
	case err != nil:
		return nil, down(err)
	}
	return done(b), nil
}

// decides reports whether an entry tells of a decision, and not of an action.
func decides(e history.Entry) bool {
	return e.Recipe.ID != "" && e.Place == 0 && (e.Action == history.Triggered || e.Action == e.Outcome)
}
