package desk

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Events is the host's journal: the events that it sent to the engine, as they were. It must be safe for concurrent use.
type Events interface {
	// Last returns the last n events, in the order in which they were handled.
	Last(ctx context.Context, n int) ([]trigger.Event, error)
	// Of returns the events of a matter, in the order in which they were handled; none for an unknown one.
	Of(ctx context.Context, matter string) ([]trigger.Event, error)
	// Matters returns at most limit matters whose subject or ID contains the text, in any case, the latest first.
	Matters(ctx context.Context, contains string, limit int) ([]Matter, error)
}

// Matter is a case, or a conversation, a message or a record that belongs to none.
type Matter struct {
	ID      string    `json:"id"` // see [MatterOf]
	Subject string    `json:"subject"`
	Last    time.Time `json:"last"`   // the instant of its last event
	Events  int       `json:"events"` // how many it has
}

// MatterOf returns the ID of the matter of an event: that of its case; else its conversation, as "conversation/v-1"; else kind and
// ID of its item, as "mention/m-1".
func MatterOf(ev trigger.Event) string {
	if ref := ev.CaseRef(); ref.ID != "" {
		return ref.ID
	}
	if m := ev.Mention; m != nil && m.Conversation != "" {
		return "conversation/" + m.Conversation
	}
	return ev.Item().String()
}

// SubjectOf returns the subject of the matter of an event: the title of the case, or the beginning of a message.
func SubjectOf(ev trigger.Event) string {
	text := ""
	if ev.Mention != nil {
		text = ev.Mention.Content
		if ev.Mention.Title != "" {
			text = ev.Mention.Title
		}
	}
	if ev.Case != nil && ev.Case.Title != "" {
		text = ev.Case.Title
	}
	if text == "" && ev.Record != nil {
		text = ev.Record.Source + " " + ev.Record.Object
	}
	return short(text, 80)
}

// History reads the records of the engine. It must be safe for concurrent use.
type History interface {
	// Log returns the entries of an item, by time.
	Log(ctx context.Context, item trigger.Ref) ([]history.Entry, error)
	// Activity returns the activity of each recipe: its last run, and the runs and failed actions since an instant.
	Activity(ctx context.Context, since time.Time) (map[string]Activity, error)
}

// Activity is the recent activity of a recipe.
type Activity struct {
	LastRun time.Time // zero means never
	Runs    int
	Errors  int // actions that failed
}
