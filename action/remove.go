package action

import "github.com/commis-recipes/commis/trigger"

// Remove deletes or hides a mention on its platform, or blocks its author. The mention remains in the inbox. This cannot be
// undone, so a try whose outcome is unknown is not repeated.
//
//	{"do":"remove","with":{"how":"hide"}}
//
// It is for recipes on new items and, with [Anywhere], on new mentions; a case is skipped.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", delete mention from service.
type Remove struct {
	// How is the way to remove the mention.
	How Removal `json:"how" schema:"required"`
}

// Removal is a way to remove a mention.
type Removal string

// The ways to remove.
const (
	Delete      Removal = "delete"       // the mention is deleted on its platform
	Hide        Removal = "hide"         // it is hidden there
	BlockAuthor Removal = "block_author" // its author is blocked
)

// Kind returns "remove".
func (Remove) Kind() string { return "remove" }

// Validate requires one of the three ways.
func (c Remove) Validate() error {
	var f faults
	oneOf(&f, "how", c.How, Delete, Hide, BlockAuthor)
	return f.Err()
}

// Target returns the mention that the event is about. An author who has no id cannot be blocked.
func (c Remove) Target(ev trigger.Event) (trigger.Ref, error) {
	m, err := theMention(ev)
	switch {
	case err != nil:
		return trigger.Ref{}, err
	case c.How == BlockAuthor && m.Author.ID == "":
		return trigger.Ref{}, Skip(NoAuthor)
	}
	return ev.MentionRef(), nil
}

// Irreversible returns true.
func (Remove) Irreversible() bool { return true }

func (Remove) need() need { return need{what: "a mention that has just arrived", had: bringsMention} }
