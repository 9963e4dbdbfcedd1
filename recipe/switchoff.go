package recipe

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// switchOff is the instant when a recipe, or an action of it, was switched off or removed, and the reason with which its waits
// are cancelled. They stay cancelled when it is switched on again, in every process.
type switchOff struct {
	At     time.Time `json:"at"`
	Reason Reason    `json:"reason"`
}

// keepSwitchOffs is how long it is stored: longer than anything waits.
const keepSwitchOffs = time.Duration(MaxAfter) + 7*24*time.Hour

// switchOffKey names the row of a recipe, or of one of its actions.
func switchOffKey(recipe string, action ...string) string {
	return "off/" + key(append([]string{recipe}, action...)...)
}

// switchOffKeys names the rows of a recipe and of its action.
func switchOffKeys(recipe, action string) []string {
	return []string{switchOffKey(recipe), switchOffKey(recipe, action)}
}

// switchOffKeys names the rows of the task's recipe and action.
func (t *task) switchOffKeys() []string {
	if t.offKeys == nil {
		t.offKeys = switchOffKeys(t.Recipe.ID, t.ID)
	}
	return t.offKeys
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
			all[switchOffKey(id)] = RecipeRemoved
		case was.live() && !r.live():
			all[switchOffKey(id)] = RecipeDisabled
		default:
			for _, a := range was.actions {
				if i := r.action(a.id); i < 0 || r.actions[i].Do != a.Do {
					all[switchOffKey(id, a.id)] = ActionRemoved
				}
			}
		}
	}
	return all
}

// storeSwitchOffs stores the recipes and actions that Load has switched off. The lock is not held meanwhile: a store that
// stalls stalls neither Load nor a call whose ctx ends. Calls may store the same ones, which changes nothing.
func (e *Engine) storeSwitchOffs(ctx context.Context) error {
	if !e.anySwitchOff.Load() {
		return nil
	}
	e.switchOffMu.Lock()
	all := maps.Clone(e.switchOffs)
	e.switchOffMu.Unlock()
	about := schedule.Scope{Subjects: []string{"off"}, Keys: slices.Sorted(maps.Keys(all))}
	err := e.update(ctx, about, func(_ context.Context, tx schedule.Tx) error {
		for name, o := range all {
			if err := o.store(tx, name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	e.switchOffMu.Lock()
	defer e.switchOffMu.Unlock()
	maps.DeleteFunc(e.switchOffs, func(name string, o switchOff) bool { return all[name] == o }) // the others are newer
	e.anySwitchOff.Store(len(e.switchOffs) > 0)
	return nil
}

// store stores the switch-off in the row with the name, unless a later one is known.
func (o switchOff) store(tx schedule.Tx, name string) error {
	known, err := knownSwitchOff(tx, name, o)
	if err != nil || known {
		return err
	}
	payload, err := encodeState(o)
	if err != nil {
		return err
	}
	_, err = tx.Put(schedule.Job{Key: name, Kind: signalKind, Subject: "off", Due: o.At.Add(keepSwitchOffs), Payload: payload})
	return err
}

// knownSwitchOff reports whether another process wrote down that it was switched off later than that, or in a way that only a
// later version knows.
func knownSwitchOff(tx schedule.Tx, name string, o switchOff) (bool, error) {
	row, ok, err := get(tx, name)
	if err != nil || !ok {
		return false, err
	}
	var was switchOff
	err = decodeState(row.Payload, &was)
	return errors.Is(err, errLaterVersion) || err == nil && was.At.After(o.At), nil
}

// switchOffs are when the recipe and the action of a task were switched off.
type switchOffs []switchOff

func loadSwitchOffs(tx schedule.Tx, t *task) (switchOffs, error) {
	rows, err := tx.Get(t.switchOffKeys()...)
	if err != nil {
		return nil, err
	}
	all := make(switchOffs, len(rows))
	for i, row := range rows {
		if err := decodeState(row.Payload, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// armedAt returns the instant at which an action counts as stored: later than every switch-off before the set was loaded,
// also when the clock shows the same instant or was set back. So of the actions of one instant, those stored before the
// switch stay cancelled, and those stored when the recipe runs again go on. Only the process that saw the switch knows this
// order: others cancel actions of its very instant.
func (c *compiled) armedAt(now time.Time) time.Time { return laterOf(now, c.armsFrom) }

// since returns the reason why a task stored at the instant is cancelled, or "".
func (all switchOffs) since(kept time.Time) Reason {
	for _, o := range all {
		if !kept.After(o.At) {
			return o.Reason
		}
	}
	return ""
}
