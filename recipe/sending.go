package recipe

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// send carries the action out for all matches that are pending, piece by piece, while its hours hold. The caller has the claim
// on the task's row.
func (e *Engine) send(ctx context.Context, t *task, atOnce bool) ([]ActionReport, error) {
	var reports []ActionReport
	for {
		p := sending{e: e, t: t, atOnce: atOnce}
		err := e.update(ctx, e.withQuotas(t.scope(), t), func(ctx context.Context, tx schedule.Tx) error {
			p.run, p.more, p.reports = nil, false, nil
			return p.nextPiece(ctx, tx)
		})
		if err != nil {
			return reports, err
		}
		reports = append(reports, p.reports...)
		if p.run != nil {
			res, err := p.carryOut(ctx)
			reports = append(reports, res.reports...)
			if err != nil {
				return reports, err
			}
		}
		if !p.more {
			return reports, nil
		}
	}
}

// carryOut runs the task of a piece.
func (p *sending) carryOut(ctx context.Context) (result, error) {
	if end := p.e.fillLate(p.run); end.outcome != "" {
		return p.e.settle(ctx, p.run, end)
	}
	return p.e.run(ctx, p.run)
}

// sending is one piece of a digest.
type sending struct {
	e       *Engine
	t       *task
	run     *task // for the matches of the piece; nil when they are not sent
	atOnce  bool  // it is sent in the call that brought the last match
	more    bool  // another piece follows, and the caller has the claim on its row
	reports []ActionReport
}

// nextPiece makes one task for the matches of the next piece, or reports them as dropped.
func (p *sending) nextPiece(ctx context.Context, tx schedule.Tx) error {
	row, ok, err := get(tx, p.t.claim.Key)
	if err != nil || !ok || row.Version != p.t.claim.Version {
		return err
	}
	var d digest
	if err := d.load(tx, p.t.thread()); err != nil {
		return err
	}
	r, end := p.e.present(p.e.loaded(), p.t)
	if end.outcome == left {
		return nil
	}
	x := transaction{e: p.e, tx: tx, now: p.e.now()}
	if end.outcome == "" && (!p.atOnce || r.actions[p.t.Action].timing.hours != nil) {
		end = r.closed(p.t, laterOf(p.t.Due, x.now))
	}
	if end.outcome == Waiting {
		return p.putOff(&x, end.retry)
	}
	begins := d.Until <= d.First
	if begins {
		d.Until, d.Asked, d.Part = d.Next, false, ""
	}
	first := d.First
	matches, err := d.dequeue(tx, p.t.thread())
	if err != nil {
		return err
	}
	kept, err := p.dropped(&x, matches, end.reason)
	if err != nil {
		return err
	}
	few := begins && uint64(len(kept))+d.Next-d.First < uint64(p.t.Count)
	switch {
	case few:
		err = d.requeue(tx, kept)
	case len(kept) > 0:
		err = p.startPiece(&x, &d, kept, first)
	default:
		err = x.endPiece(&d, d.Part, false)
	}
	if err != nil {
		return err
	}
	if err := p.scheduleRest(&x, &d); err != nil {
		return err
	}
	if err := d.store(tx, p.t.thread()); err != nil {
		return err
	}
	return x.close(ctx)
}

// putOff makes the row come due at the instant: the matches stay pending until then.
func (p *sending) putOff(x *transaction, due time.Time) error {
	row, err := p.t.job(due)
	if err != nil {
		return err
	}
	p.t.claim, err = x.tx.Put(row)
	return err
}

// dropped reports the matches that are not sent, all for the reason if there is one, and returns the others.
func (p *sending) dropped(x *transaction, matches []*task, reason Reason) ([]*task, error) {
	all, err := loadSwitchOffs(x.tx, p.t)
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
		s := x.e.report(m, x.now, cancelledBy(why))
		p.reports = append(p.reports, s)
		x.note(m, s)
	}
	return kept, nil
}

// startPiece stores one task for the matches, the last one's, as begun by the caller.
func (p *sending) startPiece(x *transaction, d *digest, matches []*task, first uint64) error {
	last := matches[len(matches)-1]
	list := make([]action.Match, len(matches))
	for i, m := range matches {
		list[i] = action.Match{Event: m.event.ID, Item: m.Item, At: m.event.At, Run: m.Run}
	}
	tasks := []task{*last.sent(key("digest", last.Recipe.ID, last.ID, strconv.FormatUint(first, 10)), list)}
	run := &tasks[0]
	run.cameDue = p.t.cameDue
	if d.Asked {
		run.Reserved = []reservation{{}} // all pieces count as one
	} else {
		d.Last = x.now
		if err := x.reservePart(run, d, first); err != nil {
			return err
		}
	}
	run.Part = d.Part
	if d.Limited {
		x.reportInto(nil, run, ending{outcome: Skipped, reason: action.Limited})
		p.reports = append(p.reports, x.reports...)
		return nil
	}
	p.run = run
	return x.put(tasks, nil)
}

// scheduleRest makes the row of the digest come due for the next piece, or for matches that arrived since the sending began;
// otherwise it settles the row.
func (p *sending) scheduleRest(x *transaction, d *digest) error {
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
	return p.putOff(x, due)
}
