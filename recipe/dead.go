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

	row, thread string
}

// bury keeps a task that failed for good.
func (x *transaction) bury(t *task) error {
	dead := *t
	dead.Started, dead.Next, dead.Tries = false, nil, 0
	job, err := dead.job(x.now)
	if err != nil {
		return err
	}
	job.Key, job.Kind = "dead/"+t.Key, deadKind
	_, err = x.tx.Put(job)
	return err
}

// Dead returns at most max actions that failed for good, the oldest first.
func (e *Engine) Dead(ctx context.Context, max int) ([]Dead, error) {
	jobs, err := e.take(ctx, deadKind, 0, max)
	if err != nil {
		return nil, err
	}
	all := make([]Dead, 0, len(jobs))
	for _, job := range jobs {
		t, err := readTask(job)
		if err != nil {
			return nil, err
		}
		all = append(all, Dead{
			Recipe: t.Recipe.ID, Action: t.Action, Do: t.Do, Event: t.event.ID, Item: t.Item, Key: t.Key,
			Since: job.Due, row: job.Key, thread: job.Subject,
		})
	}
	return all, nil
}

// ErrNotDead says that an action is not among the dead any more.
var ErrNotDead = errors.New("the action is not dead")

// Release makes a dead action come due now, with all its tries before it. The actions that were skipped because
// of it stay skipped. It is tried with its own key, and with the texts that it had; one that had waited and failed
// before they were filled in is checked and filled in again.
func (e *Engine) Release(ctx context.Context, d Dead) error {
	return e.update(ctx, d.thread, func(_ context.Context, tx schedule.Tx) error {
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
	return e.update(ctx, d.thread, func(_ context.Context, tx schedule.Tx) error {
		dropped, err := tx.Drop(d.row)
		if err == nil && len(dropped) == 0 {
			return ErrNotDead
		}
		return err
	})
}
