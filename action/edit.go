package action

import (
	"slices"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// Edit changes one property of the event's item. To change two, use two edits.
//
//	{"do":"edit","with":{"property":"category","value":"billing"}}
//	{"do":"edit","with":{"property":"priority","value":"high"}}
//
// A mention has no priority: there such an edit is skipped. With [SocialConnect] it is for recipes for new items only.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", edit.
type Edit struct {
	// Property is the property to change.
	Property Property `json:"property" schema:"required"`
	// Value is the new value: for a country two upper-case letters (ISO 3166-1), for a language two lower-case
	// ones (ISO 639-1), for a sentiment and a priority one of the host's, see [trigger.World], for a category any text.
	Value string `json:"value" schema:"required,line"`
}

// Property is a property that an [Edit] can change.
type Property string

// The properties.
const (
	Country   Property = "country"
	Language  Property = "language"
	Sentiment Property = "sentiment"
	Category  Property = "category"
	Priority  Property = "priority" // of cases only
)

var properties = []Property{Country, Language, Sentiment, Category, Priority}

// Kind returns "edit".
func (Edit) Kind() string { return "edit" }

// Validate requires a property and a value that it can have.
func (c Edit) Validate() error {
	var f faults
	if list := splitList(string(c.Property)); len(list) > 1 {
		f.add("property", "%q is more than one; an edit changes one property", c.Property)
	} else {
		oneOf(&f, "property", c.Property, properties...)
	}
	f.text("value", c.Value)
	f.line("value", c.Value)
	if c.Value != "" {
		c.checkValue(&f)
	}
	return f.Err()
}

func (c Edit) checkValue(f *faults) {
	switch c.Property {
	case Country:
		if !letters(c.Value, 'A', 'Z') {
			f.value("value", `%q is not a country of two upper-case letters, such as "BE"`, c.Value)
		}
	case Language:
		if !letters(c.Value, 'a', 'z') {
			f.value("value", `%q is not a language of two lower-case letters, such as "nl"`, c.Value)
		}
	}
}

func (c Edit) checkWords(w trigger.World) error {
	switch c.Property {
	case Sentiment:
		return checkMember("value", c.Value, w.CheckSentiment)
	case Priority:
		return checkMember("value", c.Value, w.CheckPriority)
	}
	return nil
}

// Target returns the mention or the case that the event is about; a mention has no priority.
func (c Edit) Target(ev trigger.Event) (trigger.Ref, error) {
	item, err := OnItem.ref(ev)
	if err == nil && c.Property == Priority && item.Kind != trigger.CaseItem {
		return trigger.Ref{}, Skip(CasesOnly)
	}
	return item, err
}

// splitList returns the known properties in a text that may hold several.
func splitList(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(properties, Property(w)) })
}

// letters reports whether the text is two letters of the range.
func letters(text string, from, to byte) bool {
	return len(text) == 2 && from <= text[0] && text[0] <= to && from <= text[1] && text[1] <= to
}

func (c Edit) need() need {
	if c.Property == Priority {
		return need{what: "a case that the event is about", path: "with.property", had: aboutCases}
	}
	return OnItem.need()
}
