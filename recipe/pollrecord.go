package recipe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// longestTogether is how long the lookups of new records may take that are applied together: what was decided about the first
// one, such as that its hours hold, is not much older when it is carried out.
const longestTogether = time.Second

// trackAll tracks the records, in their order. When one cannot be tracked, the new ones before it are applied.
func (p *polling) trackAll(ctx context.Context, events []trigger.Event) (err error) {
	defer func() {
		if errors.Is(err, schedule.ErrStale) { // somebody else polls
			return
		}
		if flushed := p.flush(ctx); err == nil {
			err = flushed
		}
	}()
	for some := range slices.Chunk(events, page) {
		known, err := p.known(ctx, some)
		if err != nil {
			return err
		}
		for i := range some {
			if len(p.fresh) == 0 {
				p.freshSince = p.e.now()
			}
			if err := p.track(ctx, &some[i], known[i]); err != nil {
				return err
			}
			if p.e.now().Sub(p.freshSince) < longestTogether {
				continue
			}
			if err := p.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// track stores changes of a tracked record, whose stored data is known, and starts the recipe for any other: those are applied
// together, at the latest by flush.
func (p *polling) track(ctx context.Context, ev *trigger.Event, known *trackedRecord) error {
	if err := p.renew(ctx); err != nil {
		return err
	}
	hash, err := seen(ev.Record)
	if err != nil {
		p.leaveAsItWas(ev.Record, err)
		return nil
	}
	if known != nil && known.Seen == hash {
		return nil
	}
	if err := p.lookup(ctx, ev); err != nil {
		p.leaveAsItWas(ev.Record, err)
		return ctx.Err()
	}
	if _, err := encodeEvent(ev); err != nil {
		p.leaveAsItWas(ev.Record, err)
		return nil
	}
	kept := trackedRecord{Seen: hash, event: *ev}
	if known != nil {
		kept.event.ID, kept.event.At = known.event.ID, known.event.At
		return p.refresh(ctx, &kept)
	}
	in := newIncoming(*ev, p.e.now())
	f := p.plan(in)
	if f.Outcome.silent() {
		return nil
	}
	d := p.e.decided(in, p.set, f.At, []run{f})
	d.also = func(tx schedule.Tx) error {
		if other, err := loadRecord(tx, p.rule.recipe.ID, ev.Record); err != nil || other != nil {
			return cmp.Or(err, schedule.ErrStale) // somebody else polls, and has started the recipe for it
		}
		return kept.store(tx, p.rule.recipe.ID)
	}
	p.fresh = append(p.fresh, d)
	if len(p.fresh) == mostTogether || !p.e.allInIntake(d) {
		return p.flush(ctx)
	}
	return nil
}

// flush applies new records. When one is known by now, since somebody else polls, the error is [schedule.ErrStale].
func (p *polling) flush(ctx context.Context) error {
	batch := p.fresh
	p.fresh = nil
	if len(batch) == 0 {
		return nil
	}
	reports, errs := p.e.applyTogether(ctx, batch)
	for _, report := range reports {
		p.report.append(report)
	}
	isStale := func(err error) bool { return errors.Is(err, schedule.ErrStale) }
	others := slices.DeleteFunc(slices.Clone(errs), isStale)
	return cmp.Or(errors.Join(others...), errors.Join(errs...))
}

// plan decides about a record that is not tracked.
func (p *polling) plan(ev *incoming) run {
	v := p.e.view(ev.Event)
	defer p.e.done(v)
	return p.e.answer(&question{rule: p.rule, end: p.rule.gate(&ev.Event)}, ev, v, p.e.now())
}

// known returns the stored data of the events' records, nil for those that are not tracked, from one transaction. Whoever
// writes one of them asks again in its own.
func (p *polling) known(ctx context.Context, events []trigger.Event) (all []*trackedRecord, err error) {
	about := schedule.On(p.claim.Subject)
	for i := range events {
		about.Keys = append(about.Keys, trackKey(p.rule.recipe.ID, events[i].Record))
	}
	err = p.e.update(ctx, about, func(_ context.Context, tx schedule.Tx) error {
		all = make([]*trackedRecord, len(events))
		rows, err := tx.Get(about.Keys...)
		if err != nil {
			return err
		}
		for i, key := range about.Keys {
			if len(rows) == 0 || rows[0].Key != key {
				continue
			}
			if all[i], err = decodeRecord(rows[0]); err != nil {
				return err
			}
			rows = rows[1:]
		}
		return nil
	})
	return all, err
}

// refresh stores the latest data of a record, if it is still tracked.
func (p *polling) refresh(ctx context.Context, kept *trackedRecord) error {
	return p.e.update(ctx, schedule.On(thread(kept.event)), func(_ context.Context, tx schedule.Tx) error {
		now, err := loadRecord(tx, p.rule.recipe.ID, kept.event.Record)
		if err != nil || now == nil || now.event.ID != kept.event.ID {
			return err
		}
		return kept.store(tx, p.rule.recipe.ID)
	})
}

// lookup asks the second integration about the event's record.
func (p *polling) lookup(ctx context.Context, ev *trigger.Event) error {
	ask := p.rule.poll.Lookup
	if ask == nil {
		return nil
	}
	data, err := p.e.fetch(ctx, ask.Source, Fetch{Recipe: p.rule.recipe.ID, Record: ev.Record})
	if err != nil {
		return err
	}
	polled := *ev.Record.Polled
	if polled.Lookup, err = decodeObject(data); err != nil {
		return fmt.Errorf("source %s: %w", ask.Source, err)
	}
	rec := *ev.Record
	rec.Polled, ev.Record = &polled, &rec
	given := make(map[string]any)
	if err := p.setAttributes(ev, p.rule.poll.lookup, given); err != nil {
		return err
	}
	polled.Global, err = p.e.setGlobals(ctx, polled.Global, given)
	return err
}

// untrack removes a record, and cancels the recipe's actions on it.
func (p *polling) untrack(ctx context.Context, r *trigger.Record, reason Reason) error {
	if err := p.renew(ctx); err != nil {
		return err
	}
	name := thread(trigger.Event{Kind: trigger.RecordPolled, Record: r})
	var reports []ActionReport
	err := p.e.update(ctx, schedule.On(name), func(ctx context.Context, tx schedule.Tx) error {
		x := transaction{e: p.e, tx: tx, now: p.e.now()}
		if err := x.untrack(p.state.Recipe, r, reason); err != nil {
			return err
		}
		reports = x.reports
		return x.close(ctx)
	})
	if err == nil {
		p.report.Actions = append(p.report.Actions, reports...)
	}
	return err
}
