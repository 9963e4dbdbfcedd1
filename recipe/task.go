package recipe

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// task is one action of one run, to be carried out. Users know it as an action; in here an action is the one of a recipe, and a
// task is the row that the store has of it for one run: taskstates.go has its states. The row identifies the action and its
// wait. The action's config comes from the recipes as they are when it runs.
type task struct {
	version
	origin
	tries
	wait
	repetition
	reading
	batch
	Died time.Time `json:"died,omitzero"` // when it failed for good

	event    trigger.Event
	filled                  // the config with the event's values
	progress                // of this try
	claim    schedule.Job   // the row that the caller has claimed
	until    time.Time      // when the claim ends
	output   *action.Output // the output of the last try
}

// origin says whose action it is, and for what.
type origin struct {
	Recipe action.Recipe `json:"recipe"`
	Run    string        `json:"run"`
	ID     string        `json:"id"`     // of the action in the recipe
	Action int           `json:"action"` // its place in the recipe
	Do     string        `json:"do"`
	Item   trigger.Ref   `json:"item"`
	Key    string        `json:"key"`   // the idempotency key
	Names  []string      `json:"names"` // every name of its thread, the one that counts first
	Lane   string        `json:"lane"`
	Chosen string        `json:"chosen,omitempty"` // whose turn it was at an earlier try
	Since  time.Time     `json:"since"`            // when it was stored first
}

// filled is an action's config with the event's values. It is never stored.
type filled struct {
	config     action.Config   // nil before it is filled in
	with       json.RawMessage // the same as JSON
	shown      json.RawMessage // the same without secrets
	name       string          // for the history, of a config that has one
	roundRobin bool            // it chooses one of several in turn
}

// tries counts those that were begun. Begun says that one was, and is not settled; Started that it was one of an
// Irreversible action, whose end is unknown until it is. Unread is how often the items of one that waited could not be read
// again.
type tries struct {
	Tries        int  `json:"tries,omitempty"`
	Begun        bool `json:"begun,omitempty"`
	Irreversible bool `json:"irreversible,omitempty"`
	Started      bool `json:"started,omitempty"`
	Unread       int  `json:"unread,omitempty"`
	// Reserved has its parts of its limits; not nil once it was begun, if it has limits.
	Reserved []reservation `json:"took,omitempty"`
}

// wait has the due instant of a task that was put off, and the signals that cancel it when they are later than the event
// that armed it.
type wait struct {
	Armed      time.Time       `json:"armed,omitzero"`
	ArmedClock time.Time       `json:"heard,omitzero"` // the instant compared with signals, if not Armed: the clock was clearly earlier
	Due        time.Time       `json:"due,omitzero"`   // zero for a task that was not put off
	Unless     []action.Signal `json:"unless,omitempty"`
	Root       string          `json:"root,omitempty"` // the first cause
	By         trigger.Actor   `json:"by,omitempty"`   // who armed it
	// DueFromItem says that Due, of one that is repeated the first one, is worked out from the items, and may move or be gone;
	// Basis has the values that it was worked out from, FromFirst says that the earliest event counts.
	DueFromItem bool   `json:"worked,omitempty"`
	Basis       *basis `json:"basis,omitempty"`
	FromFirst   bool   `json:"from_first,omitempty"`
	// PutOff says that it would have been begun, but hours did not hold: it is asked again, as one that has a Due is.
	PutOff bool `json:"put_off,omitempty"`
	// Looked says that the thread was looked at when the event was applied, Beside how many customer's replies of its very
	// instant were applied by then.
	Looked      bool `json:"looked,omitempty"`
	SameInstant int  `json:"beside,omitempty"`
}

// repetition is how often an action is carried out and at what distance, when this time was to be, and which time it is,
// from 1. Rest is the rest of the repeat that it replaced.
type repetition struct {
	Repeat action.Repeat `json:"repeat,omitzero"`
	Slot   time.Time     `json:"slot,omitzero"`
	Nth    int           `json:"nth,omitempty"`
	Rest   *repeatRest   `json:"rest,omitempty"`
}

// reading is about outputs. Next are the actions after it that are not begun before it has ended: Stop says that they are
// skipped when it fails, Read that some read its output. Reads are the ids of the actions that the task itself reads, "" for
// all, and Outputs their outputs.
type reading struct {
	Stop    bool           `json:"stop,omitempty"`
	Read    bool           `json:"read,omitempty"`
	Reads   []string       `json:"reads,omitempty"`
	Outputs map[string]any `json:"outputs,omitempty"`
	Next    []task         `json:"next,omitempty"`
}

// batch says that the action is carried out for several matches at once: for how many, and how often. Send says that the
// task is the row that waits until they are sent, Digest lists the matches while they are sent, and Part names their
// sending's part of its limit, if it has several pieces.
type batch struct {
	Count  int            `json:"count,omitempty"`
	Every  time.Duration  `json:"every,omitempty"`
	Send   bool           `json:"send,omitempty"`
	Digest []action.Match `json:"digest,omitempty"`
	Part   string         `json:"part,omitempty"`
}

// comparedAt is the instant that a signal must be later than.
func (w *wait) comparedAt() time.Time { return cmp.Or(w.ArmedClock, w.Armed) }

// waits reports whether the action was put off.
func (t *task) waits() bool { return !t.Due.IsZero() }

// cancellable reports whether signals in the thread cancel the task before it is begun: it was put off, perhaps by hours of
// its own, or may be.
func (t *task) cancellable() bool { return t.waits() || t.PutOff || t.Nth == 0 && len(t.Unless) > 0 }

// stored reports whether the task has a row.
func (t *task) stored() bool { return t.claim.Key != "" }

// thread returns the subject of the task's row.
func (t *task) thread() string { return t.Names[0] }

// names returns every name of the task's thread, also those that it has got since the task was put off.
func (t *task) names() []string {
	if t.allNames == nil {
		t.allNames = slices.Clip(t.Names)
		for _, n := range t.eventNames() {
			if !slices.Contains(t.allNames, n) {
				t.allNames = append(t.allNames, n)
			}
		}
		t.allNames = slices.Clip(t.allNames)
	}
	return t.allNames
}

// eventNames returns the names of the event's thread.
func (t *task) eventNames() []string {
	if t.threads == nil {
		t.threads = t.event.Threads()
	}
	return t.threads
}

// setEvent sets the event, or notes that its items changed.
func (t *task) setEvent(ev trigger.Event) {
	t.event, t.threads, t.allNames, t.heardKeys = ev, nil, nil, nil
}

// row returns the key of the task's row.
func (t *task) row() string {
	if t.waits() {
		return waitsOf(t) + key(t.thread())
	}
	return doPrefix + t.Key
}

// waitsOf returns the prefix of the keys of an action's waits. There is one wait for each thread, so that arming again moves
// it.
func waitsOf(t *task) string { return waitPrefix + key(t.Recipe.ID, t.ID) + "/" }

// job makes the task's row, due at the instant.
func (t *task) job(due time.Time) (schedule.Job, error) {
	event, err := encodeEvent(&t.event)
	if err != nil {
		return schedule.Job{}, err
	}
	return t.jobWith(event, due)
}

// jobWith is job for a task whose event was written before.
func (t *task) jobWith(event []byte, due time.Time) (schedule.Job, error) {
	t.V = rowVersion
	payload, err := t.appendHead(make([]byte, 0, 768+len(event)))
	if err != nil {
		return schedule.Job{}, err
	}
	payload = append(append(payload, '\n'), event...)
	j := schedule.Job{Key: cmp.Or(t.claim.Key, t.row()), Kind: workKind, Subject: t.thread(), Lane: t.Lane, Due: due, Payload: payload}
	if t.cancellable() || t.repeats() {
		j.Names = t.Names // signals in the thread may cancel it
	}
	return j, nil
}

// decodeTask reads the task of a row.
func decodeTask(j schedule.Job) (*task, error) {
	line, event, err := cutHead(j.Payload)
	if err != nil {
		return nil, err
	}
	t, err := decodeTaskHead(line)
	if err == nil {
		err = decodeEvent(event, &t.event)
	}
	if err != nil {
		return nil, err
	}
	if len(t.Names) == 0 {
		return nil, errors.New("the row names no thread")
	}
	if t.Outputs != nil {
		plain(t.Outputs)
	}
	return t, nil
}

// report returns the report of the task that ended so, or that waits until then.
func (t *task) report(now time.Time, end ending) ActionReport {
	return ActionReport{
		Event: t.event.ID, At: now, Recipe: t.Recipe.ID, Run: t.Run, Action: t.ID, Place: t.Action + 1, Do: t.Do, Item: t.Item,
		Outcome: end.outcome, Reason: end.reason, Err: end.err, Unchanged: end.unchanged, Due: end.retry,
		Key: t.Key, Attempt: t.Tries, Nth: t.Nth, With: t.shown, Irreversible: t.Irreversible,
	}
}
