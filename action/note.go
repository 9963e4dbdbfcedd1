package action

import "github.com/commis-recipes/commis/trigger"

// Note writes an internal note, which agents can read and customers cannot.
//
//	{"do":"note","with":{"text":"{{ case.contact.name }} has waited since {{ case.opened }}."}}
//
// It is written in the event's case or in the conversation of its mention. A host that sends events about its notes gives
// their mentions the type [trigger.NoteType]: they are nobody's reply, and start recipes on messages only when the trigger
// lists the type. The action is retried like others, since a repeated note does little harm and can be deleted.
//
// Social Connect has no such action.
type Note struct {
	// Text is the note, plain text.
	Text string `json:"text" schema:"required,text"`
}

// Kind returns "note".
func (Note) Kind() string { return "note" }

// Validate requires a text.
func (c Note) Validate() error {
	var f faults
	f.text("text", c.Text)
	return f.Err()
}

// Target returns the mention or the case that the event is about.
func (Note) Target(ev trigger.Event) (trigger.Ref, error) { return OnItem.ref(ev) }
