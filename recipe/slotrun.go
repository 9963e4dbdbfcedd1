package recipe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// slotting is one recipe at one slot, or the part of that which one claim on its row lasts for. All of it can be done again
// from the last state that was saved: the events of a slot are known by their IDs.
type slotting struct {
	e       *Engine
	set     *compiled
	rule    *rule // nil when the recipe is not in the set any more
	state   slotState
	claim   schedule.Job
	until   time.Time // when the claim ends
	report  Report
	own     []Decision      // about the slot itself, that are not written down yet
	entries []history.Entry // of these
}

// slot runs a recipe whose slot has come, or goes on with a run.
func (e *Engine) slot(ctx context.Context, job schedule.Job, taken time.Time) (Report, error) {
	p := slotting{e: e, set: e.loaded(), claim: job, until: taken.Add(e.lease())}
	err := p.resume(ctx, job)
	return p.report, err
}

// resume goes on with the run that was begun, or begins one.
func (p *slotting) resume(ctx context.Context, job schedule.Job) error {
	switch err := decodeState(job.Payload, &p.state); {
	case errors.Is(err, errLaterVersion):
		return err
	case err != nil:
		return p.settle(ctx) // a damaged row; Tick puts another one
	}
	p.rule = p.set.rule(p.state.Recipe)
	if p.rule == nil && p.e.leftToOthers(p.set, job.Due, p.state.Recipe, "") {
		return nil
	}
	if reason := p.stopped(); reason != "" {
		if p.state.Run != nil {
			p.decide(ctx, ending{outcome: Cancelled, reason: reason})
		}
		return p.settle(ctx)
	}
	leave := false
	err := p.mine(ctx, func(_ context.Context, tx schedule.Tx) (err error) {
		p.state, leave, err = p.rule.currentSlots(tx, p.state, true, job.Due, p.e.now())
		return err
	})
	switch {
	case err != nil || leave:
		return err
	case p.state.Run == nil && !p.begin(ctx):
		return p.save(ctx, p.state.Next)
	}
	return p.run(ctx)
}

// stopped returns the reason why the recipe has no slots any more, or "".
func (p *slotting) stopped() Reason {
	switch {
	case p.rule == nil || p.rule.slots == nil:
		return RecipeRemoved
	case !p.rule.enabled:
		return RecipeDisabled
	}
	return ""
}

// begin begins the last slot that has come, and reports whether there is one that is not too late.
func (p *slotting) begin(ctx context.Context) bool {
	now, s := p.e.now(), p.rule.slots
	slot, ok := s.Last(now)
	if !ok || p.state.Next.IsZero() || slot.Before(p.state.Next) {
		return false
	}
	if first := p.state.Next; first.Before(slot) {
		p.e.logger().WarnContext(ctx, "slots were missed; the last one runs", "recipe", p.state.Recipe, "first", first, "last", slot)
	}
	p.state.Run = &slotRun{Slot: slot.UTC(), Each: s.Each}
	p.state.Last = p.state.Run.Slot
	p.state.Next, _ = s.Next(slot)
	return !p.late(ctx)
}

// late ends a run that is too late, and reports whether it was.
func (p *slotting) late(ctx context.Context) bool {
	late := p.e.now().Sub(p.state.Run.Slot)
	if late < tooLate {
		return false
	}
	p.decide(ctx, ending{outcome: Expired, reason: Late, retry: p.state.Run.Slot})
	p.state.Run = nil
	return true
}

// run runs the recipe for the slot that has begun.
func (p *slotting) run(ctx context.Context) error {
	run := p.state.Run
	switch {
	case run.Off != "":
		p.decide(ctx, cancelledBy(run.Off))
	case run.Each != p.rule.slots.Each:
		p.decide(ctx, cancelledBy(TriggerChanged))
	case p.late(ctx):
	case run.Each != "":
		return p.each(ctx)
	default:
		if err := p.apply(ctx, SourceItem{}.event(p.state.Recipe, run.Slot)); err != nil {
			return err
		}
	}
	p.state.Run = nil
	return p.save(ctx, p.state.Next)
}

// apply lets the recipe decide about an event of the slot, and carries its actions out.
func (p *slotting) apply(ctx context.Context, ev trigger.Event) error {
	ev, err := p.e.receive(ev)
	if err != nil {
		return &trigger.RefusedError{ID: ev.ID, Err: err}
	}
	in := newIncoming(ev, p.e.now())
	f := p.plan(in)
	if f.Outcome.silent() {
		return nil
	}
	report, err := p.e.apply(ctx, p.e.decided(in, p.set, f.At, []run{f}))
	p.report.append(report)
	return err
}

// plan decides about an event of the slot.
func (p *slotting) plan(ev *incoming) run {
	v := p.e.view(ev.Event)
	defer p.e.done(v)
	return p.e.answer(&question{rule: p.rule, end: p.rule.gate(&ev.Event)}, ev, v, p.e.now())
}

// decide adds the decision about the slot itself. It is reported when it was written to the history.
func (p *slotting) decide(ctx context.Context, end ending) {
	run, now := p.state.Run, p.e.now()
	p.e.logger().WarnContext(ctx, "slot of a recipe", "recipe", p.state.Recipe, "slot", run.Slot, "outcome", string(end.outcome), "reason", string(end.reason), "error", end.err)
	item := trigger.Ref{Kind: trigger.RecipeItem, ID: p.state.Recipe}
	p.own = append(p.own, Decision{
		At: now, Recipe: p.state.Recipe, Item: item, Outcome: end.outcome, Reason: end.reason, Err: end.err, Due: end.retry,
	})
	r := action.Recipe{ID: p.state.Recipe}
	if p.rule != nil {
		r = p.rule.recipe
	}
	en := entry(r, item, "", "", end.err)
	en.ID = key("slot", p.state.Recipe, run.Slot.Format(time.RFC3339), string(end.outcome), fmt.Sprint(run.Read, ".", run.Faults, ".", run.Fails))
	en.At, en.Action, en.Outcome, en.Reason = now, trigger.OnSchedule, string(end.outcome), string(end.reason)
	p.entries = append(p.entries, en)
}

// mine runs fn in the turn of the recipe's row, when the claim on it is valid; otherwise it returns [schedule.ErrStale].
func (p *slotting) mine(ctx context.Context, fn func(ctx context.Context, tx schedule.Tx) error) error {
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

// save stores the progress of the recipe and the pending history entries; its row comes due again at the instant.
func (p *slotting) save(ctx context.Context, due time.Time) error {
	var claim schedule.Job
	err := p.mine(ctx, func(ctx context.Context, tx schedule.Tx) (err error) {
		if claim, err = putSlots(tx, &p.state, p.rule.slots.Each, due); err != nil {
			return err
		}
		return p.e.record(ctx, p.entries)
	})
	if err == nil {
		p.claim = claim
		p.written()
	}
	return err
}

// renew stores how far the recipe has come, and makes the claim last for as long as a try may take.
func (p *slotting) renew(ctx context.Context) error {
	until := p.e.now().Add(p.e.lease())
	err := p.save(ctx, until)
	if err == nil {
		p.until = until
	}
	return err
}

// settle ends the row for good.
func (p *slotting) settle(ctx context.Context) error {
	err := p.mine(ctx, func(ctx context.Context, tx schedule.Tx) error {
		if err := tx.Settle(p.claim.Key, p.claim.Fence, time.Time{}); err != nil {
			return err
		}
		return p.e.record(ctx, p.entries)
	})
	if err == nil {
		p.written()
	}
	return err
}

// written reports what became of the slot itself, now that it is written down.
func (p *slotting) written() {
	p.report.Decisions = append(p.report.Decisions, p.own...)
	p.own, p.entries = nil, nil
}
