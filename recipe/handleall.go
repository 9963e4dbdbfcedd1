package recipe

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/trigger"
)

// mostTogether is how many events one transaction applies.
const mostTogether = 64

// HandleAll applies events in their order, as [Engine.Handle] does each, and returns a report for each. One that is refused
// or fails stops no other. The errors are joined: a [*trigger.RefusedError] or an [*EventError] for each event that has one.
//
// Up to 64 events whose actions that are due now have local handlers ([action.HandleLocal]) are applied in one transaction
// of the store; when that fails, each of them is applied in its own. An event with another action that is due now is the
// last of its transaction, so that the action is carried out before a later event is applied.
func (e *Engine) HandleAll(ctx context.Context, events []trigger.Event) ([]Report, error) {
	h := handling{e: e, reports: make([]Report, len(events)), errs: make([]error, len(events))}
	for i := range events {
		ev, err := e.check(events[i])
		if err != nil {
			h.errs[i] = err
			continue
		}
		h.places, h.batch = append(h.places, i), append(h.batch, e.decide(newIncoming(ev, e.now())))
		if len(h.batch) == mostTogether || !e.allInIntake(h.batch[len(h.batch)-1]) {
			h.flush(ctx)
		}
	}
	h.flush(ctx)
	return h.reports, errors.Join(h.errs...)
}

// allInIntake reports whether everything that is due now is carried out in the transaction of the event.
func (e *Engine) allInIntake(d *decided) bool {
	for _, t := range atOnce(d.runs) {
		if !e.runsInIntake(t) {
			return false
		}
	}
	return true
}

// handling is a call of HandleAll: the events that are to be applied next, with their places among all.
type handling struct {
	e       *Engine
	reports []Report
	errs    []error
	places  []int
	batch   []*decided
}

// flush applies the batch.
func (h *handling) flush(ctx context.Context) {
	batch, places := h.batch, h.places
	h.batch, h.places = nil, nil
	if len(batch) == 0 {
		return
	}
	if err := h.e.storeSwitchOffs(ctx); err != nil {
		for i, place := range places {
			h.errs[place] = notApplied(batch[i].ev.ID, err)
		}
		return
	}
	reports, errs := h.e.applyTogether(ctx, batch)
	for i, place := range places {
		h.e.observe(ctx, reports[i])
		h.reports[place], h.errs[place] = reports[i], errs[i]
	}
}

// applyTogether applies one or more events in one transaction or, when that fails, each in its own. It returns a report and an
// error for each; the first report also has the events that were applied before them.
func (e *Engine) applyTogether(ctx context.Context, batch []*decided) (reports []Report, errs []error) {
	reports, errs = make([]Report, len(batch)), make([]error, len(batch))
	var earlier Report
	var ins []intake
	alone := len(batch) == 1
	if !alone {
		var err error
		ins, err = e.applyAll(ctx, batch, &earlier)
		alone = err != nil
	}
	for i, d := range batch {
		if alone {
			reports[i], errs[i] = e.apply(ctx, d)
		} else {
			reports[i], errs[i] = e.complete(ctx, &ins[i], Report{})
		}
	}
	reports[0] = earlier.before(reports[0])
	return reports, errs
}
