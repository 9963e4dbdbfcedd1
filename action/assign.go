package action

import "github.com/commis-recipes/commis/trigger"

// Assign assigns an item to users or teams, instead of its present assignees.
//
//	{"do":"assign","with":{"teams":["billing"]}}
//	{"do":"assign","with":{"users":["7","9"],"pick":"one","target":"case","keep_existing":true}}
//
// A recipe for new items assigns the new item, to users or to teams but not to both; in a case update recipe target
// names the case or the mention. [Assigner] makes the choice, round robin.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", assign, assign case and assign mention.
type Assign struct {
	// Users and Teams are the candidates, at least one together; each once.
	Users []string `json:"users,omitempty" schema:"distinct"`
	Teams []string `json:"teams,omitempty" schema:"distinct"`
	// Pick selects one or all of several candidates. It may be empty when there is only one.
	Pick Pick `json:"pick,omitempty"`
	// On is the item; empty means the one that the event is about.
	On Target `json:"target,omitempty"`
	// KeepExisting skips an item that has an assignee in the event. Without it the item is reassigned.
	KeepExisting bool `json:"keep_existing,omitempty"`
}

// Pick selects one or all of several candidates.
type Pick string

// The ways to choose.
const (
	PickOne Pick = "one" // of those who are available, the one chosen longest ago
	PickAll Pick = "all" // every one of them
)

// Kind returns "assign".
func (Assign) Kind() string { return "assign" }

// Empty returns [Nobody] when nobody is left.
func (c Assign) Empty() Reason {
	if len(c.Users)+len(c.Teams) == 0 {
		return Nobody
	}
	return ""
}

// Validate requires candidates, each once, and a pick when there are several.
func (c Assign) Validate() error {
	var f faults
	if len(c.Users)+len(c.Teams) == 0 {
		f.add("users", "missing; name at least one user or team")
	}
	f.distinct("users", c.Users)
	f.distinct("teams", c.Teams)
	if c.Pick != "" || len(c.Users)+len(c.Teams) > 1 {
		oneOf(&f, "pick", c.Pick, PickOne, PickAll)
	}
	switch {
	case c.On != "" && c.On != OnItem:
		oneOf(&f, "target", c.On, OnItem, OnCase, OnMention)
	case len(c.Users) > 0 && len(c.Teams) > 0:
		f.add("teams", "given beside users; an item that arrives goes to users or to teams")
	}
	return f.Err()
}

// Target returns the item that is assigned.
func (c Assign) Target(ev trigger.Event) (trigger.Ref, error) {
	item, err := c.On.ref(ev)
	if err == nil && c.KeepExisting && !assigned(ev, item).Nobody() {
		return trigger.Ref{}, Skip(AlreadyAssigned)
	}
	return item, err
}

// RoundRobin reports whether one of the candidates is picked.
func (c Assign) RoundRobin() bool { return c.Pick == PickOne }

func (c Assign) variant() (member, value string) { return "target", c.On.name() }

// assigned returns the item's assignees in the event.
func assigned(ev trigger.Event, item trigger.Ref) trigger.Assigned {
	switch {
	case item.Kind == trigger.MentionItem && ev.Mention != nil:
		return ev.Mention.Assigned
	case item.Kind == trigger.CaseItem && ev.Case != nil:
		return ev.Case.Assigned
	}
	return trigger.Assigned{}
}

func (c Assign) need() need { return c.On.need() }
