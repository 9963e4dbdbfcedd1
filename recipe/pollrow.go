package recipe

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// pollState is a recipe's row that comes due when it is to poll.
type pollState struct {
	Recipe string        `json:"recipe"`
	Anchor time.Time     `json:"anchor"` // the first poll; each other is a multiple of Every later
	Every  time.Duration `json:"every"`
}

func pollKey(recipe string) string { return pollPrefix + key(recipe) }

// next returns the recipe's first poll after now.
func (s pollState) next(now time.Time) time.Time {
	since := now.Sub(s.Anchor)
	n := since / s.Every
	if since < 0 && since%s.Every != 0 {
		n--
	}
	return s.Anchor.Add((n + 1) * s.Every)
}

// startPolls makes sure, every now and then, that every recipe that polls has its row.
func (e *Engine) startPolls(ctx context.Context) error {
	for _, r := range e.loaded().polls {
		now := e.now()
		if !r.poll.unsure(now) {
			continue
		}
		err := e.update(ctx, schedule.On(pollKey(r.recipe.ID)), func(_ context.Context, tx schedule.Tx) error {
			return r.start(tx, now, e.lease())
		})
		if err != nil {
			return err
		}
		r.poll.checked.Store(now.UnixNano())
	}
	return nil
}

// unsure reports whether nobody has looked for the row for as long as it takes from one poll to the next.
func (p *poll) unsure(now time.Time) bool {
	last := p.checked.Load()
	since := time.Duration(now.UnixNano() - last)
	return last == 0 || since < 0 || since >= p.Every.Std()
}

// start makes sure that the row is there and comes due in time, whatever the clock did.
func (r *rule) start(tx schedule.Tx, now time.Time, lease time.Duration) error {
	name, every := pollKey(r.recipe.ID), r.poll.Every.Std()
	row, ok, err := get(tx, name)
	if err != nil {
		return err
	}
	var state pollState
	latest := now.Add(max(every, lease))
	if ok {
		err = decodeState(row.Payload, &state)
	}
	if errors.Is(err, errLaterVersion) {
		return nil
	}
	if ok && err == nil && state.Every == every && !row.Due.After(latest) {
		return nil
	}
	due := now
	if ok && row.Due.After(now) && !row.Due.After(latest) {
		due = row.Due
	}
	return putPoll(tx, pollState{Recipe: r.recipe.ID, Anchor: due, Every: every}, "source/"+r.poll.Source, due)
}

func putPoll(tx schedule.Tx, state pollState, lane string, due time.Time) error {
	payload, err := encodeState(state)
	if err != nil {
		return err
	}
	name := pollKey(state.Recipe)
	_, err = tx.Put(schedule.Job{Key: name, Kind: pollKind, Subject: name, Lane: lane, Due: due, Payload: payload})
	return err
}

// mine runs fn in the turn of the poll's row, when the claim on it is valid; otherwise it returns [schedule.ErrStale].
func (p *polling) mine(ctx context.Context, fn func(ctx context.Context, tx schedule.Tx) error) error {
	return p.e.update(ctx, schedule.On(p.claim.Subject), func(ctx context.Context, tx schedule.Tx) error {
		row, ok, err := get(tx, p.claim.Key)
		if err != nil {
			return err
		}
		if !ok || row.Fence != p.claim.Fence {
			return schedule.ErrStale
		}
		return fn(ctx, tx)
	})
}

// renew makes the claim last for as long as two calls of a source may take, when too little of it is left.
func (p *polling) renew(ctx context.Context) error {
	now := p.e.now()
	if !now.Add(p.e.deadline()).After(p.until) {
		return nil
	}
	p.until = now.Add(p.e.lease())
	var claim schedule.Job
	err := p.mine(ctx, func(_ context.Context, tx schedule.Tx) (err error) {
		again := p.claim
		again.Due = p.until
		claim, err = tx.Put(again)
		return err
	})
	if err == nil {
		p.claim = claim
	}
	return err
}

// end stores the list, and makes the row come due again at the instant.
func (p *polling) end(ctx context.Context, here *trackedList, next time.Time) error {
	return p.written(ctx, func(ctx context.Context, tx schedule.Tx) error {
		before, err := loadTracked(tx, p.state.Recipe)
		if err != nil {
			return err
		}
		if err := p.storeTracked(tx, &before, here); err != nil {
			return err
		}
		return p.settleIn(ctx, tx, next)
	})
}

// settle makes the row come due again at the instant; zero means never.
func (p *polling) settle(ctx context.Context, next time.Time) error {
	return p.written(ctx, func(ctx context.Context, tx schedule.Tx) error { return p.settleIn(ctx, tx, next) })
}

// written is mine for what writes down what became of the poll itself, which is then reported.
func (p *polling) written(ctx context.Context, fn func(ctx context.Context, tx schedule.Tx) error) error {
	err := p.mine(ctx, fn)
	if err == nil {
		p.report.Decisions, p.own = append(p.report.Decisions, p.own...), nil
	}
	return err
}

func (p *polling) settleIn(ctx context.Context, tx schedule.Tx, next time.Time) error {
	if err := tx.Settle(p.claim.Key, p.claim.Fence, next); err != nil {
		return err
	}
	return p.e.record(ctx, p.entries())
}

// stop ends the polling of a recipe that does not poll any more: records are no longer tracked, and waits are cancelled.
func (p *polling) stop(ctx context.Context, reason Reason) error {
	all, err := p.list(ctx, nil)
	if err != nil {
		return err
	}
	for _, r := range all.Records.without(nil) {
		if err := p.untrack(ctx, r, reason); err != nil {
			return err
		}
	}
	return p.mine(ctx, func(_ context.Context, tx schedule.Tx) error {
		if _, err := tx.Drop(trackedKey(p.state.Recipe)); err != nil {
			return err
		}
		return tx.Settle(p.claim.Key, p.claim.Fence, time.Time{})
	})
}
