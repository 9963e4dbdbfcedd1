package recipe

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// collected is how the try of a task ends whose action is carried out later, for several matches at once.
const collected Outcome = "collected"

// piece is how many matches one call of a handler stands for at most, so that no transaction grows with what is pending.
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
}

// pendingName is under which the digests are listed of which something is pending.
const pendingName = "pending"

func digestKey(recipe, id string) string { return key("digest", recipe, id) }

func matchKey(name string, n uint64) string { return name + "/match/" + strconv.FormatUint(n, 10) }

func sendKey(name string) string { return name + "/send" }

func (d *digest) read(tx schedule.Tx, name string) error {
	_, err := getState(tx, name, d)
	return err
}

func (d *digest) write(tx schedule.Tx, name string) error {
	payload, err := writeState(d)
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
		if err := d.read(tx, name); err != nil {
			return err
		}
		d.Recipe, d.ID = t.Recipe.ID, t.ID
		s := t.collectedAs(name)
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

// checkDigests makes sure, once an hour in every process and after every Load, that what is pending is sent by the numbers
// that recipes have by now.
func (e *Engine) checkDigests(ctx context.Context) error {
	set, now := e.loaded(), e.now()
	if last := e.checked.Load(); last != 0 && now.UnixNano() >= last && now.Sub(time.Unix(0, last)) < time.Hour {
		return nil
	}
	names, err := e.pendingDigests(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		err := e.update(ctx, schedule.On(name), func(_ context.Context, tx schedule.Tx) error { return e.checkDigest(tx, set, name, now) })
		if err != nil && !errors.Is(err, errLater) {
			return err
		}
	}
	e.checked.Store(now.UnixNano())
	return nil
}

// pendingDigests returns the names of the digests of which something is pending.
func (e *Engine) pendingDigests(ctx context.Context) (names []string, err error) {
	err = e.update(ctx, schedule.Scope{Subjects: []string{pendingName}, Names: []string{pendingName}}, func(_ context.Context, tx schedule.Tx) error {
		names = nil
		for after, more := "", true; more; {
			rows, err := tx.List(pendingName, stateKind, after, page)
			if err != nil {
				return err
			}
			for _, row := range rows {
				names, after = append(names, row.Key), row.Key
			}
			more = len(rows) == page
		}
		return nil
	})
	return names, err
}

// checkDigest schedules what is pending of a digest, or schedules it anew: when it is enough, and when its recipe does not
// run any more, so that it is reported as dropped.
func (e *Engine) checkDigest(tx schedule.Tx, set *compiled, name string, now time.Time) error {
	var d digest
	if err := d.read(tx, name); err != nil || d.First == d.Next {
		return err
	}
	due := now
	if r := set.rule(d.Recipe); r != nil && r.enabled && r.action(d.ID) >= 0 {
		a := &r.actions[r.action(d.ID)]
		if d.Next-d.First < uint64(a.count) {
			return nil
		}
		if wait, atOnce := d.free(a.every, now); !atOnce {
			due = wait
		}
	} else if e.leaves(set, now, d.Recipe, "") && e.leaves(set, now, d.Recipe, d.ID) && (r == nil || r.enabled) {
		return nil // another process may know it
	}
	rows, err := tx.Get(sendKey(name), matchKey(name, d.First))
	if err != nil || len(rows) == 0 {
		return err
	}
	row := rows[0]
	if row.Key == sendKey(name) && !row.Due.After(due) {
		return nil
	}
	row.Key, row.Kind, row.Due = sendKey(name), workKind, due
	_, err = tx.Put(row)
	return err
}

// free returns when the quiet time after the last sending has passed; atOnce says that it has, and due is zero then.
func (d *digest) free(every time.Duration, now time.Time) (due time.Time, atOnce bool) {
	if due = d.Last.Add(every); !d.Last.IsZero() && due.After(now) {
		return due, false
	}
	return time.Time{}, true
}

// send carries the action out for all matches that are pending, piece by piece. The caller holds the row of the task.
func (e *Engine) send(ctx context.Context, t *task) ([]Step, error) {
	var steps []Step
	for {
		p := sending{e: e, t: t}
		err := e.update(ctx, t.scope(), func(ctx context.Context, tx schedule.Tx) error {
			p.run, p.more, p.steps = nil, false, nil
			return p.take(ctx, tx)
		})
		if err != nil {
			return steps, err
		}
		steps = append(steps, p.steps...)
		if p.run != nil {
			res, err := p.carryOut(ctx)
			steps = append(steps, res.steps...)
			if err != nil {
				return steps, err
			}
		}
		if !p.more {
			return steps, nil
		}
	}
}

// carryOut runs the task of a piece.
func (p *sending) carryOut(ctx context.Context) (result, error) {
	if v := p.e.fillLate(p.run); v.outcome != "" {
		return p.e.settle(ctx, p.run, v)
	}
	return p.e.run(ctx, p.run)
}

// sending is one piece of what a digest sends.
type sending struct {
	e     *Engine
	t     *task
	run   *task // for the matches of the piece; nil when they are not sent
	more  bool  // another piece follows, whose row the caller holds
	steps []Step
}

// take makes one task of the matches of the next piece, or reports them as dropped.
func (p *sending) take(ctx context.Context, tx schedule.Tx) error {
	row, ok, err := get(tx, p.t.claim.Key)
	if err != nil || !ok || row.Fence != p.t.claim.Fence {
		return err
	}
	var d digest
	if err := d.read(tx, p.t.thread()); err != nil {
		return err
	}
	_, v := p.e.present(p.e.loaded(), p.t)
	if v.outcome == left {
		return nil
	}
	x := transaction{e: p.e, tx: tx, now: p.e.now()}
	begins := d.Until <= d.First
	if begins {
		d.Until = d.Next
	}
	first := d.First
	matches, err := d.take(tx, p.t.thread())
	if err != nil {
		return err
	}
	matches, err = p.dropped(&x, matches, v.reason)
	if err != nil {
		return err
	}
	if len(matches) > 0 {
		if begins {
			d.Last = x.now
		}
		if err := p.begin(&x, matches, first); err != nil {
			return err
		}
	}
	if err := p.goOn(&x, &d); err != nil {
		return err
	}
	if err := d.write(tx, p.t.thread()); err != nil {
		return err
	}
	return x.close(ctx)
}

// dropped reports the matches that are not sent, all for the reason if there is one, and returns the others.
func (p *sending) dropped(x *transaction, matches []*task, reason string) ([]*task, error) {
	all, err := readOffs(x.tx, p.t)
	if err != nil {
		return nil, err
	}
	var kept []*task
	for _, m := range matches {
		why := cmp.Or(reason, all.since(m.Since))
		if why == "" {
			kept = append(kept, m)
			continue
		}
		s := m.step(x.now, Cancelled)
		s.Reason = why
		p.steps = append(p.steps, s)
		x.entries = append(x.entries, stepEntry(m, s))
	}
	return kept, nil
}

// begin keeps one task for the matches, the last one's, as begun by the caller.
func (p *sending) begin(x *transaction, matches []*task, first uint64) error {
	last := matches[len(matches)-1]
	list := make([]action.Match, len(matches))
	for i, m := range matches {
		list[i] = action.Match{Event: m.event.ID, Item: m.Item, At: m.event.At, Run: m.Run}
	}
	tasks := []task{*last.sent(key("digest", last.Recipe.ID, last.ID, strconv.FormatUint(first, 10)), list)}
	p.run = &tasks[0]
	return x.put(tasks, nil)
}

// goOn keeps the row of the digest for the next piece, or for what has come since the sending began; otherwise the row is
// done.
func (p *sending) goOn(x *transaction, d *digest) error {
	p.more = d.First < d.Until
	if !p.more && d.Next-d.First < uint64(p.t.Count) {
		_, err := x.tx.Drop(p.t.claim.Key)
		return err
	}
	due := x.now.Add(p.e.lease())
	if !p.more {
		if wait, atOnce := d.free(p.t.Every, x.now); !atOnce {
			due = wait
		} else {
			due = x.now
		}
	}
	row, err := p.t.job(due)
	if err != nil {
		return err
	}
	p.t.claim, err = x.tx.Put(row)
	return err
}

// take removes the matches of the next piece and returns them.
func (d *digest) take(tx schedule.Tx, name string) ([]*task, error) {
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
		if matches[i], err = readTask(row); err != nil {
			return nil, err
		}
	}
	return matches, nil
}
