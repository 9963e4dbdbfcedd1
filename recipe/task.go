package recipe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// The kinds of row that the engine keeps in its store.
const (
	stepKind   = "step"   // an action to be carried out
	deadKind   = "dead"   // an action that failed for good
	signalKind = "signal" // when something last happened in a thread, until no wait can ask for it
	stateKind  = "state"  // what waits in a thread, whose turn it is, what a digest has collected, what is tracked
	pollKind   = "poll"   // a recipe that is to poll
)

// task is one action of one firing, as its row in the store holds it. A task is planned; it is kept, to be begun at
// once by whoever keeps it or to wait; it is begun, when its handler may be called; and it is settled.
type task struct {
	Recipe action.Recipe   `json:"recipe"`
	Run    string          `json:"run"`
	Action int             `json:"action"`
	Do     string          `json:"do"`
	Name   string          `json:"name,omitempty"` // for the history, of a config that has one
	With   json.RawMessage `json:"with,omitempty"` // filled in; nil while the action waits
	Item   trigger.Ref     `json:"item"`
	Key    string          `json:"key"` // the idempotency key
	Turn   int             `json:"turn,omitempty"`
	Thread string          `json:"thread"`
	// Tries counts the tries that were begun.
	Tries int `json:"tries,omitempty"`
	// Irreversible says that what the action does cannot be undone, Started that such a one was begun: its end is
	// unknown until it is settled.
	Irreversible bool `json:"irreversible,omitempty"`
	Started      bool `json:"started,omitempty"`

	// Of an action that was put off: the instant of the event, when it comes due, what cancels it, and every name
	// of its thread.
	Armed   time.Time       `json:"armed,omitzero"`
	Due     time.Time       `json:"due,omitzero"`
	Unless  []action.Signal `json:"unless,omitempty"`
	Threads []string        `json:"threads,omitempty"`

	// Of an action that is repeated: how often and at what distance, when the first time was, and which time this is,
	// from 1.
	Repeat action.Repeat `json:"repeat,omitzero"`
	First  time.Time     `json:"first,omitzero"`
	Nth    int           `json:"nth,omitempty"`

	// Next are the actions behind it that are not begun before it has ended: Stop says that they are skipped when it
	// fails, As is the name under which they read what it finds out. Reads says that the task itself reads what
	// others found out, which Outputs holds.
	Stop    bool           `json:"stop,omitempty"`
	As      string         `json:"as,omitempty"`
	Reads   bool           `json:"reads,omitempty"`
	Outputs map[string]any `json:"outputs,omitempty"`
	Next    []task         `json:"next,omitempty"`

	// Of an action that is carried out for several matches: how many, and how often. Send says that it is the row
	// that waits until they are sent, Digest lists the matches while they are sent.
	Count  int            `json:"count,omitempty"`
	Every  time.Duration  `json:"every,omitempty"`
	Send   bool           `json:"send,omitempty"`
	Digest []action.Match `json:"digest,omitempty"`

	event   trigger.Event
	config  action.Config
	choices int             // how many take turns
	shown   json.RawMessage // With without secrets
	claim   schedule.Job    // the row that the caller holds
	until   time.Time       // when the claim ends
	fault   error           // why there is no config
	output  *action.Output  // what the last try found out
}

// waits reports whether the action was put off.
func (t *task) waits() bool { return !t.Armed.IsZero() }

// row returns the key of the task's row.
func (t *task) row() string {
	if t.waits() {
		return t.waitRow()
	}
	return "do/" + t.Key
}

// waitRow returns the key of the row of an action that waits. There is one for its thread, so that arming again moves
// it.
func (t *task) waitRow() string { return key("wait", t.Recipe.ID, strconv.Itoa(t.Action), t.Thread) }

// job makes the task's row, due at the instant.
func (t *task) job(due time.Time) (schedule.Job, error) {
	event, err := writeEvent(&t.event)
	if err != nil {
		return schedule.Job{}, err
	}
	return t.jobWith(event, due)
}

// jobWith is job for a task whose event was written before.
func (t *task) jobWith(event []byte, due time.Time) (schedule.Job, error) {
	head, err := json.Marshal(t)
	if err != nil {
		return schedule.Job{}, err
	}
	payload := slices.Concat(head, []byte("\n"), event)
	return schedule.Job{Key: cmp.Or(t.claim.Key, t.row()), Kind: stepKind, Subject: t.Thread, Due: due, Payload: payload}, nil
}

// readTask reads the task of a row.
func readTask(j schedule.Job) (*task, error) {
	head, event, ok := bytes.Cut(j.Payload, []byte("\n"))
	if !ok {
		return nil, errors.New("the row is not one of an engine")
	}
	t := new(task)
	d := json.NewDecoder(bytes.NewReader(head))
	d.UseNumber() // long ids in outputs keep their digits
	if err := d.Decode(t); err != nil {
		return nil, err
	}
	if t.Outputs != nil {
		plain(t.Outputs)
	}
	return t, readEvent(event, &t.event)
}

// ready makes a task that was read from a row one that can be run. Where it cannot, fault says why.
func (t *task) ready(e *Engine) {
	if t.waits() && t.With == nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			t.fault = panicError(p)
		}
	}()
	t.config, t.fault = e.handlers().Decode(t.Do, t.With)
	t.shown = e.handlers().Report(t.Do, t.With)
}

// step returns the report of the task with an outcome.
func (t *task) step(now time.Time, o Outcome) Step {
	return Step{
		Event: t.event.ID, At: now, Recipe: t.Recipe.ID, Run: t.Run, Action: t.Action, Do: t.Do, Item: t.Item,
		Outcome: o, Key: t.Key, Attempt: t.Tries, Nth: t.Nth, With: t.shown, Irreversible: t.Irreversible,
	}
}

// ended returns the report of a task that ended before it was kept: skipped or failed.
func (t *task) ended(now time.Time, err error) Step {
	if reason, ok := action.SkipReason(err); ok {
		s := t.step(now, Skipped)
		s.Reason = reason
		return s
	}
	s := t.step(now, Failed)
	s.Err = err
	return s
}
