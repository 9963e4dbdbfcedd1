package desk

import (
	"cmp"
	"context"
	"maps"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// reply sends an answer, which is a new mention.
func (d *Desk) reply(_ context.Context, in action.Input, r action.Reply) error {
	return d.send(in, func(m *trigger.Mention) {
		m.Content, m.Service = r.Message, r.Service
		m.Private = m.Service == action.EmailService || m.Private
	})
}

// saved stores an answer that is not sent: it is no new mention and no event.
func (d *Desk) saved(folder string) func(context.Context, action.Input, action.Reply) error {
	return func(_ context.Context, in action.Input, r action.Reply) error {
		m := draft(in)
		m.ID, m.Type, m.Status = in.Key, folder, "new"
		m.Content, m.Service = r.Message, r.Service
		put(&d.mentions, m.ID, &m)
		return nil
	}
}

func (d *Desk) message(_ context.Context, in action.Input, text string) error {
	return d.send(in, func(m *trigger.Mention) { m.Content, m.Private = text, true })
}

func (d *Desk) survey(_ context.Context, in action.Input, survey action.Survey) error {
	return d.send(in, func(m *trigger.Mention) {
		m.Private, m.Fields = true, map[string]any{"survey": string(survey)}
	})
}

func (d *Desk) flow(_ context.Context, in action.Input, flow string) error {
	return d.send(in, func(m *trigger.Mention) {
		m.Private, m.Fields = true, map[string]any{"flow": flow}
	})
}

func (d *Desk) publicReply(_ context.Context, c action.PublicReply, in action.Input) error {
	return d.send(in, func(m *trigger.Mention) {
		m.Content, m.Service, m.Profile, m.Private = c.Message, cmp.Or(c.Service, m.Service), c.Profile, false
	})
}

// note adds an internal note to the conversation, which customers cannot see.
func (d *Desk) note(_ context.Context, c action.Note, in action.Input) error {
	return d.send(in, func(m *trigger.Mention) { m.Content, m.Private, m.Type = c.Text, true, trigger.NoteType })
}

// send adds an agent's message to the conversation; its ID is that of its event.
func (d *Desk) send(in action.Input, write func(*trigger.Mention)) error {
	m := draft(in)
	m.Type = trigger.SentType
	write(&m)
	ev := follow(in, trigger.MentionCreated)
	ev.ID = d.nextID(ev.Root())
	m.ID, m.Status = ev.ID, "done"
	ev.Mention, ev.Case = &m, d.cases[m.CaseID]
	if m.Type == trigger.SentType {
		d.sent = append(d.sent, m)
	}
	d.raise(ev)
	return nil
}

// draft returns an answer of a recipe to the mention or in the case of its event.
func draft(in action.Input) trigger.Mention {
	m := trigger.Mention{Author: trigger.Author{ID: in.Recipe.ID, Name: in.Recipe.Name}, Arrived: in.At, Published: in.At}
	if to := in.Event.Mention; to != nil {
		m.Topic, m.Service, m.Contact, m.Private = to.Topic, to.Service, to.Contact, to.Private
		m.CaseID, m.Conversation, m.InReplyTo = to.CaseID, to.Conversation, to.ID
	}
	if k := in.Event.Case; k != nil {
		m.CaseID, m.Topic = k.ID, k.Topic
		if m.Contact.IsZero() {
			m.Contact = k.Contact
		}
	}
	return m
}

// with returns a copy of the fields with one more.
func with(fields map[string]any, name string, value any) map[string]any {
	all := make(map[string]any, len(fields)+1)
	maps.Copy(all, fields)
	all[name] = value
	return all
}
