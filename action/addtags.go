package action

import "github.com/commis-recipes/commis/trigger"

// AddTags puts tags on an item, beside those that it has.
//
//	{"do":"add_tags","with":{"tags":["vip","{{ mention.category }}"],"target":"case"}}
//
// In a recipe for new items the target is what arrived or the case that it belongs to, in a case update recipe also
// the mention.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", add tags and add tags to associated case.
type AddTags struct {
	// Tags are put on; at least one.
	Tags []string `json:"tags"`
	// On is the item; empty means the one that the event is about.
	On Target `json:"target,omitempty"`
}

// Kind returns "add_tags".
func (AddTags) Kind() string { return "add_tags" }

// Empty returns [Empty] when there is no tag left.
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
	return f.err()
}

// Target returns the item that gets the tags.
func (c AddTags) Target(ev trigger.Event) (trigger.Ref, error) { return c.On.ref(ev) }

func (c AddTags) variant() (member, value string) { return "target", c.On.name() }

// tags wants at least one tag. The same tag twice is no fault: it may come from an {{ expr }}, and tags are a set.
func (f *faults) tags(tags []string) {
	if len(tags) == 0 {
		f.add("tags", "missing; name at least one")
	}
	f.names("tags", tags)
}

func (c AddTags) need() need { return c.On.need() }
