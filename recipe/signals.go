package recipe

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Two items are of one thread when they name the same case; where not both name a case, the same conversation; where
// not both name one, the same contact in the same topic and service. So that a signal is found by whoever shares a
// name with it, and by nobody who names another case or conversation, its instant is kept under every name, in a row
// that tells of what kinds the names before it were.
//
// The row of a first name belongs to the thread's own transaction. The others are written before it, each in a
// transaction of its own subject, so that threads that share a name never undo each other's.

// armed is the signal that an action was put off, by which an earlier one of the thread knows that it was moved.
func armed(t *task) action.Signal {
	return action.Signal(key("armed", t.Recipe.ID, strconv.Itoa(t.Action)))
}

// heardKey names the row of a signal under one of a thread's names; before are the names before it.
func heardKey(s action.Signal, before []string, name string) string {
	kinds := make([]string, len(before))
	for i, b := range before {
		kinds[i] = nameKind(b)
	}
	return "heard/" + string(s) + "/" + strings.Join(kinds, "+") + "/" + name
}

// nameKind returns what a name of a thread is: "case", "conversation", "contact", or the kind of an item.
func nameKind(name string) string {
	kind, _, _ := strings.Cut(name, "/")
	return kind
}

// note keeps the instant of signals under the i-th name of a thread, until no wait can ask for it any more.
func note(tx schedule.Tx, names []string, i int, signals []action.Signal, at, until time.Time) error {
	for _, s := range signals {
		row := heardKey(s, names[:i], names[i])
		if later, err := heardAfter(tx, row, at); err != nil || later {
			if err != nil {
				return err
			}
			continue
		}
		payload, err := at.MarshalText()
		if err != nil {
			return err
		}
		_, err = tx.Put(schedule.Job{Key: row, Kind: signalKind, Subject: names[i], Due: until, Payload: payload})
		if err != nil {
			return err
		}
	}
	return nil
}

// heardAfter reports whether the row tells of an instant behind the given one.
func heardAfter(tx schedule.Tx, row string, at time.Time) (bool, error) {
	j, ok, err := get(tx, row)
	if err != nil || !ok {
		return false, err
	}
	var last time.Time
	err = last.UnmarshalText(j.Payload)
	return last.After(at), err
}

// notable returns the signals of the event that some recipe asks for. What recipes bring about is none: it cancels
// what waits in its own thread, or nothing.
func (c *compiled) notable(ev *trigger.Event) []action.Signal {
	if len(c.unless) == 0 || !ev.Cause.IsZero() {
		return nil
	}
	return slices.DeleteFunc(signals(*ev), func(s action.Signal) bool { return !slices.Contains(c.unless, s) })
}

// noteArmed keeps that the task was put off, where an earlier one may know the thread by another name.
func (x *transaction) noteArmed(t *task) error {
	if !slices.ContainsFunc(t.Threads, func(n string) bool { return before[nameKind(n)] != nil }) {
		return nil
	}
	until := t.Due
	if until.Before(x.now) {
		until = x.now
	}
	for i := range t.Threads {
		if err := note(x.tx, t.Threads, i, []action.Signal{armed(t)}, t.Armed, until.Add(tooLate)); err != nil {
			return err
		}
	}
	return nil
}

// noteElsewhere keeps the signals, and that tasks are put off, under the further names of the event's thread. It runs
// before the event is applied: a signal of an event that is not applied yet can only cancel what would be cancelled
// anyway.
func (e *Engine) noteElsewhere(ctx context.Context, ev *arrival, planned []firing, notable []action.Signal, until time.Time) error {
	signals := slices.Concat(notable, putOff(planned))
	for i := 1; i < len(ev.threads) && len(signals) > 0; i++ {
		err := e.update(ctx, schedule.On(ev.threads[i]), func(_ context.Context, tx schedule.Tx) error {
			return note(tx, ev.threads, i, signals, ev.At, until)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// putOff returns the signals that the tasks of the firings are put off.
func putOff(planned []firing) []action.Signal {
	var found []action.Signal
	for _, f := range planned {
		for i := range f.tasks {
			if t := &f.tasks[i]; t.waits() || t.repeats() {
				found = append(found, armed(t))
			}
		}
	}
	return found
}

// heard returns why the task is not to be carried out any more: the signal that was heard in its thread after its
// event, or that it was put off anew; "" when nothing was. reread is the event as it was re-read, whose thread may
// have got further names; nil means that there is none.
func (x *transaction) heard(t *task, reread *trigger.Event) (string, error) {
	names := t.Threads
	if reread != nil {
		for _, n := range threads(*reread) {
			if !slices.Contains(names, n) {
				names = append(slices.Clip(names), n)
			}
		}
	}
	ask := append(slices.Clone(t.Unless), armed(t))
	for i, s := range ask {
		later, err := x.heardUnder(names, s, t.Armed)
		switch {
		case err != nil:
			return "", err
		case later && i == len(ask)-1:
			return Rearmed, nil
		case later:
			return string(s), nil
		}
	}
	return "", nil
}

// before are the kinds of name that a name of a kind may stand behind.
var before = map[string][][]string{
	"conversation": {nil, {"case/"}},
	"contact":      {nil, {"case/"}, {"conversation/"}, {"case/", "conversation/"}},
}

// heardUnder reports whether the signal was heard under one of the names, by an item that names no other case or
// conversation.
func (x *transaction) heardUnder(names []string, s action.Signal, at time.Time) (bool, error) {
	var kinds []string
	for _, n := range names {
		kinds = append(kinds, nameKind(n))
	}
	for _, name := range names {
		ways := before[nameKind(name)]
		if ways == nil {
			ways = [][]string{nil}
		}
		for _, way := range ways {
			if slices.ContainsFunc(way, func(n string) bool { return slices.Contains(kinds, nameKind(n)) }) {
				continue // both name one: the same is asked for by its own name, another is another thread
			}
			if later, err := heardAfter(x.tx, heardKey(s, way, name), at); err != nil || later {
				return later, err
			}
		}
	}
	return false, nil
}
