package action

import (
	"cmp"

	"github.com/commis-recipes/commis/trigger"
)

// RemoveTags removes tags from the case. A tag that the case does not have is ignored.
//
//	{"do":"remove_tags","with":{"tags":["waiting"]}}
//
// With [SocialConnect] it is for case update recipes only. On a new mention it changes the mention's case.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", remove tags.
type RemoveTags struct {
	// Tags are the tags to remove; at least one.
	Tags []string `json:"tags" schema:"required,some,names"`
	// On is the case. Empty means that too, and so does [OnItem] where the event is about a case.
	On Target `json:"target,omitempty" schema:"oneof=item|case"`
}

// Kind returns "remove_tags".
func (RemoveTags) Kind() string { return "remove_tags" }

// Empty returns [Empty] when no tag is left.
func (c RemoveTags) Empty() Reason {
	if len(c.Tags) == 0 {
		return Empty
	}
	return ""
}

// Validate requires at least one tag.
func (c RemoveTags) Validate() error {
	var f faults
	f.tags(c.Tags)
	if c.On != "" {
		oneOf(&f, "target", c.On, OnItem, OnCase)
	}
	return f.Err()
}

// Target returns the case.
func (c RemoveTags) Target(ev trigger.Event) (trigger.Ref, error) {
	if c.On == OnItem && ev.Item().Kind != trigger.CaseItem {
		return trigger.Ref{}, Skip(CasesOnly)
	}
	return OnCase.ref(ev)
}

func (c RemoveTags) variant() (member, value string) {
	return "target", string(cmp.Or(c.On, OnCase))
}

func (c RemoveTags) need() need {
	if c.On == OnItem {
		return need{what: "a case that the event is about", path: "with.target", had: aboutCases, cases: true}
	}
	return OnCase.need()
}
