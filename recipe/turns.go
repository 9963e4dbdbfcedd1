package recipe

import (
	"context"
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// turns counts how often an action took turns among its choices. The last ones are kept by key, so that an event that
// is sent again, since the store failed, has the turn that it had.
type turns struct {
	Next int    `json:"next"`
	Last []turn `json:"last,omitempty"`
}

type turn struct {
	Key  string `json:"key"`
	Turn int    `json:"turn"`
}

// keptTurns is how many turns are kept by key.
const keptTurns = 16

// turns gives every task that takes turns among choices its turn. It runs before the event is applied, in
// transactions of its own, since the count belongs to the recipe and not to the thread.
func (e *Engine) turns(ctx context.Context, firings []firing) error {
	for _, f := range firings {
		for i := range f.tasks {
			t := &f.tasks[i]
			if t.choices < 2 {
				continue
			}
			name := key("turn", t.Recipe.ID, t.ID)
			err := e.update(ctx, schedule.On(name), func(_ context.Context, tx schedule.Tx) error {
				given, err := takeTurn(tx, name, t.Key)
				t.Turn = given
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// takeTurn returns the turn of a key, and counts on for one that is new. An event that comes again long after it was
// applied takes none: whatever it is given is not used.
func takeTurn(tx schedule.Tx, name, key string) (int, error) {
	var all turns
	if _, err := getState(tx, name, &all); err != nil {
		return 0, err
	}
	if i := slices.IndexFunc(all.Last, func(t turn) bool { return t.Key == key }); i >= 0 {
		return all.Last[i].Turn, nil
	}
	first, err := tx.Remember("turn/" + key)
	if err != nil || !first {
		return all.Next, err
	}
	given := all.Next
	all.Next++
	all.Last = append(all.Last, turn{key, given})
	if len(all.Last) > keptTurns {
		all.Last = slices.Delete(all.Last, 0, len(all.Last)-keptTurns)
	}
	return given, putState(tx, name, name, all)
}
