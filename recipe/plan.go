package recipe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// plan makes the run of a decision. It is pure: an action that would be carried out is only planned.
func (e *Engine) plan(r *rule, ev *incoming, v *filter.View, now time.Time, end ending) run {
	f := run{rule: r, ev: ev, Decision: Decision{Event: ev.ID, At: now, Recipe: r.recipe.ID, Item: ev.Item()}}
	f.end(end)
	if end.outcome != Fired {
		return f
	}
	f.Run = runID(r.recipe.ID, &ev.Event)
	f.Actions = make([]ActionReport, len(r.actions))
	t := ev.supposed
	if t == nil {
		f.tasks = make([]task, 0, len(r.actions))
	}
	stopped := false
	for i := range r.actions {
		if ev.supposed == nil {
			t = &f.tasks[:len(f.tasks)+1][len(f.tasks)] // a task is large: it is made where it stays
		}
		*t = r.task(i, ev, f.Run, now)
		if stopped {
			f.Actions[i] = e.report(t, now, ending{outcome: Skipped, reason: StoppedBefore})
			continue
		}
		f.Actions[i] = e.planAction(r, t, ev, v, now)
		switch f.Actions[i].Outcome {
		case Planned, Waiting:
			if ev.supposed == nil {
				f.tasks = f.tasks[:len(f.tasks)+1]
			}
		case Failed:
			stopped = t.Stop
			if t.repeats() && ev.supposed == nil {
				f.failedRepeats = append(f.failedRepeats, *t)
			}
		}
	}
	f.end(summary(f.Actions))
	if r.shadow {
		f.tasks, f.failedRepeats, f.Run = nil, nil, ""
		f.end(ending{outcome: WouldFire})
	}
	return f
}

// task returns the task of one of the rule's actions, before anything of it is worked out.
func (r *rule) task(i int, ev *incoming, run string, now time.Time) task {
	a, item := &r.actions[i], ev.Item()
	return task{
		origin: origin{
			Recipe: r.recipe, Run: run, ID: a.id, Action: i, Do: a.Do, Item: item, Names: ev.threads, Lane: a.lane,
			Key: key(r.recipe.ID, a.id, ev.ID, item.Kind, item.ID), Since: now,
		},
		tries:   tries{Irreversible: a.irreversible},
		reading: reading{Stop: a.OnError == action.Stop, Read: a.read, Reads: a.outputs()},
		batch:   batch{Count: a.count, Every: a.every},
		event:   ev.Event,
		filled:  filled{config: a.config, roundRobin: a.roundRobin},

		progress: progress{threads: ev.threads, allNames: ev.threads, offKeys: a.offKeys},
	}
}

// planAction plans one action and completes its task.
func (e *Engine) planAction(r *rule, t *task, ev *incoming, v *filter.View, now time.Time) (s ActionReport) {
	defer func() {
		if p := recover(); p != nil {
			s = e.report(t, now, ending{outcome: Failed, reason: Panicked, err: panicError(p)})
		}
	}()
	a := &r.actions[t.Action]
	item, err := target(a.config, ev.Event)
	if err != nil {
		return e.report(t, now, endingOf(err))
	}
	if t.Item != item {
		t.Item = item
		t.Key = key(t.Recipe.ID, t.ID, ev.ID, item.Kind, item.ID)
	}
	if a.Repeat != nil {
		t.repetition = repetition{Repeat: *a.Repeat, Nth: 1, Slot: now}
	}
	if a.waits() || a.Repeat != nil || a.Hours != nil {
		t.Armed, t.Unless, t.Root, t.By = ev.At, a.Unless, ev.Root(), ev.By()
		t.FromFirst = a.first && (a.waits() || a.Repeat != nil)
		if ev.comparedAt.Before(ev.At) {
			t.ArmedClock = ev.comparedAt
		}
	}
	if a.waits() {
		t.DueFromItem = a.dueFromItem()
		b, err := a.basis(ev.At, v)
		var due time.Time
		if err == nil {
			due, err = a.due(b, now)
		}
		if err == nil {
			_, err = advance(nil, due, lasts(a.Repeat))
		}
		if err != nil {
			return e.report(t, now, endingOf(err))
		}
		t.Due, t.Slot = due, due
		if t.DueFromItem {
			t.Basis = &b
		}
		return e.report(t, now, waitingUntil(due))
	}
	if len(t.Reads) > 0 {
		return e.report(t, now, ending{outcome: Planned}) // filled in when the outputs that it reads are known
	}
	if err := e.fill(a, t, v); err != nil {
		return e.report(t, now, endingOf(err))
	}
	if end := r.closed(t, now); end.outcome != "" {
		return e.report(t, now, end)
	}
	return e.report(t, now, ending{outcome: Planned})
}

// fill completes the task's config with the event's values.
func (e *Engine) fill(a *compiledAction, t *task, v *filter.View) error {
	if m := t.event.Mention; a.answering && !a.ToAutomatic && m != nil && m.Automatic {
		return action.Skip(action.Automatic)
	}
	t.with, t.config, t.roundRobin = orEmpty(a.With), a.config, a.roundRobin
	if a.text != nil {
		filters.SetTasks(v, t.Outputs)
		with, err := a.text.fill(v)
		if err != nil {
			return action.Permanent(fmt.Errorf("with: %w", err))
		}
		t.config, err = e.decode(a.Do, with)
		if emptier, ok := t.config.(action.Emptier); ok && emptier.Empty() != "" {
			return action.Skip(emptier.Empty())
		}
		if err != nil {
			return action.Permanent(fmt.Errorf("with: %w", err))
		}
		t.with, t.Lane = with, lane(t.config)
	}
	shown := a.shown
	if a.text != nil {
		shown = e.handlers().Report(a.Do, t.with)
	}
	t.shown = bytes.Clone(shown) // the rules' own data must not leave the engine
	if named, ok := t.config.(action.Named); ok {
		t.name = named.HistoryName()
	}
	return nil
}

// orEmpty returns a config's JSON, also of one that was not written.
func orEmpty(with json.RawMessage) json.RawMessage {
	if len(with) == 0 {
		return json.RawMessage("{}")
	}
	return with
}

// target returns the item that a config changes for the event.
func target(c action.Config, ev trigger.Event) (trigger.Ref, error) {
	t, ok := c.(action.Targeter)
	if !ok {
		return ev.Item(), nil
	}
	item, err := t.Target(ev)
	switch {
	case err != nil:
		return trigger.Ref{}, err
	case item == trigger.Ref{}:
		return ev.Item(), nil
	case item.Kind == "" || item.ID == "":
		return trigger.Ref{}, action.Permanent(fmt.Errorf("its target %q has no kind or no id", item))
	}
	return item, nil
}

// panicError is the error of a panic of a filter, a handler, a config or a store.
func panicError(p any) error {
	if err, ok := p.(error); ok {
		return fmt.Errorf("panic: %w", err)
	}
	return fmt.Errorf("panic: %v", p)
}
