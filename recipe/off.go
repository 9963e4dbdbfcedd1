package recipe

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// off says when a recipe, or an action of it, was switched off or removed, and by which word what waited is cancelled.
// What was kept until then stays cancelled when it is switched on again, in every process.
type off struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// keepOff is how long that is kept: longer than anything waits.
const keepOff = time.Duration(MaxAfter) + 7*24*time.Hour

// offKey names the row of a recipe, or of one of its actions.
func offKey(recipe string, action ...string) string {
	return "off/" + key(append([]string{recipe}, action...)...)
}

// switchedOff adds to off what of the last set does not run any more.
func (c *compiled) switchedOff(last *compiled, clock func() time.Time, all map[string]off) {
	for _, was := range last.rules {
		id := was.recipe.ID
		r := c.rule(id)
		switch {
		case r == was:
		case r == nil:
			all[offKey(id)] = off{clock(), RecipeRemoved}
		case was.live() && !r.live():
			all[offKey(id)] = off{clock(), RecipeDisabled}
		default:
			for _, a := range was.actions {
				if i := r.action(a.id); i < 0 || r.actions[i].Do != a.Do {
					all[offKey(id, a.id)] = off{clock(), ActionRemoved}
				}
			}
		}
	}
}

// writeOff keeps what the last sets that were loaded have switched off.
func (e *Engine) writeOff(ctx context.Context) error {
	if !e.anyOff.Load() {
		return nil
	}
	e.offMu.Lock()
	defer e.offMu.Unlock()
	about := schedule.Scope{Subjects: []string{"off"}, Keys: slices.Sorted(maps.Keys(e.off))}
	err := e.update(ctx, about, func(_ context.Context, tx schedule.Tx) error {
		for name, o := range e.off {
			known, err := knownOff(tx, name, o)
			if err != nil {
				return err
			}
			if known {
				continue
			}
			payload, err := writeState(o)
			if err != nil {
				return err
			}
			_, err = tx.Put(schedule.Job{Key: name, Kind: signalKind, Subject: "off", Due: o.At.Add(keepOff), Payload: payload})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		e.off = nil
		e.anyOff.Store(false)
	}
	return err
}

// knownOff reports whether another process wrote down that it was switched off later than that, or in a way that only a later
// version knows.
func knownOff(tx schedule.Tx, name string, o off) (bool, error) {
	row, ok, err := get(tx, name)
	if err != nil || !ok {
		return false, err
	}
	var was off
	err = readState(row.Payload, &was)
	return errors.Is(err, errLater) || err == nil && was.At.After(o.At), nil
}

// offs are when the recipe and the action of a task were switched off.
type offs []off

func readOffs(tx schedule.Tx, t *task) (offs, error) {
	rows, err := tx.Get(offKey(t.Recipe.ID), offKey(t.Recipe.ID, t.ID))
	if err != nil {
		return nil, err
	}
	all := make(offs, len(rows))
	for i, row := range rows {
		if err := readState(row.Payload, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// since returns why a task that was kept at the instant is cancelled, or "".
func (all offs) since(kept time.Time) string {
	for _, o := range all {
		if !kept.After(o.At) {
			return o.Reason
		}
	}
	return ""
}
