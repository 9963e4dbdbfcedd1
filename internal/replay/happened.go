package replay

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// happened says in words what an event tells.
func happened(ev trigger.Event) string {
	item := strings.Replace(ev.Item().String(), "/", " ", 1)
	switch ev.Kind {
	case trigger.MentionCreated:
		return wrote(*ev.Mention)
	case trigger.MentionUpdated, trigger.CaseUpdated:
		return fmt.Sprintf("%s: %s changes", item, strings.Join(slices.Sorted(maps.Keys(ev.Changes)), ", "))
	case trigger.CaseCreated:
		return fmt.Sprintf("%s is opened for %s", item, cmp.Or(ev.Case.Contact.Name, "somebody"))
	case trigger.CaseTagAdded:
		return fmt.Sprintf("%s: %s adds the tag %s", item, by(ev), ev.Tag)
	case trigger.CaseTagRemoved:
		return fmt.Sprintf("%s: %s takes off the tag %s", item, by(ev), ev.Tag)
	case trigger.CaseStatusChanged:
		return fmt.Sprintf("%s: %s sets the status from %s to %s", item, by(ev), ev.From, ev.To)
	case trigger.CaseAssigned:
		return fmt.Sprintf("%s: %s assigns it", item, by(ev))
	case trigger.RecordReceived:
		return fmt.Sprintf("%s comes from %s", item, cmp.Or(ev.Record.Source, "another system"))
	}
	return fmt.Sprintf("%s: %s", item, spaced(string(ev.Kind)))
}

// wrote says who wrote, and what.
func wrote(m trigger.Mention) string {
	verb, service := "writes", ""
	switch m.Type {
	case "sent":
		verb = "answers"
	case "note", "draft":
		verb = "writes a " + m.Type
	}
	if m.Service != "" {
		service = " by " + m.Service
	}
	return fmt.Sprintf("%s %s%s: %q", cmp.Or(m.Author.Name, m.Contact.Name, "Somebody"), verb, service, clip(m.Content))
}

// by says who did it.
func by(ev trigger.Event) string {
	if ev.User != "" {
		return ev.User
	}
	switch actor := ev.By(); actor {
	case trigger.Agent:
		return "an agent"
	case "":
		return "somebody"
	default:
		return "the " + string(actor)
	}
}

// spaced writes a word of the library with spaces.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }
