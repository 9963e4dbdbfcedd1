package recipe

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// off is the instant when a recipe, or an action of it, was switched off or removed, and the reason with which its waits are
// cancelled. They stay cancelled when it is switched on again, in every process.
type off struct {
	At     time.Time `json:"at"`
	Reason Reason    `json:"reason"`
}

// keepOff is how long that is kept: longer than anything waits.
const keepOff = time.Duration(MaxAfter) + 7*24*time.Hour

// offKey names the row of a recipe, or of one of its actions.
func offKey(recipe string, action ...string) string {
	return "off/" + key(append([]string{recipe}, action...)...)
}

// switchedOff returns the reasons for the recipes and actions of the last set that do not run any more, by the row's key.
func (c *compiled) switchedOff(last *compiled) map[string]Reason {
	all := make(map[string]Reason)
	for _, was := range last.rules {
		id := was.recipe.ID
		r := c.rule(id)
		switch {
		case r == was:
		case r == nil:
			all[offKey(id)] = RecipeRemoved
		case was.live() && !r.live():
			all[offKey(id)] = RecipeDisabled
		default:
			for _, a := range was.actions {
				if i := r.action(a.id); i < 0 || r.actions[i].Do != a.Do {
					all[offKey(id, a.id)] = ActionRemoved
				}
			}
		}
	}
	return all
}

// writeOff stores the recipes and actions that Load has switched off.
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

// armedAt returns the instant at which an action counts as stored: later than every switch-off before the set was loaded,
// also when the clock shows the same instant or was set back. So of the actions of one instant, those stored before the
// switch stay cancelled, and those stored when the recipe runs again go on. Only the process that saw the switch knows this
// order: others cancel actions of its very instant.
func (c *compiled) armedAt(now time.Time) time.Time { return later(now, c.armsFrom) }

// since returns the reason why a task stored at the instant is cancelled, or "".
func (all offs) since(kept time.Time) Reason {
	for _, o := range all {
		if !kept.After(o.At) {
			return o.Reason
		}
	}
	return ""
}
