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

// nameKind returns the kind of a thread's name: "case", "conversation", "contact", or the kind of an item.
func nameKind(name string) string {
	kind, _, _ := strings.Cut(name, "/")
	return kind
}

// keepHeard is how long a signal is kept: for how late an event may be that it answers.
const keepHeard = 72 * time.Hour

// heard is the last signal of a kind: its instant, and how many of that very instant were applied.
type heard struct {
	At    time.Time `json:"at"`
	Times int       `json:"times"`
}

// note keeps the instant of signals under every name of a thread.
func note(tx schedule.Tx, names []string, signals []action.Signal, at, now time.Time) error {
	keys := make([]string, 0, len(names)*len(signals))
	for _, s := range signals {
		for i, name := range names {
			keys = append(keys, heardKey(s, names[:i], name))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	kept, err := readHeard(tx, keys)
	if err != nil {
		return err
	}
	for i, k := range keys {
		h := kept[k]
		switch {
		case h.At.After(at):
			continue
		case !h.At.Equal(at):
			h = heard{At: at}
		}
		h.Times++
		payload, err := writeState(h)
		if err != nil {
			return err
		}
		_, err = tx.Put(schedule.Job{Key: k, Kind: signalKind, Subject: names[i%len(names)], Due: now.Add(keepHeard), Payload: payload})
		if err != nil {
			return err
		}
	}
	return nil
}

// readHeard decodes the rows of signals, by their keys.
func readHeard(tx schedule.Tx, keys []string) (map[string]heard, error) {
	rows, err := tx.Get(keys...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all := make(map[string]heard, len(rows))
	for _, j := range rows {
		var h heard
		if err := readState(j.Payload, &h); err != nil {
			return nil, err
		}
		all[j.Key] = h
	}
	return all, nil
}

// notable returns the signals of the event that are in the unless of some recipe. It returns none for events that recipes
// caused, except messages of customers and agents: such events cancel waits of their own thread only.
func (c *compiled) notable(ev *trigger.Event) []action.Signal {
	if len(c.unless) == 0 || !ev.Cause.IsZero() && !spoken(ev) {
		return nil
	}
	return slices.DeleteFunc(signals(*ev), func(s action.Signal) bool { return !slices.Contains(c.unless, s) })
}

// heard returns the signal that was heard in the task's thread after its event, or "". The first time, in the transaction
// of that event, it notes whether one of the very instant was.
func (x *transaction) heard(t *task) (Reason, error) {
	names, beside := t.names(), 0
	if t.Armed.IsZero() {
		return "", nil // its unless came with a later edit: nothing was compared with it
	}
	for _, s := range t.Unless {
		all, err := readHeard(x.tx, heardKeys(names, s))
		if err != nil {
			return "", err
		}
		same := 0 // of the very instant: its own, or a possible answer; each is in one of these rows
		for _, h := range all {
			if h.At.After(t.since()) {
				return Reason(s), nil
			}
			if h.At.Equal(t.since()) {
				same += h.Times
			}
		}
		if t.answered(s) && t.Looked && same > t.Beside {
			return Reason(s), nil
		}
		beside = max(beside, same)
	}
	if !t.Looked {
		t.Looked, t.Beside = true, beside
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
