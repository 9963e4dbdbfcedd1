package recipe

import (
	"time"

	"github.com/commis-recipes/commis/internal/rowjson"
	"github.com/commis-recipes/commis/trigger"
)

// The tables of the fields of an event, which is written and read with each row. TestTables compares them with encoding/json.

var eventTable = rowjson.Table[trigger.Event]{
	rowjson.String("id", func(e *trigger.Event) *string { return &e.ID }),
	rowjson.String("kind", func(e *trigger.Event) *trigger.Kind { return &e.Kind }),
	rowjson.Time("at", func(e *trigger.Event) *time.Time { return &e.At }),
	rowjson.OptPointer("mention", func(e *trigger.Event) **trigger.Mention { return &e.Mention }, mentionTable),
	rowjson.OptPointer("case", func(e *trigger.Event) **trigger.Case { return &e.Case }, caseTable),
	rowjson.OptPointer("record", func(e *trigger.Event) **trigger.Record { return &e.Record }, recordTable),
	rowjson.OptString("about", func(e *trigger.Event) *string { return &e.About }),
	rowjson.OptString("tag", func(e *trigger.Event) *string { return &e.Tag }),
	rowjson.OptString("recipe", func(e *trigger.Event) *string { return &e.Recipe }),
	rowjson.OptString("from", func(e *trigger.Event) *trigger.Status { return &e.From }),
	rowjson.OptString("to", func(e *trigger.Event) *trigger.Status { return &e.To }),
	rowjson.Other("changes", func(e *trigger.Event) *map[string]trigger.Change { return &e.Changes }, emptyMap),
	rowjson.OptString("actor", func(e *trigger.Event) *trigger.Actor { return &e.Actor }),
	rowjson.OptString("user", func(e *trigger.Event) *string { return &e.User }),
	rowjson.Other("cause", func(e *trigger.Event) *trigger.Cause { return &e.Cause }, isZero),
}

var mentionTable = rowjson.Table[trigger.Mention]{
	rowjson.String("id", func(m *trigger.Mention) *string { return &m.ID }),
	rowjson.OptString("topic", func(m *trigger.Mention) *string { return &m.Topic }),
	rowjson.OptString("service", func(m *trigger.Mention) *string { return &m.Service }),
	rowjson.OptString("type", func(m *trigger.Mention) *string { return &m.Type }),
	rowjson.OptString("status", func(m *trigger.Mention) *string { return &m.Status }),
	rowjson.OptString("title", func(m *trigger.Mention) *string { return &m.Title }),
	rowjson.OptString("content", func(m *trigger.Mention) *string { return &m.Content }),
	rowjson.OptBool("html", func(m *trigger.Mention) *bool { return &m.HTML }),
	rowjson.OptString("language", func(m *trigger.Mention) *string { return &m.Language }),
	rowjson.OptString("country", func(m *trigger.Mention) *string { return &m.Country }),
	rowjson.OptString("sentiment", func(m *trigger.Mention) *string { return &m.Sentiment }),
	rowjson.OptString("category", func(m *trigger.Mention) *string { return &m.Category }),
	rowjson.OptStrings("tags", func(m *trigger.Mention) *[]string { return &m.Tags }),
	rowjson.Object("author", func(m *trigger.Mention) *trigger.Author { return &m.Author }, authorTable).
		Omit(func(m *trigger.Mention) bool { return m.Author == trigger.Author{} }),
	rowjson.Object("contact", func(m *trigger.Mention) *trigger.Contact { return &m.Contact }, contactTable).
		Omit(func(m *trigger.Mention) bool { return m.Contact.IsZero() }),
	rowjson.OptString("profile", func(m *trigger.Mention) *string { return &m.Profile }),
	rowjson.OptString("case_id", func(m *trigger.Mention) *string { return &m.CaseID }),
	rowjson.OptString("conversation", func(m *trigger.Mention) *string { return &m.Conversation }),
	rowjson.Object("assigned", func(m *trigger.Mention) *trigger.Assigned { return &m.Assigned }, assignedTable).
		Omit(func(m *trigger.Mention) bool { return m.Assigned.IsZero() }),
	rowjson.OptBool("private", func(m *trigger.Mention) *bool { return &m.Private }),
	rowjson.OptBool("automatic", func(m *trigger.Mention) *bool { return &m.Automatic }),
	rowjson.OptString("in_reply_to", func(m *trigger.Mention) *string { return &m.InReplyTo }),
	rowjson.OptString("url", func(m *trigger.Mention) *string { return &m.URL }),
	rowjson.OptTime("arrived", func(m *trigger.Mention) *time.Time { return &m.Arrived }),
	rowjson.OptTime("published", func(m *trigger.Mention) *time.Time { return &m.Published }),
	rowjson.Other("fields", func(m *trigger.Mention) *map[string]any { return &m.Fields }, emptyMap),
}

var authorTable = rowjson.Table[trigger.Author]{
	rowjson.OptString("id", func(a *trigger.Author) *string { return &a.ID }),
	rowjson.OptString("name", func(a *trigger.Author) *string { return &a.Name }),
	rowjson.OptString("handle", func(a *trigger.Author) *string { return &a.Handle }),
	rowjson.OptIntPointer("followers", func(a *trigger.Author) **int { return &a.Followers }),
}

var contactTable = rowjson.Table[trigger.Contact]{
	rowjson.OptString("id", func(c *trigger.Contact) *string { return &c.ID }),
	rowjson.OptString("name", func(c *trigger.Contact) *string { return &c.Name }),
	rowjson.OptString("company", func(c *trigger.Contact) *string { return &c.Company }),
	rowjson.OptString("email", func(c *trigger.Contact) *string { return &c.Email }),
	rowjson.OptString("phone", func(c *trigger.Contact) *string { return &c.Phone }),
	rowjson.OptStrings("tags", func(c *trigger.Contact) *[]string { return &c.Tags }),
	rowjson.Other("fields", func(c *trigger.Contact) *map[string]any { return &c.Fields }, emptyMap),
}

var assignedTable = rowjson.Table[trigger.Assigned]{
	rowjson.OptStrings("users", func(a *trigger.Assigned) *[]string { return &a.Users }),
	rowjson.OptStrings("teams", func(a *trigger.Assigned) *[]string { return &a.Teams }),
}

var caseTable = rowjson.Table[trigger.Case]{
	rowjson.String("id", func(k *trigger.Case) *string { return &k.ID }),
	rowjson.OptString("topic", func(k *trigger.Case) *string { return &k.Topic }),
	rowjson.OptString("title", func(k *trigger.Case) *string { return &k.Title }),
	rowjson.OptString("status", func(k *trigger.Case) *trigger.Status { return &k.Status }),
	rowjson.OptString("priority", func(k *trigger.Case) *string { return &k.Priority }),
	rowjson.OptStrings("tags", func(k *trigger.Case) *[]string { return &k.Tags }),
	rowjson.Object("assigned", func(k *trigger.Case) *trigger.Assigned { return &k.Assigned }, assignedTable).
		Omit(func(k *trigger.Case) bool { return k.Assigned.IsZero() }),
	rowjson.Object("contact", func(k *trigger.Case) *trigger.Contact { return &k.Contact }, contactTable).
		Omit(func(k *trigger.Case) bool { return k.Contact.IsZero() }),
	rowjson.OptString("country", func(k *trigger.Case) *string { return &k.Country }),
	rowjson.OptString("language", func(k *trigger.Case) *string { return &k.Language }),
	rowjson.OptString("sentiment", func(k *trigger.Case) *string { return &k.Sentiment }),
	rowjson.OptString("category", func(k *trigger.Case) *string { return &k.Category }),
	rowjson.OptTime("opened", func(k *trigger.Case) *time.Time { return &k.Opened }),
	rowjson.Other("fields", func(k *trigger.Case) *map[string]any { return &k.Fields }, emptyMap),
}

var recordTable = rowjson.Table[trigger.Record]{
	rowjson.OptString("source", func(r *trigger.Record) *string { return &r.Source }),
	rowjson.OptString("object", func(r *trigger.Record) *string { return &r.Object }),
	rowjson.String("id", func(r *trigger.Record) *string { return &r.ID }),
	rowjson.Other("fields", func(r *trigger.Record) *map[string]any { return &r.Fields }, emptyMap),
	rowjson.Other("polled", func(r *trigger.Record) **trigger.Polled { return &r.Polled }, isNil),
}

func emptyMap[V any](m *map[string]V) bool { return len(*m) == 0 }

func emptyList[T any](list *[]T) bool { return len(*list) == 0 }

func isNil[T any](p **T) bool { return *p == nil }

// isZero reports whether omitzero leaves the value out.
func isZero[T interface{ IsZero() bool }](v *T) bool { return (*v).IsZero() }
