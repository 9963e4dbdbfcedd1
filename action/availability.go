package action

import (
	"cmp"
	"slices"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// Availability selects the table of the actions that a recipe may have with each trigger. The zero value is [Anywhere].
type Availability string

const (
	// Anywhere allows an action on every trigger whose events can have the item that it needs. An action whose item no event
	// of the trigger can have is a fault, such as one on a case in a recipe on records; if a single event lacks it, the
	// action is skipped. [Remove], which cannot be undone, is for recipes on new items and new mentions only.
	Anywhere Availability = "anywhere"
	// SocialConnect is the table of Qualtrics Social Connect ("Automation recipes and webhooks") and of Qualtrics
	// workflows, cell by cell: each kind of recipe has its own actions, and replies go to the services that it knows.
	SocialConnect Availability = "social_connect"
)

// Availabilities returns the tables, the default first.
func Availabilities() []Availability { return []Availability{Anywhere, SocialConnect} }

// Validate returns an error that lists the tables when there is no such table.
func (a Availability) Validate() error {
	if a == "" || slices.Contains(Availabilities(), a) {
		return nil
	}
	return trigger.Invalid("", "%q is not %s", a, orList(Availabilities()))
}

// Allowed returns nil when a recipe with the trigger may use the config. Otherwise the error joins [trigger.FieldError]
// values with paths relative to the action: "do" for the kind itself, "with.status" for a member of its config. It names
// the table and how to choose another one.
//
// A [Placed] config is asked after the table, about each event of the trigger. SocialConnect must allow all events of a
// trigger with several, Anywhere at least one. Events and actions of the host's own kinds are always allowed, except that
// Anywhere respects the item that the host's world declares for its own kind of event.
func (a Availability) Allowed(c Config, t trigger.Trigger, w trigger.World) error {
	var all fault.List
	if a == SocialConnect {
		all.Append(a.socialConnect(c, t, w)...)
	} else {
		all.Append(anywhere(c, t, w)...)
	}
	if all.Len() > 0 {
		return all.Err()
	}
	p, ok := c.(Placed)
	for one := range t.Each() {
		if !ok {
			break
		}
		for _, f := range trigger.FieldErrors(p.AllowedOn(one)) {
			all.Append(&trigger.FieldError{Path: inWith(f.Path), Msg: f.Msg})
		}
	}
	return all.Err()
}

func (a Availability) socialConnect(c Config, t trigger.Trigger, w trigger.World) []error {
	var faults []error
	for one := range t.Each() {
		if err := inMatrix(c, one.On[0]); err != nil {
			faults = append(faults, err)
		}
	}
	faults = append(faults, limits(c, t)...)
	choose := ` (availability social_connect`
	if Anywhere.Allowed(c, t, w) == nil {
		choose += `; "availability": "anywhere" in the set allows it`
	}
	for i, err := range faults {
		for _, f := range trigger.FieldErrors(err) {
			faults[i] = trigger.Invalid(f.Path, "%s%s)", f.Msg, choose)
		}
	}
	return faults
}

// limits returns a fault for each part of the config that Social Connect does not have.
func limits(c Config, t trigger.Trigger) []error {
	l, ok := c.(Restricted)
	if !ok {
		return nil
	}
	var faults []error
	told := make(map[string]bool)
	for one := range t.Each() {
		for _, f := range trigger.FieldErrors(l.RestrictedOn(one)) {
			if !told[f.Error()] {
				faults = append(faults, trigger.Invalid(inWith(f.Path), "%s", f.Msg))
			}
			told[f.Error()] = true
		}
	}
	return faults
}

// anywhere returns an error when no event of the trigger has the item that the config needs.
func anywhere(c Config, t trigger.Trigger, w trigger.World) []error {
	n := needOf(c)
	has := func(on string) bool {
		spec, known := trigger.SpecOf(w.Like(on))
		return !known || n.had(spec) && (!spec.Has("each") || t.Schedule.Each != "")
	}
	if n.had == nil || slices.ContainsFunc(t.On, has) || len(t.On) == 0 {
		return nil
	}
	var names []string
	for _, on := range trigger.Names() {
		switch spec, _ := trigger.SpecOf(on); {
		case n.had(spec) && spec.Has("each"):
			names = append(names, on+" with each")
		case n.had(spec):
			names = append(names, on)
		}
	}
	return []error{trigger.Invalid(cmp.Or(n.path, "do"), "%s needs %s, which no event of %s has; %s do (availability anywhere)",
		c.Kind(), n.what, triggerName(t), andList(names))}
}
