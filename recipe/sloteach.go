package recipe

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// How far a run goes before it writes down where it is, and before it lets others have their turn.
const (
	itemsKept  = 256   // items
	mostEvents = 1_000 // decisions
)

// each runs the recipe for the items of its source, from the last cursor on, one after the other. It ends when there are no
// more, and makes way for others when it has run for half as long as a try may take.
func (p *slotting) each(ctx context.Context) error {
	if err := p.renew(ctx); err != nil { // another slot that comes meanwhile does not take its place
		return err
	}
	begun, run := p.e.now(), p.state.Run
	var own error // of the store
	done, err := p.items(ctx, func(item SourceItem) bool {
		own = p.item(ctx, item)
		return own == nil && ctx.Err() == nil && p.e.now().Sub(begun) < p.e.deadline()/2 && len(p.report.Decisions)+len(p.own) < mostEvents
	})
	next := p.e.now() // goes on
	switch {
	case own != nil || ctx.Err() != nil:
		return errors.Join(own, ctx.Err())
	case err != nil && run.Fails+1 >= MaxAttempts:
		run.Fails++
		p.decide(ctx, ending{outcome: Failed, reason: SourceError, err: fmt.Errorf("given up after %d tries: %w", MaxAttempts, err)})
		p.state.Run, next = nil, p.state.Next
	case err != nil:
		run.Fails++
		p.decide(ctx, ending{outcome: Failed, reason: SourceError, err: err})
		next = next.Add(backoff(p.claim.Key, run.Fails))
	case done:
		if more := run.Faults - mostFaults; more > 0 {
			p.decide(ctx, ending{outcome: Failed, reason: RecordError, err: fmt.Errorf("source %s: %d more of %d items were no cases or mentions, or had faults", run.Each, more, run.Read)})
		}
		p.state.Run, next = nil, p.state.Next
	}
	return p.save(ctx, next)
}

// items hands the items of the source to yield, and reports whether that were all. The error is the source's.
func (p *slotting) items(ctx context.Context, yield func(SourceItem) bool) (done bool, err error) {
	name := p.state.Run.Each
	source := p.e.ItemSources[name]
	defer func() {
		if caught := recover(); caught != nil {
			p.e.logger().ErrorContext(ctx, "source panicked", "source", name, "recipe", p.state.Recipe, "stack", string(debug.Stack()))
			done, err = false, panicError(caught)
		}
		if err != nil {
			err = fmt.Errorf("source %s: %w", name, err)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, p.e.deadline())
	defer cancel()
	var all iter.Seq2[SourceItem, error]
	if all = source(ctx, p.query()); all == nil {
		return false, errors.New("it returned no sequence")
	}
	for item, err := range all {
		if err != nil {
			_ = err.Error() // one whose text panics is the source's panic, not that of whoever prints it
			return false, err
		}
		if len(item.Cursor) > MaxCursor {
			return false, fmt.Errorf("item %d: the cursor has %d bytes, more than %d", p.state.Run.Read+1, len(item.Cursor), MaxCursor)
		}
		if !yield(item) {
			return false, nil
		}
	}
	return true, nil
}

func (p *slotting) query() ItemQuery {
	q := ItemQuery{Recipe: p.state.Recipe, Slot: p.state.Run.Slot, After: p.state.Run.Cursor}
	if !p.rule.trigger.AllTopics {
		q.Topics = p.rule.trigger.Topics
	}
	return q
}

// item runs the recipe for one item. The error is the store's.
func (p *slotting) item(ctx context.Context, item SourceItem) error {
	run := p.state.Run
	if run.Read%itemsKept == itemsKept-1 || p.e.now().Add(p.e.deadline()).After(p.until) {
		if err := p.renew(ctx); err != nil {
			return err
		}
	}
	run.Read++
	run.Fails = 0
	ev := item.event(p.state.Recipe, run.Slot)
	var refused *trigger.RefusedError
	switch err := p.itemEvent(ctx, ev); {
	case errors.As(err, &refused):
		p.fault(ctx, item, refused.Err)
	case err != nil:
		return err
	}
	switch about := ev.Item(); {
	case item.Cursor != "":
		run.Cursor = item.Cursor
	case about.Kind != trigger.RecipeItem && len(about.ID) <= MaxCursor:
		run.Cursor = about.ID
	}
	return nil
}

// itemEvent lets the recipe decide about the event of an item.
func (p *slotting) itemEvent(ctx context.Context, ev trigger.Event) error {
	switch kind := ev.Item().Kind; {
	case ev.Mention == nil && ev.Case == nil:
		return &trigger.RefusedError{ID: ev.ID, Err: errors.New("neither a case nor a mention")}
	case kind != trigger.CaseItem && kind != trigger.MentionItem:
		return &trigger.RefusedError{ID: ev.ID, Err: fmt.Errorf("about is %q, and it is no such item; want mention or case", ev.About)}
	}
	return p.apply(ctx, ev)
}

// fault reports the fault of an item, which is passed over; the first of a slot by name.
func (p *slotting) fault(ctx context.Context, item SourceItem, why error) {
	run := p.state.Run
	if run.Faults++; run.Faults > mostFaults {
		return
	}
	name := fmt.Sprintf("item %d", run.Read)
	if item.Cursor != "" {
		name += fmt.Sprintf(" (cursor %.80q)", item.Cursor)
	}
	if about := item.event("", time.Time{}).Item(); about != (trigger.Ref{}) {
		name = fmt.Sprintf("%s (%.80s)", name, about)
	}
	p.decide(ctx, ending{outcome: Failed, reason: RecordError, err: fmt.Errorf("source %s: %s: %w", run.Each, name, why)})
}
