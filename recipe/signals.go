package recipe

import (
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// heardKey names the row that holds when a signal was last heard under one name of a thread. It is one row for each
// signal, so that two threads that share a name (two cases of one contact) never undo each other's.
func heardKey(name string, s action.Signal) string { return "heard/" + string(s) + "/" + name }

// heardAfter reports whether the signal was heard, under the name, of an instant behind the given one.
func heardAfter(tx schedule.Tx, name string, s action.Signal, at time.Time) (bool, error) {
	row, ok, err := tx.Get(heardKey(name, s))
	if err != nil || !ok {
		return false, err
	}
	var last time.Time
	err = last.UnmarshalText(row.Payload)
	return last.After(at), err
}

// note keeps the event's instant under every name of its thread, for the signals that some recipe asks for: a reply
// may come without the case that a wait was armed for, or be heard of before the event that arms it. The rows go
// when no wait can ask for them any more. What recipes bring about is not noted; it cancels what waits in its own
// thread, or nothing.
func (x *transaction) note(ev *trigger.Event, set *compiled) error {
	if !ev.Cause.IsZero() {
		return nil
	}
	for _, s := range signals(*ev) {
		if !slices.Contains(set.unless, s) {
			continue
		}
		for _, name := range threads(*ev) {
			if later, err := heardAfter(x.tx, name, s, ev.At); err != nil {
				return err
			} else if later {
				continue
			}
			payload, err := ev.At.MarshalText()
			if err != nil {
				return err
			}
			_, err = x.tx.Put(schedule.Job{
				Key: heardKey(name, s), Kind: signalKind, Subject: thread(*ev),
				Due: x.now.Add(set.longest + tooLate), Payload: payload,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// heard returns the signal that cancels the task because it was heard after the task's event, or "". reread is the
// event as it was re-read, whose thread may have got further names; nil means that there is none.
func (x *transaction) heard(t *task, reread *trigger.Event) (string, error) {
	names := slices.Clone(t.Threads)
	if reread != nil {
		names = append(names, threads(*reread)...)
	}
	for _, s := range t.Unless {
		for _, name := range names {
			switch later, err := heardAfter(x.tx, name, s, t.Armed); {
			case err != nil:
				return "", err
			case later:
				return string(s), nil
			}
		}
	}
	return "", nil
}
