package recipe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// trackedRecord is the row of a record while it exists and matches: the event that started its recipe, with the latest data. It
// belongs to the record's thread.
type trackedRecord struct {
	version
	Seen  string `json:"seen"` // a hash of the record as it was fetched, before its lookup
	event trigger.Event
}

// trackKey names the row of a record.
func trackKey(recipe string, r *trigger.Record) string { return key("track", recipe, r.Source, r.ID) }

// loadRecord returns the record's row; nil when it is not tracked.
func loadRecord(tx schedule.Tx, recipe string, r *trigger.Record) (*trackedRecord, error) {
	row, ok, err := get(tx, trackKey(recipe, r))
	if err != nil || !ok {
		return nil, err
	}
	return decodeRecord(row)
}

func decodeRecord(row schedule.Job) (*trackedRecord, error) {
	t := new(trackedRecord)
	return t, decodeHeaded(row.Payload, t, &t.version, &t.event)
}

// store stores the record. Global attributes have a row of their own.
func (t *trackedRecord) store(tx schedule.Tx, recipe string) error {
	t.V = rowVersion
	payload, err := encodeHeaded(t, withGlobals(t.event, nil))
	if err != nil {
		return err
	}
	_, err = tx.Put(schedule.Job{
		Key: trackKey(recipe, t.event.Record), Kind: stateKind, Subject: thread(t.event), Payload: payload,
	})
	return err
}

// withGlobals returns the event of a polled record with other global attributes.
func withGlobals(ev trigger.Event, globals map[string]any) *trigger.Event {
	rec, polled := *ev.Record, *ev.Record.Polled
	polled.Global, rec.Polled, ev.Record = globals, &polled, &rec
	return &ev
}

// seen returns the hash of a record as it was fetched.
func seen(r *trigger.Record) (string, error) {
	polled := *r.Polled
	polled.Global = nil
	data, err := json.Marshal([]any{r.Fields, polled})
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12]), err
}

// polled reports whether the task is about a polled record.
func (t *task) polled() bool { return t.event.Kind == trigger.RecordPolled }

// stillTracked reports whether the record that the task is about is still there, as the one that started its recipe.
func (t *task) stillTracked(tx schedule.Tx) (bool, error) {
	kept, err := loadRecord(tx, t.Recipe.ID, t.event.Record)
	return kept != nil && kept.event.ID == t.event.ID, err
}

// errResolved says that a record is not there any more, or does not match any more.
var errResolved = errors.New("resolved")

// latestRecord returns a function that gives the event of a polled record its latest data.
func (e *Engine) latestRecord(recipe string) func(ctx context.Context, ev *trigger.Event) error {
	return func(ctx context.Context, ev *trigger.Event) error {
		var kept *trackedRecord
		err := e.update(ctx, schedule.On(thread(*ev)), func(_ context.Context, tx schedule.Tx) (err error) {
			kept, err = loadRecord(tx, recipe, ev.Record)
			return err
		})
		switch {
		case err != nil:
			return err
		case kept == nil || kept.event.ID != ev.ID:
			return errResolved
		}
		globals, err := e.globals(ctx, e.loaded())
		if err != nil {
			return err
		}
		*ev = *withGlobals(kept.event, globals)
		return nil
	}
}

// updateTo makes the task one of a later revision of its recipe, and reports whether it can be: it cannot when it is not
// repeated so often any more.
func (t *task) updateTo(r *rule) bool {
	a := &r.actions[t.Action]
	t.Recipe, t.Unless, t.FromFirst, t.Count, t.Every = r.recipe, a.Unless, a.first, a.count, a.every
	t.heardKeys = nil
	if t.Nth == 0 {
		return true
	}
	if a.Repeat == nil {
		return false
	}
	t.Repeat = *a.Repeat
	return t.Nth <= t.Repeat.Times
}

// forgets reports whether a polled record whose action was cancelled for the reason is forgotten, so that it is a new
// one when it is there at the next poll.
func forgets(reason Reason) bool {
	return reason == RecipeRemoved || reason == RecipeDisabled || reason == NoLongerMatch
}

// untrack removes the record, and cancels its recipe's actions on it.
func (x *transaction) untrack(recipe string, r *trigger.Record, reason Reason) error {
	if _, err := x.tx.Drop(trackKey(recipe, r)); err != nil {
		return err
	}
	names := trigger.Event{Kind: trigger.RecordPolled, Record: r}.Threads()
	for _, prefix := range [...]string{waitPrefix, doPrefix} {
		err := inThread(x.tx, workKind, names, prefix+key(recipe)+"/", func(j schedule.Job) error { return x.cancelRow(j, reason) })
		if err != nil {
			return err
		}
	}
	return nil
}
