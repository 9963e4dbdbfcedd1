package filter

import (
	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// gate is a trigger and its topics. Where it says no they do; where it says yes they may still say no.
func gate(t trigger.Trigger) *index.Formula {
	is := func(path, value string) *index.Formula { return indexed{use: textUse, path: path}.any(value) }
	kind := is("event.kind", t.On)
	switch t.On {
	case trigger.OnNewItem:
		kind = indexed{use: textUse, path: "event.kind"}.any(string(trigger.MentionCreated), string(trigger.CaseCreated))
	case trigger.OnCaseMention:
		kind = is("event.kind", string(trigger.MentionCreated))
	case trigger.OnCaseTagAdded:
		kind = index.And(kind, is("event.tag", t.Tag))
	case trigger.OnCaseStatusChanged:
		kind = index.And(kind, is("event.to", string(t.Status)))
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
	}
	if t.AllTopics || (trigger.Trigger{On: t.On}).InTopic(trigger.Event{}) {
		return kind
	}
	return index.And(kind, indexed{use: topicUse}.any(t.Topics...))
}
