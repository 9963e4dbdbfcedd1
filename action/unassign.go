package action

import "github.com/commis-recipes/commis/trigger"

// Unassign takes an item away from whoever has it: nobody does then.
//
//	{"do":"unassign"}
//	{"do":"unassign","with":{"target":"case"}}
//
// [Unassigner] does it over the host's own assignment. Social Connect has no such action.
type Unassign struct {
	// On is the item; empty means the one that the event is about.
	On Target `json:"target,omitempty"`
}

// Kind returns "unassign".
func (Unassign) Kind() string { return "unassign" }

// Validate wants one of the items.
func (c Unassign) Validate() error {
	var f faults
	if c.On != "" {
		oneOf(&f, "target", c.On, OnItem, OnCase, OnMention)
	}
	return f.err()
}

// Target returns the item.
func (c Unassign) Target(ev trigger.Event) (trigger.Ref, error) { return c.On.ref(ev) }

func (c Unassign) need() need { return c.On.need() }
