package trigger

import (
	"net/url"
	"strings"
)

// Threads returns the names of the conversation that the event belongs to, the most important first: its case, its
// conversation, its contact in the topic and service; without any of them the item itself. Two items are in one thread
// if they share the best name that both have.
func (e Event) Threads() []string {
	names := make([]string, 0, 3)
	if k := e.CaseRef(); k != (Ref{}) {
		names = append(names, threadName(k.Kind, k.ID))
	}
	if m := e.Mention; m != nil {
		if m.Conversation != "" {
			names = append(names, threadName("conversation", m.Conversation))
		}
		if m.Contact.ID != "" {
			names = append(names, threadName("contact", m.Contact.ID, m.Topic, m.Service))
		}
	}
	if len(names) > 0 {
		return names
	}
	if r := e.Record; r != nil && e.Item().Kind == RecordItem {
		return []string{threadName(RecordItem, r.Source, r.Object, r.ID)}
	}
	item := e.Item()
	return []string{threadName(item.Kind, item.ID)}
}

// threadName joins parts to one name. Different parts give different names.
func threadName(parts ...string) string {
	size := len(parts)
	for _, p := range parts {
		size += len(p)
	}
	var name strings.Builder
	name.Grow(size)
	for i, p := range parts {
		if i > 0 {
			name.WriteByte('/')
		}
		name.WriteString(url.PathEscape(p))
	}
	return name.String()
}
