package action

import "github.com/commis-recipes/commis/trigger"

// Unassign removes all assignees of an item.
//
//	{"do":"unassign"}
//	{"do":"unassign","with":{"target":"case"}}
//
// [Unassigner] implements it with the host's own assignment function. Social Connect has no such action.
type Unassign struct {
	// On is the item; empty means the one that the event is about.
	On Target `json:"target,omitempty"`
}

// Kind returns "unassign".
func (Unassign) Kind() string { return "unassign" }

// Validate requires a known target.
func (c Unassign) Validate() error {
	var f faults
	if c.On != "" {
		oneOf(&f, "target", c.On, OnItem, OnCase, OnMention)
	}
	return f.Err()
}

// Target returns the item.
func (c Unassign) Target(ev trigger.Event) (trigger.Ref, error) { return c.On.ref(ev) }

func (c Unassign) need() need { return c.On.need() }
