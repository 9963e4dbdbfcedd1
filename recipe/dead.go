package recipe

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Dead is an action that failed for good, or whose end is unknown, or an event that was accepted and could not be applied.
// It stays in the store until it is released or dropped, or for [Engine.KeepDead].
type Dead struct {
	ID     string // names it among the dead; those that failed earlier have lesser ones
	Recipe string
	Action int
	Do     string // empty for an event
	Event  string
	Item   trigger.Ref
	Key    string    // the idempotency key of an action, the row of what is damaged
	Since  time.Time // when it failed
	Err    error     // why the row cannot be read, when it is damaged; it can only be forgotten
}

// deadName is under which the dead are listed.
const deadName = "dead"

// Dead returns at most max of the dead, the oldest first: those after the one with the ID after, "" for the first page.
// An action whose texts could not be filled in
// when its recipe fired is not among them: it was never kept, and would fail again.
func (e *Engine) Dead(ctx context.Context, after string, max int) ([]Dead, error) {
	var all []Dead
	err := e.update(ctx, schedule.Scope{Subjects: []string{deadName}, Names: []string{deadName}}, func(_ context.Context, tx schedule.Tx) error {
		rows, err := tx.List(deadName, deadKind, deadPrefix+after, max)
		if err != nil {
			return err
		}
		all = make([]Dead, len(rows))
		for i, job := range rows {
			all[i] = e.readDead(job)
		}
		return nil
	})
	return all, err
}

// readDead tells what a dead row is.
func (e *Engine) readDead(job schedule.Job) Dead {
	d := Dead{ID: strings.TrimPrefix(job.Key, deadPrefix), Since: job.Due.Add(-e.keepDead())}
	_, d.Key, _ = strings.Cut(d.ID, "/")
	if strings.HasPrefix(d.Key, eventPrefix) {
		a, err := readAccepted(job)
		d.Event, d.Item, d.Err, d.Since = a.event.ID, a.event.Item(), err, cmp.Or(a.Died, d.Since)
		return d
	}
	t, err := readTask(job)
	if err != nil {
		d.Err = err
		return d
	}
	d.Recipe, d.Action, d.Do = t.Recipe.ID, t.Action, t.Do
	d.Event, d.Item, d.Since = t.event.ID, t.Item, cmp.Or(t.Died, d.Since)
	return d
}

// putDead keeps a row among the dead.
func (e *Engine) putDead(tx schedule.Tx, row schedule.Job) error {
	now := e.now()
	_, err := tx.Put(schedule.Job{
		Key: deadPrefix + now.UTC().Format("20060102T150405.000000000") + "/" + row.Key, Kind: deadKind,
		Subject: row.Subject, Names: []string{deadName}, Due: now.Add(e.keepDead()), Payload: row.Payload,
	})
	return err
}

// bury keeps a task that failed for good.
func (x *transaction) bury(t *task) error {
	job, err := t.dead(x.now).job(x.now)
	if err != nil {
		return err
	}
	job.Key = t.Key
	return x.e.putDead(x.tx, job)
}

// ErrNotDead says that an action is not among the dead any more.
var ErrNotDead = errors.New("the action is not dead")

// Release makes a dead action come due now, with all its tries before it and with its own key, or a dead event be applied.
// The actions that were skipped because of it stay skipped. It has the texts that it had; one that had waited is checked
// and filled in anew, as when it came due.
func (e *Engine) Release(ctx context.Context, d Dead) error {
	return e.update(ctx, schedule.On(deadPrefix+d.ID), func(_ context.Context, tx schedule.Tx) error {
		dropped, err := tx.Drop(deadPrefix + d.ID)
		switch {
		case err != nil:
			return err
		case len(dropped) == 0:
			return ErrNotDead
		}
		job, err := e.revive(dropped[0], d)
		if err != nil {
			return err
		}
		_, err = tx.Put(job)
		return err
	})
}

// revive returns the row that a dead one becomes again.
func (e *Engine) revive(row schedule.Job, d Dead) (schedule.Job, error) {
	if strings.HasPrefix(d.Key, eventPrefix) {
		a, err := readAccepted(row)
		if err != nil {
			return schedule.Job{}, err
		}
		a.Fails, a.Came, a.Died = 0, 0, time.Time{}
		return a.job(a.event.Threads(), e.now())
	}
	t, err := readTask(row)
	if err != nil {
		return schedule.Job{}, err
	}
	job, err := t.released(e.loaded().armedAt(e.now())).job(e.now())
	job.Key = doPrefix + t.Key // not the place of what waits in the thread by now
	return job, err
}

// Forget drops one of the dead for good.
func (e *Engine) Forget(ctx context.Context, d Dead) error {
	return e.update(ctx, schedule.On(deadPrefix+d.ID), func(_ context.Context, tx schedule.Tx) error {
		dropped, err := tx.Drop(deadPrefix + d.ID)
		if err == nil && len(dropped) == 0 {
			return ErrNotDead
		}
		return err
	})
}

// forgetDead drops the dead that nobody released in time, and reports them.
func (e *Engine) forgetDead(ctx context.Context) ([]Step, error) {
	told := make(map[string]Step)
	err := e.forget(ctx, deadKind, func(ctx context.Context, j schedule.Job) error {
		d := e.readDead(j)
		s := Step{Event: d.Event, At: e.now(), Recipe: d.Recipe, Action: d.Action, Do: d.Do, Item: d.Item, Key: d.Key}
		t, err := readTask(j)
		if err == nil && t.Run != "" {
			s = t.step(e.now(), ending{})
		}
		s.Outcome, s.Reason = Expired, DeadTooLong
		if s.Run != "" { // an action that can be read
			if err := e.record(ctx, matchEntries(t, s)); err != nil {
				return err
			}
		}
		told[d.ID] = s
		return nil
	})
	steps := make([]Step, 0, len(told))
	for _, id := range slices.Sorted(maps.Keys(told)) {
		steps = append(steps, told[id])
	}
	return steps, err
}
