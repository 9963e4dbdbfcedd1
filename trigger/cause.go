package trigger

import (
	"cmp"
	"slices"
)

// MaxDepth is how many recipes may follow from one first cause, one after the other.
const MaxDepth = 8

// Cause lists the recipes that led to an event. It ends loops: a recipe never runs because of itself in one thread,
// runs at most three times in one thread for one first cause, and a chain is at most [MaxDepth] long. The zero value is
// a first cause.
type Cause struct {
	Root string `json:"root,omitempty"` // ID of the first event
	Via  []Run  `json:"via,omitempty"`  // the runs that led here, first to last
}

// Run is one run of a recipe on an item.
type Run struct {
	Recipe string `json:"recipe"`
	Item   Ref    `json:"item"`
	// Thread is the first name of the item's conversation, see [Event.Threads]; empty means the item itself.
	Thread string `json:"thread,omitempty"`
}

// CausedBy reports whether the recipe is in the event's cause, in the event's own thread, so that it would run because
// of itself.
func (e Event) CausedBy(recipe string) bool {
	if len(e.Cause.Via) == 0 {
		return false
	}
	item, threads := e.Item(), e.Threads()
	return slices.ContainsFunc(e.Cause.Via, func(f Run) bool {
		return f.Recipe == recipe && (f.Item == item || slices.Contains(threads, cmp.Or(f.Thread, threadName(f.Item.Kind, f.Item.ID))))
	})
}

// Root returns the ID of the first event of the chain, which is the event's own ID for a first cause. A message of a
// customer or an agent is always a first cause, because somebody says something new.
func (e Event) Root() string {
	if e.Cause.Root != "" && !e.CustomerReply() && !e.AgentReply() {
		return e.Cause.Root
	}
	return e.ID
}

// NextCause returns the cause of an event that the recipe causes by running on e's item.
func (e Event) NextCause(recipe string) Cause {
	via := make([]Run, len(e.Cause.Via), len(e.Cause.Via)+1)
	copy(via, e.Cause.Via)
	run := Run{Recipe: recipe, Item: e.Item(), Thread: e.Threads()[0]}
	if run.Thread == threadName(run.Item.Kind, run.Item.ID) {
		run.Thread = ""
	}
	return Cause{Root: e.Root(), Via: append(via, run)}
}

// IsZero reports whether c is the cause of a first event; JSON omits it then.
func (c Cause) IsZero() bool { return c.Root == "" && len(c.Via) == 0 }
