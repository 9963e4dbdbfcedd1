package recipe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Handle applies an event: it decides which recipes the event concerns, keeps their actions in the store in one
// transaction together with the fact that the event was applied, and then carries out what is due now.
//
// An event with a fault, or with values that JSON cannot hold when an action needs to keep them, is refused: the error
// reports every fault. Otherwise an error is what the store or the history said, and the event may be sent again: the
// same event again does nothing and is reported as [Repeated]. Where the report has decisions, the event was applied,
// and what could not be written down comes up in Tick. An action that fails is no error of Handle: the report tells.
func (e *Engine) Handle(ctx context.Context, ev trigger.Event) (Report, error) {
	ev, err := e.receive(ev)
	if ev.Kind == trigger.RecordPolled {
		err = errors.Join(err, trigger.Invalid("kind", "%s events come of polling, and of nothing else", ev.Kind))
	}
	if err != nil {
		return Report{}, fmt.Errorf("event %q: %w", ev.ID, err)
	}
	in := arrive(ev.Normal())
	v := e.view(in.Event)
	defer e.done(v)
	set, now := e.loaded(), e.now()
	return e.apply(ctx, set, in, e.match(set, in, v, now), now, nil)
}

// apply applies an event from which the firings follow; also, unless it is nil, is done in the same transaction.
func (e *Engine) apply(
	ctx context.Context, set *compiled, ev *arrival, planned []firing, now time.Time, also func(schedule.Tx) error,
) (Report, error) {
	notable := set.notable(&ev.Event)
	until := now.Add(set.longest + tooLate)
	if err := errors.Join(e.turns(ctx, planned), e.noteElsewhere(ctx, ev, planned, notable, until)); err != nil {
		return Report{}, fmt.Errorf("event %q: %w", ev.ID, err)
	}
	var in intake
	err := e.update(ctx, ev.threads[0], func(ctx context.Context, tx schedule.Tx) error {
		in = intake{
			transaction: transaction{e: e, tx: tx, now: now},
			ev:          ev, notable: notable, until: until, firings: slices.Clone(planned), also: also,
		}
		return in.apply(ctx)
	})
	if err != nil {
		return Report{}, fmt.Errorf("event %q: %w", ev.ID, err)
	}
	report := Report{Repeated: in.repeated, Steps: in.steps}
	report.Decisions = slices.Grow(report.Decisions, len(in.firings)) // none stays nil
	var errs []error
	for i := range in.firings {
		f := &in.firings[i]
		if f.Run != "" {
			earlier, err := e.runAll(ctx, f)
			report.Steps = append(report.Steps, earlier...)
			if err != nil {
				errs = append(errs, err)
			}
		}
		report.Decisions = append(report.Decisions, f.Decision)
	}
	return report, errors.Join(errs...)
}

// intake is what one event does to the store. It may be applied again from the start.
type intake struct {
	transaction
	ev       *arrival
	notable  []action.Signal
	until    time.Time // how long that is kept
	firings  []firing
	repeated bool
	also     func(schedule.Tx) error
}

func (in *intake) apply(ctx context.Context) error {
	first, err := in.tx.Remember("event/" + in.ev.ID)
	if err != nil {
		return err
	}
	if !first {
		in.repeat()
		return nil
	}
	if err := in.open(in.ev.threads[0]); err != nil {
		return err
	}
	if err := in.cancel(&in.ev.Event); err != nil {
		return err
	}
	if err := note(in.tx, in.ev.threads, 0, in.notable, in.ev.At, in.until); err != nil {
		return err
	}
	if in.also != nil {
		if err := in.also(in.tx); err != nil {
			return err
		}
	}
	for i := range in.firings {
		if err := in.fire(&in.firings[i]); err != nil {
			return err
		}
	}
	return in.close(ctx)
}

// repeat turns every firing into a report that the event was applied before.
func (in *intake) repeat() {
	in.repeated = true
	for i := range in.firings {
		in.firings[i].end(Repeated, Applied)
	}
}

// fire keeps what a firing has to do.
func (in *intake) fire(f *firing) error {
	if f.Run != "" {
		first, err := in.tx.Remember(key("fired", in.ev.Root(), f.Recipe, f.Item.Kind, f.Item.ID))
		if err != nil {
			return err
		}
		if !first {
			f.end(LoopStopped, RanBefore)
		}
	}
	if in.e.History != nil {
		in.entries = append(in.entries, decisionEntry(f))
	}
	if f.Run == "" {
		return nil
	}
	f.Steps = slices.Clone(f.Steps)
	for _, s := range f.Steps {
		if s.Outcome != Planned && s.Outcome != Waiting {
			in.entries = append(in.entries, stepEntry(&task{Recipe: f.rule.recipe, event: in.ev.Event}, s))
		}
	}
	f.tasks = chain(f.tasks)
	if err := in.put(f.tasks, f.Steps); err != nil {
		return err
	}
	var res result
	for i := range f.again {
		if err := in.again(&f.again[i], &res); err != nil {
			return err
		}
	}
	f.later = res.later
	return nil
}

// end makes the firing one that does nothing.
func (f *firing) end(o Outcome, reason string) {
	f.tasks, f.again, f.Steps, f.Run, f.Err = nil, nil, nil, "", nil
	f.Outcome, f.Reason = o, reason
}

// chain hangs the tasks behind one that may stop them, or from which a later one may read, on that one.
func chain(tasks []task) []task {
	i := slices.IndexFunc(tasks, func(t task) bool { return t.holds() })
	if i < 0 || i == len(tasks)-1 {
		return tasks
	}
	head := slices.Clone(tasks[:i+1])
	for _, t := range tasks[i+1:] {
		if t.waits() && !t.Reads && !head[i].Stop { // its time is its own
			head = append(head, t)
		} else {
			head[i].Next = append(head[i].Next, t)
		}
	}
	return head
}

// holds reports whether later tasks wait until this one has ended.
func (t *task) holds() bool { return t.Stop || t.As != "" }

// update is the store's Update, with a panic of the store or the history turned into an error.
func (e *Engine) update(ctx context.Context, subject string, fn func(ctx context.Context, tx schedule.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return e.store().Update(ctx, subject, fn)
}
