package action

import (
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// SetField sets one of the host's own fields of a case or a mention. To set two, use two actions.
//
//	{"do":"set_field","with":{"field":"case.fields.product","value":"router"}}
//	{"do":"set_field","with":{"field":"case.fields.attempts","value":3}}
//	{"do":"set_field","with":{"field":"case.fields.watchers","value":["{{ case.fields.watchers }}","ann"]}}
//
// The field is written as in filters. On an event about a mention, case fields are those of the mention's case; on an event
// about a case, mention fields are those of its latest mention.
//
// Social Connect has no such action.
type SetField struct {
	// Field is "case.fields." or "mention.fields." and one name, without a placeholder. A field is set as a
	// whole, not a part of it.
	Field string `json:"field" schema:"required"`
	// Value is the new value, any JSON value but null; a text with a placeholder remains a text. "", [] and {} clear the
	// field.
	Value any `json:"value" schema:"required"`
}

// Kind returns "set_field".
func (SetField) Kind() string { return "set_field" }

// Validate requires a field of the host's and a value.
func (c SetField) Validate() error {
	var f faults
	item, name := c.Split()
	whole, _, within := strings.Cut(name, ".")
	switch {
	case c.Field == "":
		f.add("field", `missing, want a field such as "case.fields.product"`)
	case item == "":
		f.add("field", `%q is not a field of the host's, such as "case.fields.product" or "mention.fields.product"`, c.Field)
	case !simpleName.MatchString(whole):
		f.add("field", "%q is not a name of letters, digits, _ and -, written out", name)
	case within:
		f.add("field", `%q is within a field; set the whole of "%s.fields.%s"`, c.Field, item, whole)
	}
	if c.Value == nil {
		f.add("value", `missing; "" empties the field`)
	}
	return f.Err()
}

// Split returns the kind of item that has the field, [trigger.CaseItem] or [trigger.MentionItem], and the field's name in the
// item's Fields; both are empty for any other path.
func (c SetField) Split() (item, name string) {
	for _, item := range []string{trigger.CaseItem, trigger.MentionItem} {
		if name, ok := strings.CutPrefix(c.Field, item+".fields."); ok && name != "" {
			return item, name
		}
	}
	return "", ""
}

// Target returns the item that has the field.
func (c SetField) Target(ev trigger.Event) (trigger.Ref, error) {
	item, _ := c.Split()
	switch {
	case ev.Item().Kind == item:
		return ev.Item(), nil
	case item == trigger.MentionItem:
		return OnMention.ref(ev)
	}
	return OnCase.ref(ev)
}

func (c SetField) need() need {
	item, _ := c.Split()
	return need{what: "a " + item, path: "with.field", had: hasItems, cases: item == trigger.CaseItem}
}
