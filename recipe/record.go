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

// note adds the entry of a task's report to the transaction's history, if the engine has one.
func (x *transaction) note(t *task, s ActionReport) {
	if x.e.History != nil {
		x.entries = append(x.entries, actionEntry(t, s))
	}
}

// noteMatches is note for a task that may be carried out for several matches.
func (x *transaction) noteMatches(t *task, s ActionReport) {
	if x.e.History != nil {
		x.entries = append(x.entries, matchEntries(t, s)...)
	}
}

// decisionEntry returns the entry, in the log of the event's item, that the recipe was triggered, or why one whose filter
// may have matched did not run.
func decisionEntry(f *run) history.Entry {
	en := entry(f.rule.recipe, f.Item, f.Event, f.Run, f.Err)
	en.ID = key("decision", f.Recipe, f.Event, f.Item.Kind, f.Item.ID)
	en.At, en.Outcome, en.Reason = f.At, string(f.Outcome), string(f.Reason)
	en.Action = string(f.Outcome)
	if f.Run != "" {
		en.Action, en.Outcome, en.Reason, en.Error = history.Triggered, string(Fired), "", ""
		en.Actions = len(f.Actions)
		if rec := f.ev.Record; rec != nil {
			en.Input = history.NewDocument(rec.Fields)
		}
	}
	return en
}

// actionEntry returns the entry of a task's report, in the log of the item that it changes.
func actionEntry(t *task, s ActionReport) history.Entry {
	en := entry(t.Recipe, s.Item, s.Event, s.Run, s.Err)
	const instant = "20060102T150405.000000000"
	en.ID = key("action", s.Key, string(s.Outcome), strconv.Itoa(s.Attempt), s.At.UTC().Format(instant))
	if !s.Due.IsZero() { // one may be put off twice at one instant, and back
		en.ID = key(en.ID, s.Due.UTC().Format(instant), string(s.Reason))
	}
	en.At, en.Action, en.Outcome, en.Reason = s.At, s.Do, string(s.Outcome), string(s.Reason)
	en.Changed, en.Due = s.Outcome == Done && !s.Unchanged, s.Due
	en.Webhook, en.Place, en.Nth, en.Attempts = t.name, s.Place, s.Nth, s.Attempt
	if found := t.output.Shown(); found != nil && s.Outcome != Waiting {
		en.Output = history.NewDocument(found)
	}
	if t.polled() && t.Do == (action.Message{}).Kind() && en.Changed {
		en.Action, en.Description = history.FollowUpSent, history.FollowUpDescription
		en.Actor.Kind, en.InitiatedBy = trigger.Bot, trigger.Bot
	}
	return en
}

// matchEntries returns the entries of a task's report: in the log of its item, or of every item of its digest.
func matchEntries(t *task, s ActionReport) []history.Entry {
	if t.Digest == nil {
		return []history.Entry{actionEntry(t, s)}
	}
	entries := make([]history.Entry, len(t.Digest))
	for i, m := range t.Digest {
		s.Event, s.Item, s.Run = m.Event, m.Item, m.Run
		entries[i] = actionEntry(t, s)
		entries[i].ID = key(entries[i].ID, m.Event)
	}
	return entries
}

func entry(r action.Recipe, item trigger.Ref, event, run string, err error) history.Entry {
	en := history.Entry{
		Item:   item,
		Actor:  history.Actor{Kind: trigger.Recipe, ID: r.ID, Name: r.Name},
		Recipe: history.Recipe{ID: r.ID, Name: r.Name, Revision: r.Revision},
		Event:  event, Run: run,
	}
	if err != nil {
		en.Error = err.Error()
	}
	return en
}
