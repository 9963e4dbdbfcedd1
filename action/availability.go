package action

import (
	"cmp"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// Availability is the table that says which actions a recipe may have with which trigger. The zero value is [Anywhere].
type Availability string

const (
	// Anywhere lets an action be wherever the item can have what it needs. What no event of the trigger can have is a
	// fault: a case for a recipe on records. What a single event lacks is skipped: the case of a mention that has none.
	// [Remove], which cannot be undone, is for recipes on new items and new mentions only.
	Anywhere Availability = "anywhere"
	// SocialConnect is the table of Qualtrics Social Connect ("Automation recipes and webhooks") and of Qualtrics
	// workflows, cell by cell: each kind of recipe has its own actions, and replies go to the services that it knows.
	SocialConnect Availability = "social_connect"
)

// Availabilities returns the tables, the default first.
func Availabilities() []Availability { return []Availability{Anywhere, SocialConnect} }

// Validate returns why there is no such table, or nil.
func (a Availability) Validate() error {
	if a == "" || slices.Contains(Availabilities(), a) {
		return nil
	}
	return trigger.Invalid("", "%q is not %s", a, orList(Availabilities()))
}

// Allowed returns why a recipe with the trigger may not use the config, or nil. The error is made of
// [trigger.FieldError] values with paths relative to the action: "do" for the kind itself, "with.status" for a
// member of its config. It names the table, and how to choose.
//
// A config that is [Placed] has its say after the table, about each event of the trigger. A trigger on several events
// must be right with all of them for SocialConnect, and with one of them for Anywhere. An event of the host's own kind
// takes every kind of action, and so does every event a kind of the host's own; but where the host's world declares what an
// own kind is about, Anywhere goes by that.
func (a Availability) Allowed(c Config, t trigger.Trigger, w trigger.World) error {
	var all []error
	if a == SocialConnect {
		all = a.socialConnect(c, t, w)
	} else {
		all = anywhere(c, t, w)
	}
	if len(all) > 0 {
		return errors.Join(all...)
	}
	p, ok := c.(Placed)
	for one := range t.Each() {
		if !ok {
			break
		}
		for _, f := range trigger.FieldErrors(p.AllowedOn(one)) {
			all = append(all, &trigger.FieldError{Path: inWith(f.Path), Msg: f.Msg})
		}
	}
	return errors.Join(all...)
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

// limits returns what of the config Social Connect does not have, each once.
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

// anywhere returns why no event of the trigger has what the config needs.
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
