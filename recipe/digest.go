package recipe

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// collected is how the try of a task ends whose action is carried out later, for several matches at once.
const collected Outcome = "collected"

// digest is the state of one action that is carried out for several matches at once. Its row belongs to the recipe
// and the action, not to a thread; the matches that are pending are rows of their own, numbered from First to Next.
type digest struct {
	First uint64    `json:"first"`
	Next  uint64    `json:"next"`
	Last  time.Time `json:"last,omitzero"` // when it was carried out last
}

func digestKey(t *task) string { return key("digest", t.Recipe.ID, strconv.Itoa(t.Action)) }

func matchKey(name string, n uint64) string { return name + "/match/" + strconv.FormatUint(n, 10) }

func sendKey(name string) string { return name + "/send" }

func (d *digest) read(tx schedule.Tx, name string) error {
	row, ok, err := get(tx, name)
	if err != nil || !ok {
		return err
	}
	return json.Unmarshal(row.Payload, d)
}

func (d *digest) write(tx schedule.Tx, name string) error { return putState(tx, name, name, d) }

// collect adds the task's match to those that are pending. When they are enough, and nothing is scheduled yet, they
// are sent: at once, or as soon as the quiet time has passed.
func (e *Engine) collect(ctx context.Context, t *task) (result, error) {
	name, now := digestKey(t), e.now()
	var send *task // to be sent by the caller
	var due time.Time
	err := e.update(ctx, schedule.On(name), func(_ context.Context, tx schedule.Tx) error {
		send, due = nil, time.Time{}
		first, err := tx.Remember("collected/" + t.Key)
		if err != nil || !first {
			return err
		}
		var d digest
		if err := d.read(tx, name); err != nil {
			return err
		}
		s := *t
		s.Send, s.Thread, s.Tries, s.Stop, s.Next = true, name, 0, false, nil
		s.Armed, s.Due, s.Unless, s.Threads = time.Time{}, time.Time{}, nil, nil // its wait is over
		if err := d.add(tx, s); err != nil {
			return err
		}
		if err := d.write(tx, name); err != nil {
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
		return e.unsettled(t, result{}, err)
	}
	res, err := e.settle(ctx, t, verdict{outcome: collected, retry: due})
	if err != nil || send == nil {
		return res, err
	}
	steps, err := e.send(ctx, send)
	res.steps = append(res.steps, steps...)
	return res, err
}

// add keeps the task as a match that is pending.
func (d *digest) add(tx schedule.Tx, t task) error {
	t.claim = schedule.Job{Key: matchKey(t.Thread, d.Next)}
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
// by the caller, who holds the row of the task then.
func (d *digest) schedule(tx schedule.Tx, s *task, now time.Time, lease time.Duration) (due time.Time, atOnce bool, err error) {
	scheduled, ok, err := get(tx, s.claim.Key)
	switch {
	case err != nil:
		return time.Time{}, false, err
	case ok: // this match goes with the others
		return scheduled.Due, false, nil
	case d.Next-d.First < uint64(s.Count):
		return time.Time{}, false, nil
	case !d.Last.IsZero() && d.Last.Add(s.Every).After(now):
		due = d.Last.Add(s.Every)
	default:
		atOnce = true
	}
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

// send carries the action out for all matches that are pending. The caller holds the row of the task.
func (e *Engine) send(ctx context.Context, t *task) ([]Step, error) {
	now := e.now()
	var run *task
	var steps []Step
	err := e.update(ctx, schedule.On(t.Thread), func(ctx context.Context, tx schedule.Tx) error {
		run, steps = nil, nil
		row, ok, err := get(tx, t.claim.Key)
		if err != nil || !ok || row.Fence != t.claim.Fence {
			return err
		}
		if _, err := tx.Drop(row.Key); err != nil {
			return err
		}
		var d digest
		if err := d.read(tx, t.Thread); err != nil {
			return err
		}
		r, err := d.take(tx, t.Thread)
		if err != nil || r == nil {
			return err
		}
		r.ready(e)
		r.Key = key("digest", t.Recipe.ID, strconv.Itoa(t.Action), strconv.FormatUint(d.First, 10))
		x := transaction{e: e, tx: tx, now: now}
		d.First = d.Next
		if reason := e.silenced(t); reason != "" {
			s := r.step(now, Cancelled)
			s.Reason = reason
			steps = append(steps, s)
			x.entries = append(x.entries, matchEntries(r, s)...)
		} else {
			d.Last = now
			tasks := []task{*r}
			if err := x.put(tasks, nil); err != nil {
				return err
			}
			run = &tasks[0]
		}
		if err := d.write(tx, t.Thread); err != nil {
			return err
		}
		return x.close(ctx)
	})
	if err != nil || run == nil {
		return steps, err
	}
	res, err := e.run(ctx, run)
	return res.steps, err
}

// take removes the matches that are pending and returns one task for all of them, the last one's; nil when there is
// none.
func (d *digest) take(tx schedule.Tx, name string) (*task, error) {
	keys := make([]string, 0, d.Next-d.First)
	for n := d.First; n < d.Next; n++ {
		keys = append(keys, matchKey(name, n))
	}
	rows, err := tx.Drop(keys...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var last *task
	matches := make([]action.Match, len(rows))
	for i, row := range rows {
		if last, err = readTask(row); err != nil {
			return nil, err
		}
		matches[i] = action.Match{Event: last.event.ID, Item: last.Item, At: last.event.At, Run: last.Run}
	}
	last.Send, last.Digest = false, matches
	return last, nil
}

// silenced says why the recipe does not send what is pending, or "".
func (e *Engine) silenced(t *task) string {
	switch r := e.loaded().rule(t.Recipe.ID); {
	case r == nil:
		return RecipeRemoved
	case !r.enabled:
		return RecipeDisabled
	}
	return ""
}
