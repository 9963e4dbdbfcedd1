package action

import "github.com/commis-recipes/commis/trigger"

// AddTags adds tags to an item.
//
//	{"do":"add_tags","with":{"tags":["vip","{{ mention.category }}"],"target":"case"}}
//
// In a recipe for new items the target is the new item or its case; in a case update recipe it may also be the mention.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", add tags and add tags to associated case.
type AddTags struct {
	// Tags are the tags to add; at least one.
	Tags []string `json:"tags" schema:"required,some,names"`
	// On is the item; empty means the one that the event is about.
	On Target `json:"target,omitempty"`
}

// Kind returns "add_tags".
func (AddTags) Kind() string { return "add_tags" }

// Empty returns [Empty] when no tag is left.
func (c AddTags) Empty() Reason {
	if len(c.Tags) == 0 {
		return Empty
	}
	return ""
}

// Validate wants at least one tag.
func (c AddTags) Validate() error {
	var f faults
	f.tags(c.Tags)
	if c.On != "" {
		oneOf(&f, "target", c.On, OnItem, OnCase, OnMention)
	}
	return f.Err()
}

// Target returns the item that gets the tags.
func (c AddTags) Target(ev trigger.Event) (trigger.Ref, error) { return c.On.ref(ev) }

func (c AddTags) variant() (member, value string) { return "target", c.On.name() }

// tags requires at least one tag. A repeated tag is no fault: it may come from an {{ expr }}, and tags are a set.
func (f *faults) tags(tags []string) {
	if len(tags) == 0 {
		f.add("tags", "missing; name at least one")
	}
	f.names("tags", tags)
}

func (c AddTags) need() need { return c.On.need() }
