package recipe

import (
	"context"
	"encoding/json"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// transaction is one Update of a thread: it keeps tasks, cancels those that wait, and writes the history last, so
// that nothing is in the history that is not in the store.
type transaction struct {
	e   *Engine
	tx  schedule.Tx
	now time.Time

	event   []byte // of the tasks that it keeps, as their rows hold it, see job; nil until there is one
	waits   waits
	steps   []Step // tasks of earlier events that ended here
	entries []history.Entry
}

// open reads what waits in the thread.
func (x *transaction) open(thread string) error { return x.waits.read(x.tx, thread) }

// close writes what waits in the thread, and the history.
func (x *transaction) close(ctx context.Context) error {
	if err := x.waits.write(x.tx); err != nil {
		return err
	}
	return x.e.record(ctx, x.entries)
}

// put keeps the tasks: those that wait until they are due, the others as begun by the caller, who must run them.
// steps are the reports of the firing's actions. The same tasks may be put again from the start: what is changed in them
// is set anew then.
func (x *transaction) put(tasks []task, steps []Step) error {
	for i := range tasks {
		t := &tasks[i]
		if t.waits() {
			s, err := x.arm(t)
			if err != nil {
				return err
			}
			steps[t.Action] = s
			continue
		}
		if t.repeats() {
			if err := x.supersede(t); err != nil {
				return err
			}
		}
		t.Tries, t.Started = 1, x.e.once(t)
		if err := x.hold(t); err != nil {
			return err
		}
		if t.repeats() { // what ends the repetition may happen before the first time has ended
			x.waits.add(t)
		}
	}
	return nil
}

// job makes the row of a task that the transaction keeps. The event is written once: all tasks that one transaction keeps
// are about the same one. What is kept of others, task.job writes anew.
func (x *transaction) job(t *task, due time.Time) (schedule.Job, error) {
	if x.event == nil {
		event, err := writeEvent(&t.event)
		if err != nil {
			return schedule.Job{}, err
		}
		x.event = event
	}
	return t.jobWith(x.event, due)
}

// putState keeps a value that never comes due.
func putState(tx schedule.Tx, name, subject string, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = tx.Put(schedule.Job{Key: name, Kind: stateKind, Subject: subject, Payload: payload})
	return err
}

// get returns the row with the key, if there is one.
func get(tx schedule.Tx, key string) (j schedule.Job, ok bool, err error) {
	rows, err := tx.Get(key)
	if err != nil || len(rows) == 0 {
		return schedule.Job{}, false, err
	}
	return rows[0], true, nil
}
