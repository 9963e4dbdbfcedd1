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
// before the event that it answers finds none. So the instant of the last signal of each kind is stored for a while, under
// every name of its thread, in a row that also says of what kinds the names before it were: whoever shares a name with it
// finds it, and nobody who names another case or conversation.

// signalKey names the row of a signal under one of a thread's names; before are the names before it.
func signalKey(s action.Signal, before []string, name string) string {
	switch len(before) {
	case 0:
		return "heard/" + string(s) + "//" + name
	case 1:
		return "heard/" + string(s) + "/" + nameKind(before[0]) + "/" + name
	}
	kinds := make([]string, len(before))
	for i, b := range before {
		kinds[i] = nameKind(b)
	}
	return "heard/" + string(s) + "/" + strings.Join(kinds, "+") + "/" + name
}

// appendSignalKeys appends the keys under which a signal is stored in a thread, one for each of its names.
func appendSignalKeys(keys []string, s action.Signal, names []string) []string {
	for i, name := range names {
		keys = append(keys, signalKey(s, names[:i], name))
	}
	return keys
}

// nameKind returns the kind of a thread's name: "case", "conversation", "contact", or the kind of an item.
func nameKind(name string) string {
	kind, _, _ := strings.Cut(name, "/")
	return kind
}

// keepSignals is how long a signal is stored: as long as the event that it answers may be late.
const keepSignals = 72 * time.Hour

// lastSignal is the last signal of a kind: its instant, and how many of that very instant were applied.
type lastSignal struct {
	At    time.Time `json:"at"`
	Times int       `json:"times"`
}

// storeSignals stores the instant of signals under every name of a thread.
func storeSignals(tx schedule.Tx, names []string, signals []action.Signal, at, now time.Time) error {
	keys := make([]string, 0, len(names)*len(signals))
	for _, s := range signals {
		keys = appendSignalKeys(keys, s, names)
	}
	if len(keys) == 0 {
		return nil
	}
	kept, err := loadSignals(tx, keys)
	if err != nil {
		return err
	}
	for i, k := range keys {
		h := kept[k]
		switch {
		case h.At.After(at):
			continue
		case !h.At.Equal(at):
			h = lastSignal{At: at}
		}
		h.Times++
		payload, err := encodeState(&h)
		if err != nil {
			return err
		}
		_, err = tx.Put(schedule.Job{Key: k, Kind: signalKind, Subject: names[i%len(names)], Due: now.Add(keepSignals), Payload: payload})
		if err != nil {
			return err
		}
	}
	return nil
}

// loadSignals decodes the rows of signals, by their keys.
func loadSignals(tx schedule.Tx, keys []string) (map[string]lastSignal, error) {
	rows, err := tx.Get(keys...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all := make(map[string]lastSignal, len(rows))
	for _, j := range rows {
		var h lastSignal
		if err := decodeState(j.Payload, &h); err != nil {
			return nil, err
		}
		all[j.Key] = h
	}
	return all, nil
}

// watchedSignals returns the signals of the event that are in the unless of some recipe. It returns none for events that recipes
// caused, except messages of customers and agents: such events cancel waits of their own thread only.
func (c *compiled) watchedSignals(ev *trigger.Event) []action.Signal {
	if len(c.unless) == 0 || !ev.Cause.IsZero() && !spoken(ev) {
		return nil
	}
	return slices.DeleteFunc(signals(*ev), func(s action.Signal) bool { return !slices.Contains(c.unless, s) })
}

// signalSince returns the signal that came in the task's thread after its event, or "". The first time, in the transaction
// of that event, it notes whether one of the very instant was.
func (x *transaction) signalSince(t *task) (Reason, error) {
	beside := 0
	if t.Armed.IsZero() {
		return "", nil // its unless came with a later edit: nothing was compared with it
	}
	for i, s := range t.Unless {
		all, err := loadSignals(x.tx, t.signalKeys(i))
		if err != nil {
			return "", err
		}
		same := 0 // of the very instant: its own, or a possible answer; each is in one of these rows
		for _, h := range all {
			if h.At.After(t.comparedAt()) {
				return Reason(s), nil
			}
			if h.At.Equal(t.comparedAt()) {
				same += h.Times
			}
		}
		if t.mayBeAnswer(s) && t.Looked && same > t.SameInstant {
			return Reason(s), nil
		}
		beside = max(beside, same)
	}
	if !t.Looked {
		t.Looked, t.SameInstant = true, beside
	}
	return "", nil
}

// kindsBefore are the kinds of name that a name of a kind may come after.
var kindsBefore = map[string][][]string{
	"conversation": {nil, {"case/"}},
	"contact":      {nil, {"case/"}, {"conversation/"}, {"case/", "conversation/"}},
}

// signalKeys returns signalKeys of the task's thread, for one of the signals of its unless.
func (t *task) signalKeys(i int) []string {
	if t.heardKeys == nil {
		t.heardKeys = make([][]string, len(t.Unless))
		for i, s := range t.Unless {
			t.heardKeys[i] = signalKeys(t.names(), s)
		}
	}
	return t.heardKeys[i]
}

// signalKeys returns the rows in which a signal is stored that came under one of the names, by an item that names no
// other case or conversation.
func signalKeys(names []string, s action.Signal) []string {
	keys := make([]string, 0, 4)
	for _, name := range names {
		ways := kindsBefore[nameKind(name)]
		if ways == nil {
			ways = noneBefore
		}
		for _, way := range ways {
			if !anyOfKind(names, way) { // else both name one: the same is asked for by its own name, another is another thread
				keys = append(keys, signalKey(s, way, name))
			}
		}
	}
	return keys
}

// noneBefore are the kinds before a name of any other kind: none.
var noneBefore = [][]string{nil}

// anyOfKind reports whether one of the names is of one of the kinds.
func anyOfKind(names, kinds []string) bool {
	for _, kind := range kinds {
		if ofKind(names, kind) != "" {
			return true
		}
	}
	return false
}
