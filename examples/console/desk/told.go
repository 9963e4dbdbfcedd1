package desk

import (
	"cmp"
	"errors"
	"strings"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// toldRun returns a run of a trial for the page. Each action is in it once, as it ended.
func toldRun(one *run, ev trigger.Event, r recipe.Recipe) wouldRun {
	out := wouldRun{Event: one.event, At: one.at, Case: MatterOf(ev), From: fromOf(ev), Text: whatHappened(ev), Actions: []wouldDo{}}
	type key struct {
		id  string
		nth int
	}
	at := make(map[key]int)
	for _, a := range one.reports {
		do := wouldDo{Do: a.Do, ID: a.Action, Outcome: a.Outcome, Reason: a.Reason, Message: messageOf(a.Do, a.With), With: a.With}
		if a.Err != nil {
			do.Error = a.Err.Error()
		}
		if n := a.Place - 1; n >= 0 && n < len(r.Actions) && !r.Actions[n].After.IsZero() {
			do.After = r.Actions[n].After.String()
		}
		k := key{a.Action, a.Nth}
		if i, ok := at[k]; ok {
			do.Message, do.With = cmp.Or(do.Message, out.Actions[i].Message), longer(do.With, out.Actions[i].With)
			out.Actions[i] = do
			continue
		}
		at[k] = len(out.Actions)
		out.Actions = append(out.Actions, do)
	}
	return out
}

func longer(a, b []byte) []byte {
	if len(a) == 0 {
		return b
	}
	return a
}

// fromOf returns who wrote the message of an event, or who did it.
func fromOf(ev trigger.Event) string {
	if m := ev.Mention; m != nil && ev.Kind == trigger.MentionCreated {
		return cmp.Or(m.Author.Name, m.Contact.Name, m.Author.Handle, m.Author.ID, m.Contact.ID, string(ev.By()))
	}
	if ev.Case != nil && ev.By() == trigger.Customer {
		return cmp.Or(ev.Case.Contact.Name, ev.Case.Contact.ID, string(ev.By()))
	}
	return cmp.Or(ev.User, string(ev.By()))
}

// whatHappened describes an event: the text of its message, or the change.
func whatHappened(ev trigger.Event) string {
	switch {
	case ev.Kind == trigger.CaseStatusChanged:
		return "status: " + string(ev.From) + " → " + string(ev.To)
	case ev.Tag != "" && ev.Kind == trigger.CaseTagRemoved:
		return "tag removed: " + ev.Tag
	case ev.Tag != "":
		return "tag added: " + ev.Tag
	case len(ev.Changes) > 0:
		return "changed: " + strings.Join(names(ev.Changes), ", ")
	case ev.Mention != nil:
		return cmp.Or(ev.Mention.Content, ev.Mention.Title)
	case ev.Case != nil:
		return cmp.Or(ev.Case.Title, spaced(string(ev.Kind)))
	}
	return spaced(string(ev.Kind))
}

// spaced writes a word of the library for people.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// refused returns the faults of a draft, if an error is about these.
func refused(err error) []place {
	var told *Error
	if !errors.As(err, &told) || told.Status != 422 {
		return []place{}
	}
	if len(told.Faults) == 0 {
		return []place{{Message: told.Message}}
	}
	return told.Faults
}
