package action

import "github.com/commis-recipes/commis/trigger"

// Note writes an internal note: agents read it, no customer does.
//
//	{"do":"note","with":{"text":"{{ case.contact.name }} has waited since {{ case.opened }}."}}
//
// It is written in the conversation of the mention or in the case that the event is about. A host that sends events about
// its notes gives their mention the type [trigger.NoteType]: it is nobody's reply, and starts recipes on messages only where
// their trigger names the type. A note that was written twice does no harm, and can be deleted: the action is tried again
// like others.
//
// Social Connect has no such action.
type Note struct {
	// Text is the note, plain text.
	Text string `json:"text"`
}

// Kind returns "note".
func (Note) Kind() string { return "note" }

// Validate wants a text.
func (c Note) Validate() error {
	var f faults
	f.text("text", c.Text)
	return f.err()
}

// Target returns the mention or the case that the event is about.
func (Note) Target(ev trigger.Event) (trigger.Ref, error) { return OnItem.ref(ev) }
