package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// triggerFormula returns a formula for the events of a trigger and its topics. An event it rejects is not the
// trigger's; an event it accepts may still not be.
func triggerFormula(t trigger.Trigger) *index.Formula {
	all := index.Not(index.Always())
	for one := range t.Each() {
		kind := kindFormula(one, one.On[0])
		// Events of a host's own kind may be about a record, which has no topic.
		if len(one.Topics) > 0 && !one.AllTopics && slices.Contains(trigger.Names(), one.On[0]) {
			kind = index.And(kind, columnField{use: topicUse}.anyFormula(one.Topics...))
		}
		all = index.Or(all, kind)
	}
	return all
}

// kindFormula returns the formula of a trigger with a single On.
func kindFormula(t trigger.Trigger, on string) *index.Formula {
	is := func(path string, values ...string) *index.Formula {
		return columnField{use: textUse, path: path}.anyFormula(values...)
	}
	kind := is("event.kind", on)
	switch on {
	case trigger.OnNewItem:
		return is("event.kind", string(trigger.MentionCreated), string(trigger.CaseCreated))
	case trigger.OnCaseMention:
		return is("event.kind", string(trigger.MentionCreated))
	case trigger.OnCaseTagAdded, trigger.OnCaseTagRemoved:
		if len(t.Tag) > 0 {
			kind = index.And(kind, is("event.tag", t.Tag...))
		}
	case trigger.OnCaseStatusChanged:
		if len(t.Status) > 0 {
			kind = index.And(kind, is("event.to", texts(t.Status)...))
		}
	case trigger.OnRecord:
		kind = is("event.kind", string(trigger.RecordReceived))
		if t.Source != "" {
			kind = index.And(kind, is("event.source", t.Source))
		}
		if t.Object != "" {
			kind = index.And(kind, is("event.object", t.Object))
		}
	case trigger.OnPoll:
		kind = is("event.kind", string(trigger.RecordPolled))
	case trigger.OnSchedule:
		kind = is("event.kind", string(trigger.ScheduleFired))
	}
	return kind
}

func texts[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}
