package conformance_test

import (
	"fmt"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// at is an instant of Monday 5 January 2026, "10:00" or "10:29:59" UTC.
func at(clock string) time.Time {
	if len(clock) == len("15:04") {
		clock += ":00"
	}
	return instant("2026-01-05T" + clock + "Z")
}

func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// with is a copy that was changed.
func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

// message is what the customer Ada wrote on Twitter.
func message(id, content string) trigger.Mention {
	return trigger.Mention{
		ID: id, Topic: "support", Service: "twitter", Type: "inbox", Status: "new", Content: content,
		Author: trigger.Author{ID: "tw-77", Name: "Ada"}, Contact: trigger.Contact{ID: "ada", Name: "Ada"},
	}
}

// answer is what an agent wrote to Ada on Twitter.
func answer(id string) trigger.Mention {
	return with(message(id, "We are on it."), func(m *trigger.Mention) {
		m.Type, m.Author = trigger.SentType, trigger.Author{ID: "brand", Name: "Brand"}
	})
}

// of is a mention that belongs to a case.
func of(caseID string, m trigger.Mention) trigger.Mention {
	m.CaseID = caseID
	return m
}

// matter is a case of Ada's.
func matter(id string) trigger.Case {
	return trigger.Case{
		ID: id, Topic: "support", Status: trigger.Unresolved, Contact: trigger.Contact{ID: "ada", Name: "Ada"},
	}
}

// event has an ID made of what it is about.
func event(kind trigger.Kind, when time.Time, m *trigger.Mention, k *trigger.Case) trigger.Event {
	ev := trigger.Event{Kind: kind, At: when, Mention: m, Case: k}
	ev.ID = fmt.Sprintf("%s %s %s", kind, ev.Item(), when.Format("15:04:05"))
	return ev
}

// arrives is the event of a mention that comes in, or of one that an agent sends.
func arrives(clock string, m trigger.Mention) trigger.Event {
	ev := event(trigger.MentionCreated, at(clock), &m, nil)
	ev.Actor = trigger.Customer
	if !m.OfCustomer() {
		ev.Actor = trigger.Agent
	}
	return ev
}

// changes is the event of a mention of which one field changed.
func changes(clock string, m trigger.Mention, field string) trigger.Event {
	ev := event(trigger.MentionUpdated, at(clock), &m, nil)
	ev.Changes, ev.Actor = map[string]trigger.Change{field: {}}, trigger.Agent
	return ev
}

// opens is the event of a case that is created.
func opens(clock string, k trigger.Case) trigger.Event {
	return event(trigger.CaseCreated, at(clock), nil, &k)
}

// tags is the event of a tag that is added to a case.
func tags(clock string, k trigger.Case, tag string) trigger.Event {
	ev := event(trigger.CaseTagAdded, at(clock), nil, &k)
	ev.Tag, ev.Actor = tag, trigger.Agent
	return ev
}

// turns is the event of a case that gets another status.
func turns(clock string, k trigger.Case, to trigger.Status) trigger.Event {
	ev := event(trigger.CaseStatusChanged, at(clock), nil, &k)
	ev.From, ev.To, ev.Actor = k.Status, to, trigger.Agent
	return ev
}

// comes is the event of a record that comes in.
func comes(clock, id string, fields map[string]any) trigger.Event {
	return trigger.Event{
		ID: "record " + id, Kind: trigger.RecordReceived, At: at(clock),
		Record: &trigger.Record{Source: "reviews", Object: "review", ID: id, Fields: fields},
	}
}
