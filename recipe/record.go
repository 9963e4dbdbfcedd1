package recipe

import (
	"context"
	"strconv"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// record writes entries to the history, inside the transaction that they tell about.
func (e *Engine) record(ctx context.Context, entries []history.Entry) error {
	if e.History == nil || len(entries) == 0 {
		return nil
	}
	return e.History.Record(ctx, entries...)
}

// decisionEntry tells, in the log of the item that the event is about, that the recipe was triggered, or why one
// whose filter may have matched did not run.
func decisionEntry(f *firing) history.Entry {
	en := entry(f.rule.recipe, f.Item, f.Event, f.Run, f.Err)
	en.ID = key("decision", f.Recipe, f.Event, f.Item.Kind, f.Item.ID)
	en.At, en.Outcome, en.Reason = f.At, string(f.Outcome), f.Reason
	en.Action = string(f.Outcome)
	if f.Run != "" {
		en.Action, en.Outcome, en.Reason, en.Error = history.Triggered, string(Fired), "", ""
		en.Tasks = len(f.Steps)
		if rec := f.ev.Record; rec != nil {
			en.Input = history.NewDocument(rec.Fields)
		}
	}
	return en
}

// stepEntry tells what became of a task, in the log of the item that it changes.
func stepEntry(t *task, s Step) history.Entry {
	en := entry(t.Recipe, s.Item, s.Event, s.Run, s.Err)
	const instant = "20060102T150405.000000000"
	en.ID = key("step", s.Key, string(s.Outcome), strconv.Itoa(s.Attempt), s.At.UTC().Format(instant))
	if !s.Due.IsZero() { // one may be put off twice at one instant, and back
		en.ID = key(en.ID, s.Due.UTC().Format(instant), s.Reason)
	}
	en.At, en.Action, en.Outcome, en.Reason = s.At, s.Do, string(s.Outcome), s.Reason
	en.Changed, en.Due = s.Outcome == Done && !s.Unchanged, s.Due
	en.Webhook, en.Task, en.Nth, en.Attempts = t.name, s.Action+1, s.Nth, s.Attempt
	if found := t.output.Shown(); found != nil && s.Outcome != Waiting {
		en.Output = history.NewDocument(found)
	}
	if t.polled() && t.Do == (action.Message{}).Kind() && en.Changed {
		en.Action, en.Description = history.FollowUpSent, history.FollowUpDescription
		en.Actor.Kind, en.InitiatedBy = history.ByBot, history.ByBot
	}
	return en
}

// matchEntries tells what became of a task: in the log of its item, or in that of every item that it stands for.
func matchEntries(t *task, s Step) []history.Entry {
	if t.Digest == nil {
		return []history.Entry{stepEntry(t, s)}
	}
	entries := make([]history.Entry, len(t.Digest))
	for i, m := range t.Digest {
		s.Event, s.Item, s.Run = m.Event, m.Item, m.Run
		entries[i] = stepEntry(t, s)
		entries[i].ID = key(entries[i].ID, m.Event)
	}
	return entries
}

func entry(r action.Recipe, item trigger.Ref, event, run string, err error) history.Entry {
	en := history.Entry{
		Subject: history.Subject{Kind: item.Kind, ID: item.ID},
		Actor:   history.Actor{Kind: string(trigger.Recipe), ID: r.ID, Name: r.Name},
		Recipe:  history.Recipe{ID: r.ID, Name: r.Name, Revision: r.Revision},
		Event:   event, Run: run,
	}
	if err != nil {
		en.Error = err.Error()
	}
	return en
}
