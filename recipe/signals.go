package recipe

import (
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// A reply that is applied cancels what waits in its thread: it finds the rows by the thread's names. One that is applied
// before the event that it answers finds none. So the instant of the last signal of each kind is kept for a while, under
// every name of its thread, in a row that also says of what kinds the names before it were: whoever shares a name with it
// finds it, and nobody who names another case or conversation.

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

// note keeps the instant of signals under every name of a thread, until no event may be that late.
func note(tx schedule.Tx, names []string, signals []action.Signal, at, until time.Time) error {
	keys := make([]string, 0, len(names)*len(signals))
	for _, s := range signals {
		for i, name := range names {
			keys = append(keys, heardKey(s, names[:i], name))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	later, err := heardAfter(tx, keys, at)
	if err != nil {
		return err
	}
	payload, err := writeState(at)
	if err != nil {
		return err
	}
	for i, k := range keys {
		if slices.Contains(later, k) {
			continue
		}
		_, err = tx.Put(schedule.Job{Key: k, Kind: signalKind, Subject: names[i%len(names)], Due: until, Payload: payload})
		if err != nil {
			return err
		}
	}
	return nil
}

// heardAfter returns those of the rows that tell of an instant after the given one.
func heardAfter(tx schedule.Tx, keys []string, at time.Time) ([]string, error) {
	rows, err := tx.Get(keys...)
	if err != nil {
		return nil, err
	}
	var later []string
	for _, j := range rows {
		var last time.Time
		if err := readState(j.Payload, &last); err != nil {
			return nil, err
		}
		if last.After(at) {
			later = append(later, j.Key)
		}
	}
	return later, nil
}

// notable returns the signals of the event that some recipe asks for. What recipes bring about is none: it cancels
// what waits in its own thread, or nothing.
func (c *compiled) notable(ev *trigger.Event) []action.Signal {
	if len(c.unless) == 0 || !ev.Cause.IsZero() {
		return nil
	}
	return slices.DeleteFunc(signals(*ev), func(s action.Signal) bool { return !slices.Contains(c.unless, s) })
}

// heard returns the signal that was heard in the task's thread after its event, or "".
func (x *transaction) heard(t *task) (string, error) {
	names := t.names()
	for _, s := range t.Unless {
		later, err := heardAfter(x.tx, heardKeys(names, s), t.Armed)
		if err != nil || len(later) > 0 {
			return string(s), err
		}
	}
	return "", nil
}

// before are the kinds of name that a name of a kind may come after.
var before = map[string][][]string{
	"conversation": {nil, {"case/"}},
	"contact":      {nil, {"case/"}, {"conversation/"}, {"case/", "conversation/"}},
}

// heardKeys returns the rows in which the signal is kept that was heard under one of the names, by an item that names no
// other case or conversation.
func heardKeys(names []string, s action.Signal) []string {
	kinds := make([]string, len(names))
	for i, n := range names {
		kinds[i] = nameKind(n)
	}
	var keys []string
	for _, name := range names {
		ways := before[nameKind(name)]
		if ways == nil {
			ways = [][]string{nil}
		}
		for _, way := range ways {
			if slices.ContainsFunc(way, func(n string) bool { return slices.Contains(kinds, nameKind(n)) }) {
				continue // both name one: the same is asked for by its own name, another is another thread
			}
			keys = append(keys, heardKey(s, way, name))
		}
	}
	return keys
}
