package recipe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Handle applies an event: it decides which recipes the event concerns, keeps their actions in the store in one
// transaction together with the fact that the event was applied, and then carries out what is due now.
//
// The error reports every fault of an event that is not valid, or what the store or the history said; the event was
// not applied then, and may be sent again. An action that fails is no error of Handle: the report tells of it.
// The same event again does nothing and is reported as [Repeated].
func (e *Engine) Handle(ctx context.Context, ev trigger.Event) (Report, error) {
	if err := ev.Check(); err != nil {
		return Report{}, fmt.Errorf("event %q: %w", ev.ID, err)
	}
	ev = ev.Normal()
	v, done := e.view(ev)
	defer done()
	set, now := e.loaded(), e.now()
	planned := e.match(set, &ev, v, now)
	if err := e.turns(ctx, planned); err != nil {
		return Report{}, fmt.Errorf("event %q: %w", ev.ID, err)
	}
	var in intake
	err := e.update(ctx, thread(ev), func(ctx context.Context, tx schedule.Tx) error {
		in = intake{
			transaction: transaction{e: e, tx: tx, now: now},
			ev:          &ev, set: set, firings: slices.Clone(planned),
		}
		return in.apply(ctx)
	})
	if err != nil {
		return Report{}, fmt.Errorf("event %q: %w", ev.ID, err)
	}
	report := Report{Repeated: in.repeated, Steps: in.steps}
	var errs []error
	for i := range in.firings {
		f := &in.firings[i]
		if f.Run != "" {
			errs = append(errs, e.runAll(ctx, f))
		}
		report.Decisions = append(report.Decisions, f.Decision)
	}
	return report, errors.Join(errs...)
}

// intake is what one event does to the store. It may be applied again from the start.
type intake struct {
	transaction
	ev       *trigger.Event
	set      *compiled
	firings  []firing
	repeated bool
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
	if err := in.open(thread(*in.ev)); err != nil {
		return err
	}
	if err := in.cancel(in.ev); err != nil {
		return err
	}
	if err := in.note(in.ev, in.set); err != nil {
		return err
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
	in.entries = append(in.entries, decisionEntry(f))
	if f.Run == "" {
		return nil
	}
	f.Steps = slices.Clone(f.Steps)
	for _, s := range f.Steps {
		if s.Outcome != Planned && s.Outcome != Waiting {
			in.entries = append(in.entries, stepEntry(f.rule.recipe, s, f.rule.actions[s.Action].config))
		}
	}
	f.tasks = chain(f.tasks)
	return in.put(f.tasks, f.Steps)
}

// end makes the firing one that does nothing.
func (f *firing) end(o Outcome, reason string) {
	f.tasks, f.Steps, f.Run, f.Err = nil, nil, "", nil
	f.Outcome, f.Reason = o, reason
}

// chain hangs the tasks behind one that may stop them on that one.
func chain(tasks []task) []task {
	i := slices.IndexFunc(tasks, func(t task) bool { return t.Stop })
	if i < 0 || i == len(tasks)-1 {
		return slices.Clone(tasks)
	}
	head := slices.Clone(tasks[:i+1])
	head[i].Next = slices.Clone(tasks[i+1:])
	return head
}

// turns gives every task that takes turns among choices its turn. It runs before the event is applied, in
// transactions of its own, since the count belongs to the recipe and not to the thread. A turn that is taken for
// nothing does no harm.
func (e *Engine) turns(ctx context.Context, firings []firing) error {
	for _, f := range firings {
		for i := range f.tasks {
			t := &f.tasks[i]
			if c, ok := t.config.(action.Turner); !ok || c.Choices() < 2 {
				continue
			}
			name := key("turn", t.Recipe.ID, strconv.Itoa(t.Action))
			err := e.update(ctx, name, func(_ context.Context, tx schedule.Tx) error {
				row, _, err := tx.Get(name)
				if err != nil {
					return err
				}
				t.Turn, _ = strconv.Atoi(string(row.Payload))
				first, err := tx.Remember("turn/" + t.Key)
				if err != nil || !first {
					return err
				}
				next := strconv.Itoa(t.Turn + 1)
				_, err = tx.Put(schedule.Job{Key: name, Kind: stateKind, Subject: name, Payload: []byte(next)})
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// update is the store's Update, with a panic of the store or the history turned into an error.
func (e *Engine) update(ctx context.Context, subject string, fn func(ctx context.Context, tx schedule.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return e.store().Update(ctx, subject, fn)
}
