package recipe

import (
	"context"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// collected is how the try of a task ends whose action is carried out later, for several matches at once.
const collected Outcome = "collected"

// piece is the highest number of matches of one call of a handler, which bounds the size of a transaction.
const piece = 400

// digest is the state of one action that is carried out for several matches at once. Its row belongs to the recipe
// and the action, not to a thread; the matches that are pending are rows of their own, numbered from First to Next.
type digest struct {
	Recipe string    `json:"recipe"`
	ID     string    `json:"id"` // of the action
	First  uint64    `json:"first"`
	Next   uint64    `json:"next"`
	Until  uint64    `json:"until"`         // where those end that are being sent
	Last   time.Time `json:"last,omitzero"` // when it was carried out last
	// Asked says that the limit was checked for the present sending, and Limited that it is skipped: the action was carried out
	// as often as its limit says.
	Asked   bool `json:"asked,omitempty"`
	Limited bool `json:"limited,omitempty"`
	// Part names the present sending's part, in Parts, if it has reserved one and has several pieces.
	Part  string          `json:"part,omitempty"`
	Parts map[string]part `json:"parts,omitempty"`
}

// pendingName is the name under which digests with pending matches are listed.
const pendingName = "pending"

func digestKey(recipe, id string) string { return key("digest", recipe, id) }

func matchKey(name string, n uint64) string { return name + "/match/" + strconv.FormatUint(n, 10) }

func sendKey(name string) string { return name + "/send" }

func (d *digest) load(tx schedule.Tx, name string) error {
	_, err := loadState(tx, name, d)
	return err
}

func (d *digest) store(tx schedule.Tx, name string) error {
	payload, err := encodeState(d)
	if err != nil {
		return err
	}
	row := schedule.Job{Key: name, Kind: stateKind, Subject: name, Payload: payload}
	if d.First < d.Next {
		row.Names = []string{pendingName}
	}
	_, err = tx.Put(row)
	return err
}

// collect adds the task's match to those that are pending. When they are enough, and nothing is scheduled yet, they
// are sent: at once, or as soon as the quiet time has passed.
func (e *Engine) collect(ctx context.Context, t *task) (result, error) {
	name, now := digestKey(t.Recipe.ID, t.ID), e.now()
	var send *task // to be sent by the caller
	var due time.Time
	err := e.update(ctx, schedule.On(name), func(_ context.Context, tx schedule.Tx) error {
		send, due = nil, time.Time{}
		first, err := tx.Remember("collected/" + t.Key)
		if err != nil || !first {
			return err
		}
		var d digest
		if err := d.load(tx, name); err != nil {
			return err
		}
		d.Recipe, d.ID = t.Recipe.ID, t.ID
		s := t.collectedAs(name)
		if err := d.enqueue(tx, s); err != nil {
			return err
		}
		if err := d.store(tx, name); err != nil {
			return err
		}
		s.claim = schedule.Job{Key: sendKey(name)}
		var atOnce bool
		due, atOnce, err = d.schedule(tx, &s, now, e.lease())
		if atOnce {
			send = &s
		}
		return err
	})
	if err != nil {
		return e.reportUnsettled(t, result{}, err)
	}
	res, err := e.settle(ctx, t, ending{outcome: collected, retry: due})
	if err != nil || send == nil {
		return res, err
	}
	reports, err := e.send(ctx, send, true)
	res.reports = append(res.reports, reports...)
	return res, err
}

// enqueue stores the task as a match that is pending.
func (d *digest) enqueue(tx schedule.Tx, t task) error {
	t.claim = schedule.Job{Key: matchKey(t.thread(), d.Next)}
	row, err := t.job(time.Time{})
	if err != nil {
		return err
	}
	row.Kind = stateKind
	d.Next++
	_, err = tx.Put(row)
	return err
}

// schedule makes sure that the pending matches are sent when they are to be: by Tick when they come due, or at once
// by the caller, who has the claim on the task's row then.
func (d *digest) schedule(tx schedule.Tx, s *task, now time.Time, lease time.Duration) (due time.Time, atOnce bool, err error) {
	scheduled, ok, err := get(tx, s.claim.Key)
	switch {
	case err != nil:
		return time.Time{}, false, err
	case ok: // this match goes with the others
		return scheduled.Due, false, nil
	case d.Next-d.First < uint64(s.Count):
		return time.Time{}, false, nil
	}
	due, atOnce = d.free(s.Every, now)
	row, err := s.job(due)
	if err != nil {
		return time.Time{}, false, err
	}
	if atOnce {
		row.Due = now.Add(lease)
	}
	s.claim, err = tx.Put(row)
	return due, atOnce, err
}

// free returns when the quiet time after the last sending has passed; atOnce says that it has, and due is zero then.
func (d *digest) free(every time.Duration, now time.Time) (due time.Time, atOnce bool) {
	if due = d.Last.Add(every); !d.Last.IsZero() && due.After(now) {
		return due, false
	}
	return time.Time{}, true
}

// dequeue removes the matches of the next piece and returns them.
func (d *digest) dequeue(tx schedule.Tx, name string) ([]*task, error) {
	first := d.First
	d.First = min(d.Until, d.First+piece)
	keys := make([]string, 0, d.First-first)
	for n := first; n < d.First; n++ {
		keys = append(keys, matchKey(name, n))
	}
	rows, err := tx.Drop(keys...)
	if err != nil {
		return nil, err
	}
	matches := make([]*task, len(rows))
	for i, row := range rows {
		if matches[i], err = decodeTask(row); err != nil {
			return nil, err
		}
	}
	return matches, nil
}

// requeue stores dequeued matches as pending again: they are too few, without those that were dropped, or since a
// process in which the action is switched off has asked for them, to drop them.
func (d *digest) requeue(tx schedule.Tx, matches []*task) error {
	d.Until = d.First
	for _, m := range matches {
		if err := d.enqueue(tx, *m); err != nil {
			return err
		}
	}
	return nil
}
