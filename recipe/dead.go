package recipe

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Dead is an action that failed for good, or whose end is unknown. It stays in the store until it is released or
// dropped.
type Dead struct {
	Recipe string
	Action int
	Do     string
	Event  string
	Item   trigger.Ref
	Key    string    // the idempotency key
	Since  time.Time // when it failed
	Err    error     // why the row cannot be read, when it is damaged; it can only be forgotten

	row, thread string
}

// Dead returns at most max actions that failed for good, the oldest first. An action whose texts could not be filled in
// when its recipe fired is not among them: it was never kept, and would fail again.
func (e *Engine) Dead(ctx context.Context, max int) ([]Dead, error) {
	jobs, err := e.take(ctx, deadKind, 0, max)
	if err != nil {
		return nil, err
	}
	all := make([]Dead, len(jobs))
	for i, job := range jobs {
		all[i] = Dead{Key: job.Key, Since: job.Due, row: job.Key, thread: job.Subject}
		t, err := readTask(job)
		if err != nil {
			all[i].Err = err
			continue
		}
		all[i].Recipe, all[i].Action, all[i].Do, all[i].Key = t.Recipe.ID, t.Action, t.Do, t.Key
		all[i].Event, all[i].Item = t.event.ID, t.Item
	}
	return all, nil
}

// ErrNotDead says that an action is not among the dead any more.
var ErrNotDead = errors.New("the action is not dead")

// Release makes a dead action come due now, with all its tries before it and with its own key. The actions that were
// skipped because of it stay skipped. It has the texts that it had; one that had waited is checked and filled in anew,
// as when it came due.
func (e *Engine) Release(ctx context.Context, d Dead) error {
	return e.update(ctx, schedule.On(d.thread), func(_ context.Context, tx schedule.Tx) error {
		dropped, err := tx.Drop(d.row)
		if err != nil {
			return err
		}
		if len(dropped) == 0 {
			return ErrNotDead
		}
		t, err := readTask(dropped[0])
		if err != nil {
			return err
		}
		job, err := t.job(e.now())
		if err != nil {
			return err
		}
		job.Key = "do/" + t.Key // not the place of what waits in the thread by now
		_, err = tx.Put(job)
		return err
	})
}

// Forget drops a dead action for good.
func (e *Engine) Forget(ctx context.Context, d Dead) error {
	return e.update(ctx, schedule.On(d.thread), func(_ context.Context, tx schedule.Tx) error {
		dropped, err := tx.Drop(d.row)
		if err == nil && len(dropped) == 0 {
			return ErrNotDead
		}
		return err
	})
}
