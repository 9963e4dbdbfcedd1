package action

import (
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// columns are sets of the families of triggers.
type columns uint8

const (
	newItem columns = 1 << iota
	caseMention
	caseTagAdded
	caseStatusChanged
	workflow

	caseUpdate = caseMention | caseTagAdded | caseStatusChanged
)

// families tells for every trigger of the library which column is its own. An update of a mention is like a new
// mention, an update of a case like a tag.
var families = []struct {
	on  string
	col columns
}{
	{trigger.OnNewItem, newItem},
	{trigger.OnCaseMention, caseMention},
	{trigger.OnMentionUpdated, caseMention},
	{trigger.OnCaseTagAdded, caseTagAdded},
	{trigger.OnCaseTagRemoved, caseTagAdded},
	{trigger.OnCaseAssigned, caseTagAdded},
	{trigger.OnCaseUpdated, caseTagAdded},
	{trigger.OnCaseStatusChanged, caseStatusChanged},
	{trigger.OnRecord, workflow},
	{trigger.OnPoll, workflow},
	{trigger.OnSchedule, workflow},
}

// matrix is [SocialConnect]: the availability of every kind of the library there. The variants of a kind, told apart by one member of its
// config, have a row each. A kind that is not here is a host's own.
var matrix = []struct {
	kind, variant string
	allowed       columns
}{
	{"notify", "", newItem},
	{"resolve", "", newItem},
	{"assign", "item", newItem},
	{"assign", "case", caseUpdate},
	{"assign", "mention", caseMention},
	{"smart_assign", "", newItem},
	{"edit", "", newItem},
	{"reply", "", newItem},
	{"private_reply", "", caseUpdate},
	{"public_reply", "", caseUpdate},
	{"remove", "", newItem},
	{"add_tags", "item", newItem | caseUpdate},
	{"add_tags", "case", newItem | caseUpdate},
	{"add_tags", "mention", caseUpdate},
	{"remove_tags", "case", caseUpdate},
	{"remove_tags", "item", caseTagAdded | caseStatusChanged},
	{"set_status", "unresolved", 0},
	{"set_status", "pending", newItem | caseStatusChanged},
	{"set_status", "resolved", caseMention | caseStatusChanged},
	{"note", "", 0},
	{"set_field", "", 0},
	{"unassign", "", 0},
	{"webhook", "", newItem | caseUpdate},
	{"message", "", workflow},
	{"distribute_survey", "", workflow},
	{"save_contact", "", workflow},
	{"ticket", "", workflow},
	{"email", "", workflow},
	{"slack", "", workflow},
	{"web_service", "", workflow},
	{"sync", "", workflow},
}

// varied is a config whose place in the matrix depends on one of its members.
type varied interface {
	variant() (member, value string)
}

// inWith returns the path in the action of what stands at a path in its config.
func inWith(path string) string {
	if path == "" {
		return "with"
	}
	return "with." + path
}

func inMatrix(c Config, on string) error {
	col := column(on)
	if col == 0 {
		return nil
	}
	var member, value string
	v, varies := c.(varied)
	if varies {
		member, value = v.variant()
	}
	var instead []string // what the member may be with this trigger
	var rest columns     // where else the config may be used
	var all columns      // where the kind may be used in some way
	known := false
	for _, row := range matrix {
		if row.kind == c.Kind() {
			all |= row.allowed
		}
		switch {
		case row.kind != c.Kind():
		case row.variant == value && row.allowed&col != 0:
			return nil
		case row.variant == value:
			known, rest = true, row.allowed
		case row.allowed&col != 0:
			instead = append(instead, row.variant)
		}
	}
	if !known && (!varies || len(instead) > 0) {
		return nil // a host's own, or a word of the host's, which goes where one of ours does
	}
	if !known {
		rest = all
	}
	where := "no trigger takes it"
	if rest != 0 {
		where = "only " + triggersOf(rest)
	}
	if len(instead) > 0 {
		return trigger.Invalid(inWith(member), "%q does not go with a %s trigger, %s; here it may be %s",
			value, on, where, orList(instead))
	}
	what := c.Kind()
	if value != "" {
		what = fmt.Sprintf("%s with %s %q", what, member, value)
	}
	return trigger.Invalid("do", "%s does not go with a %s trigger, %s", what, on, where)
}

// column returns the column of a trigger, or zero for an event of the host's own kind.
func column(on string) columns {
	for _, f := range families {
		if f.on == on {
			return f.col
		}
	}
	return 0
}

// triggersOf returns the names of the triggers in the columns.
func triggersOf(cols columns) string {
	var names []string
	for _, f := range families {
		if f.col&cols != 0 {
			names = append(names, f.on)
		}
	}
	return andList(names)
}

// triggerName returns the trigger for a message.
func triggerName(t trigger.Trigger) string {
	if len(t.On) == 1 {
		return "a " + t.On[0] + " trigger"
	}
	return "a trigger on " + andList(t.On)
}

// andList returns "a, b and c".
func andList(names []string) string { return strings.Replace(orList(names), " or ", " and ", 1) }

// NeedsCases reports whether the config, in a recipe with the trigger, needs the host's cases feature: every
// recipe on a case update does, and so does what changes the case that a mention belongs to.
func NeedsCases(c Config, t trigger.Trigger) bool {
	for _, on := range t.On {
		switch on {
		case trigger.OnCaseMention, trigger.OnCaseTagAdded, trigger.OnCaseTagRemoved, trigger.OnCaseStatusChanged,
			trigger.OnCaseAssigned, trigger.OnCaseUpdated:
			return true
		}
	}
	switch c := c.(type) {
	case Assign:
		return c.On == OnCase
	case AddTags:
		return c.On == OnCase
	case Unassign:
		return c.On == OnCase
	case SetField:
		item, _ := c.Split()
		return item == trigger.CaseItem
	case RemoveTags, SetStatus:
		return true
	}
	return false
}
