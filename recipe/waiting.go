package recipe

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Wait is an action that waits in a thread: it was put off, or is to be repeated.
type Wait struct {
	Recipe string          `json:"recipe,omitzero"` // ID of the recipe
	Action string          `json:"action,omitzero"` // ID of the action in it
	Do     string          `json:"do,omitzero"`     // the kind
	Event  string          `json:"event,omitzero"`  // ID of the event that armed it
	Run    string          `json:"run,omitzero"`    // as [Decision.Run]
	Item   trigger.Ref     `json:"item,omitzero"`   // the item that it will change
	Due    time.Time       `json:"due,omitzero"`    // when it comes due, as far as that is known
	Unless []action.Signal `json:"unless,omitzero"` // the signals that cancel it
	Nth    int             `json:"nth,omitzero"`    // which time it is of one that is repeated, from 1
	Key    string          `json:"key,omitzero"`    // names it for [Engine.Cancel]
}

// Waiting returns the waits in the thread of the event's item, ordered by due instant. The event needs only the item: its
// case or its mention. Actions that are being carried out do not wait. Accepted events that are not applied yet do not
// count.
func (e *Engine) Waiting(ctx context.Context, ev trigger.Event) ([]Wait, error) {
	names := ev.Threads()
	var all []Wait
	err := e.update(ctx, schedule.Scope{Subjects: names, Names: names}, func(_ context.Context, tx schedule.Tx) error {
		all = []Wait{}
		return inThread(tx, workKind, names, "", func(j schedule.Job) error {
			if strings.HasPrefix(j.Key, eventPrefix) || isLaterVersion(j.Payload) {
				return nil
			}
			t, err := decodeTask(j)
			if err != nil || !t.waiting() {
				return err
			}
			all = append(all, Wait{
				Recipe: t.Recipe.ID, Action: t.ID, Do: t.Do, Event: t.event.ID, Run: t.Run, Item: t.Item, Due: laterOf(j.Due, t.Due),
				Unless: t.Unless, Nth: t.Nth, Key: j.Key,
			})
			return nil
		})
	})
	slices.SortStableFunc(all, func(a, b Wait) int { return a.Due.Compare(b.Due) })
	return all, err
}

// ErrNotWaiting says that an action does not wait any more: it was carried out, cancelled or moved, or is being carried out.
var ErrNotWaiting = errors.New("the action is not waiting")

// Cancel ends an action that waits, by its [Wait.Key]: an agent wants the case kept open. The history says so, with the
// reason [ByHost]. A later event may arm it again.
func (e *Engine) Cancel(ctx context.Context, key string) error {
	if naming.CheckText(key) != nil { // the engine makes no such key, and a database may refuse it
		return ErrNotWaiting
	}
	return e.update(ctx, schedule.Scope{Subjects: []string{key}, Keys: []string{key}}, func(ctx context.Context, tx schedule.Tx) error {
		row, ok, err := get(tx, key)
		if err != nil {
			return err
		}
		if !ok || row.Kind != workKind || strings.HasPrefix(key, eventPrefix) {
			return ErrNotWaiting
		}
		t, err := decodeTask(row)
		if err != nil {
			return err
		}
		if !t.waiting() {
			return ErrNotWaiting
		}
		x := transaction{e: e, tx: tx, now: e.now()}
		if err := x.cancelRow(row, ByHost); err != nil {
			return err
		}
		return x.close(ctx)
	})
}

// waiting reports whether the task waits for its instant, and not for another try or for who carries it out.
func (t *task) waiting() bool { return !t.Begun && (t.waits() || t.repeats() || t.PutOff) }
