package recipe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// DeadLetter is an action that failed for good, or whose end is unknown, or an event that was accepted and could not be
// applied. It stays in the store until [Engine.Retry] or [Engine.Discard], or for [Engine.KeepDeadLetters].
type DeadLetter struct {
	Key    string      `json:"key,omitzero"`    // names it for Retry, Discard and the next page; those that failed earlier have lesser ones
	Recipe string      `json:"recipe,omitzero"` // ID of the recipe; empty for an event
	Action string      `json:"action,omitzero"` // ID of the action in it; empty for an event
	Do     string      `json:"do,omitzero"`     // the kind of the action; empty for an event
	Event  string      `json:"event,omitzero"`  // ID of the event
	Item   trigger.Ref `json:"item,omitzero"`   // the item that the action changes, or that the event is about
	// IdempotencyKey is that of the action, which its handler got, as in [ActionReport.Key]. Empty for an event.
	IdempotencyKey string    `json:"idempotency_key,omitzero"`
	Since          time.Time `json:"since,omitzero"` // when it failed
	Err            error     `json:"error,omitzero"` // why the row cannot be read, when it is damaged; it can only be discarded
}

// MarshalJSON writes the dead letter with its error as text.
func (d DeadLetter) MarshalJSON() ([]byte, error) {
	type document DeadLetter
	doc := document(d)
	doc.Err = asText(d.Err)
	return marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *DeadLetter) UnmarshalJSON(data []byte) error {
	type document DeadLetter
	doc := struct {
		*document
		Err *errorText `json:"error"`
	}{document: (*document)(d)}
	err := json.Unmarshal(data, &doc)
	d.Err = doc.Err.asError()
	return err
}

// deadName is the name under which dead letters are listed.
const deadName = "dead"

// DeadLetters returns at most max dead letters, the oldest first: those after the one with the key after, "" for the first
// page; that one may be gone by now. An action whose texts could not be filled in when its recipe ran is not among them: it was
// never stored, and would fail again.
func (e *Engine) DeadLetters(ctx context.Context, after string, max int) ([]DeadLetter, error) {
	var all []DeadLetter
	err := e.update(ctx, schedule.Scope{Subjects: []string{deadName}, Names: []string{deadName}}, func(_ context.Context, tx schedule.Tx) error {
		rows, err := tx.List(deadName, deadKind, deadPrefix+after, max)
		if err != nil {
			return err
		}
		all = make([]DeadLetter, len(rows))
		for i, job := range rows {
			all[i] = e.deadLetterOf(job)
		}
		return nil
	})
	return all, err
}

// deadLetterOf reads the row of a dead letter.
func (e *Engine) deadLetterOf(job schedule.Job) DeadLetter {
	d := DeadLetter{Key: strings.TrimPrefix(job.Key, deadPrefix), Since: job.Due.Add(-e.keepDeadLetters())}
	if isDeadEvent(job) {
		a, err := decodeAccepted(job)
		d.Event, d.Item, d.Err, d.Since = a.event.ID, a.event.Item(), err, cmp.Or(a.Died, d.Since)
		return d
	}
	t, err := decodeTask(job)
	if err != nil {
		d.Err = err
		return d
	}
	d.Recipe, d.Action, d.Do, d.IdempotencyKey = t.Recipe.ID, t.ID, t.Do, t.Key
	d.Event, d.Item, d.Since = t.event.ID, t.Item, cmp.Or(t.Died, d.Since)
	return d
}

// isDeadEvent reports whether a dead letter is an event: its key is an instant, and after it the key of the event's row.
func isDeadEvent(job schedule.Job) bool {
	_, row, _ := strings.Cut(strings.TrimPrefix(job.Key, deadPrefix), "/")
	return strings.HasPrefix(row, eventPrefix)
}

// putDeadLetter stores a row as a dead letter, and returns its key.
func (e *Engine) putDeadLetter(tx schedule.Tx, row schedule.Job) (key string, err error) {
	now := e.now()
	key = now.UTC().Format("20060102T150405.000000000") + "/" + row.Key
	_, err = tx.Put(schedule.Job{
		Key: deadPrefix + key, Kind: deadKind,
		Subject: row.Subject, Names: []string{deadName}, Due: now.Add(e.keepDeadLetters()), Payload: row.Payload,
	})
	return key, err
}

// putDeadTask stores a task that failed for good, and returns the key of the dead letter.
func (x *transaction) putDeadTask(t *task) (key string, err error) {
	job, err := t.asDeadLetter(x.now).job(x.now)
	if err != nil {
		return "", err
	}
	job.Key = t.Key
	return x.e.putDeadLetter(x.tx, job)
}

// ErrNoDeadLetter says that there is no dead letter with the key, or not any more.
var ErrNoDeadLetter = errors.New("no dead letter has this key")

// Retry makes the action of a dead letter come due now, with all its tries before it and with its own idempotency key, or its
// event be applied. The actions that were skipped because of it stay skipped. It has the texts that it had; one that had waited
// is checked and filled in anew, as when it came due. The error is [ErrNoDeadLetter] when no dead letter has the key.
func (e *Engine) Retry(ctx context.Context, key string) error {
	return e.removeDeadLetter(ctx, key, func(tx schedule.Tx, row schedule.Job) error {
		job, err := e.rowToRetry(row)
		if err != nil {
			return err
		}
		_, err = tx.Put(job)
		return err
	})
}

// Discard drops a dead letter for good. The error is [ErrNoDeadLetter] when no dead letter has the key.
func (e *Engine) Discard(ctx context.Context, key string) error {
	return e.removeDeadLetter(ctx, key, func(schedule.Tx, schedule.Job) error { return nil })
}

// removeDeadLetter drops the row of a dead letter, and does then in the same transaction.
func (e *Engine) removeDeadLetter(ctx context.Context, key string, then func(tx schedule.Tx, row schedule.Job) error) error {
	if naming.CheckText(key) != nil { // the engine makes no such key, and a database may refuse it
		return ErrNoDeadLetter
	}
	return e.update(ctx, schedule.On(deadPrefix+key), func(_ context.Context, tx schedule.Tx) error {
		dropped, err := tx.Drop(deadPrefix + key)
		switch {
		case err != nil:
			return err
		case len(dropped) == 0:
			return ErrNoDeadLetter
		}
		return then(tx, dropped[0])
	})
}

// rowToRetry returns the row that a dead letter becomes again.
func (e *Engine) rowToRetry(row schedule.Job) (schedule.Job, error) {
	if isDeadEvent(row) {
		a, err := decodeAccepted(row)
		if err != nil {
			return schedule.Job{}, err
		}
		a.Fails, a.Came, a.Died = 0, 0, time.Time{}
		return a.job(a.event.Threads(), e.now())
	}
	t, err := decodeTask(row)
	if err != nil {
		return schedule.Job{}, err
	}
	job, err := t.asRetriedAnew(e.loaded().armedAt(e.now())).job(e.now())
	job.Key = doPrefix + t.Key // not the key of a wait, which a later event may have by now
	return job, err
}

// dropDeadLetters drops the dead letters that nobody retried or discarded in time, and reports them.
func (e *Engine) dropDeadLetters(ctx context.Context) ([]ActionReport, error) {
	told := make(map[string]ActionReport) // by the key of the row, also of rows that may be rolled back
	var reports []ActionReport
	err := e.forget(ctx, deadKind, func(ctx context.Context, j schedule.Job) error {
		s, t := e.expired(j)
		told[j.Key] = s
		if t == nil {
			return nil
		}
		return e.record(ctx, matchEntries(t, s))
	}, func(dropped []schedule.Job) {
		slices.SortFunc(dropped, func(a, b schedule.Job) int { return cmp.Compare(a.Key, b.Key) })
		for _, j := range dropped {
			reports = append(reports, told[j.Key])
		}
	})
	return reports, err
}

// expired returns the report of a dead letter that is dropped, and its task; nil for an event, and for a damaged row.
func (e *Engine) expired(j schedule.Job) (ActionReport, *task) {
	end := ending{outcome: Expired, reason: DeadTooLong}
	if t, err := decodeTask(j); err == nil && t.Run != "" {
		return e.report(t, e.now(), end), t
	}
	d := e.deadLetterOf(j)
	s := ActionReport{
		Event: d.Event, At: e.now(), Recipe: d.Recipe, Action: d.Action, Do: d.Do, Item: d.Item, Key: d.IdempotencyKey,
		Outcome: end.outcome, Reason: end.reason,
	}
	if a, err := decodeAccepted(j); e.Observer != nil && err == nil && isDeadEvent(j) {
		s.observed = &observed{event: a.event, started: s.At, ended: s.At}
	}
	return s, nil
}
