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

// families are the columns by the trigger of Social Connect that each is of, in the order of messages; see
// [trigger.Spec.Like].
var families = []struct {
	like string
	col  columns
}{
	{trigger.OnNewItem, newItem},
	{trigger.OnCaseMention, caseMention},
	{trigger.OnCaseTagAdded, caseTagAdded},
	{trigger.OnCaseStatusChanged, caseStatusChanged},
	{trigger.OnRecord, workflow},
}

// varied is a config whose place in the matrix depends on one of its members.
type varied interface {
	variant() (member, value string)
}

// inWith returns the path in the action of a path in its config.
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
	var instead []string // legal values of the member with this trigger
	var rest columns     // where else the config may be used
	var all columns      // where the kind may be used in some way
	known := false
	for _, p := range placesOf(c.Kind()) {
		all |= p.allowed
		switch {
		case p.variant == value && p.allowed&col != 0:
			return nil
		case p.variant == value:
			known, rest = true, p.allowed
		case p.allowed&col != 0:
			instead = append(instead, p.variant)
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

// placesOf returns Social Connect's places for a kind; none for a host's own.
func placesOf(kind string) places {
	for _, r := range kinds {
		if r.kind == kind {
			return r.social
		}
	}
	return nil
}

// column returns the column of a trigger, or zero for an event of the host's own kind.
func column(on string) columns {
	spec, _ := trigger.SpecOf(on)
	for _, f := range families {
		if f.like == spec.Like {
			return f.col
		}
	}
	return 0
}

// triggersOf returns the names of the triggers in the columns.
func triggersOf(cols columns) string {
	var names []string
	for _, f := range families {
		for _, on := range trigger.Names() {
			if f.col&cols != 0 && column(on) == f.col {
				names = append(names, on)
			}
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
