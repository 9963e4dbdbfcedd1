package recipetest

import (
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Check returns the faults of the tests for a set, joined, each a [*trigger.FieldError]: a file without tests, a name that is missing,
// appears twice or has a control character, a test in which nothing can happen for want of events or of a span of time, an end before
// the beginning or before an event, an event that the host refuses, whose kind nobody declared or that has the ID of an earlier
// one, and an expectation that can never match: a recipe that the set does not have, an action that the recipe does not have,
// an item that nothing in the test brings, an instant outside of the test, and members that the action's config does not have.
// kinds are kinds of action outside package action, as in [Runner.Kinds].
func (f TestFile) Check(set recipe.Set, w trigger.World, kinds ...action.Kind) error {
	var all fault.List
	if len(f.Tests) == 0 {
		all.Append(trigger.Invalid("tests", `missing; a file without tests checks nothing: write {"tests":[{"name":"...","events":[...],"expect":[...]}]}`))
	}
	c := testChecker{faults: &all, world: w, configs: configsOf(set, kinds), set: set}
	names := make(map[string]bool)
	for i, t := range f.Tests {
		path := fault.Index("tests", i)
		switch {
		case t.Name == "":
			c.fault(path+".name", "missing")
		case names[t.Name]:
			c.fault(path+".name", "%q appears twice in the file", t.Name)
		case strings.ContainsFunc(t.Name, unicode.IsControl):
			c.fault(path+".name", "%q has a control character", t.Name)
		}
		names[t.Name] = true
		c.test(path, t)
	}
	return all.Err()
}

// testChecker finds the faults of tests.
type testChecker struct {
	faults  *fault.List
	world   trigger.World
	set     recipe.Set
	configs configs
}

func (c testChecker) fault(path, format string, args ...any) {
	c.faults.Append(trigger.Invalid(path, format, args...))
}

// test checks one test but for its name. The items and instants of expectations are checked when the events have no faults.
func (c testChecker) test(path string, t Test) {
	before := c.faults.Len()
	c.events(path+".events", t.Events)
	if len(t.Events) == 0 && (t.Now.IsZero() || t.Until.IsZero()) {
		c.fault(path+".events", "missing; write one event at least, or for the slots of a schedule now and until")
	}
	sound := c.faults.Len() == before
	from, last := span(t)
	if !t.Until.IsZero() && sound {
		switch {
		case t.Until.Before(t.Now):
			c.fault(path+".until", "is before now")
		case t.Until.Before(last):
			c.fault(path+".until", "is before the last event, which is at %s", last.Format(time.RFC3339Nano))
		}
	}
	if t.Until.After(last) {
		last = t.Until
	}
	x := expectChecker{testChecker: c, from: from, until: last}
	if sound {
		x.items = c.items(t.Events)
	}
	x.list(path+".expect", t.Expect)
	x.list(path+".not", t.Not)
}

// span returns the instants of a test's beginning and of its last event.
func span(t Test) (from, last time.Time) {
	from = t.Now
	if from.IsZero() && len(t.Events) > 0 {
		from = t.Events[0].At
	}
	last = from
	for _, ev := range t.Events {
		if ev.At.After(last) {
			last = ev.At
		}
	}
	return from.UTC(), last.UTC()
}

// events checks the events of a test. Those of record_polled are documents, whose IDs nobody compares.
func (c testChecker) events(path string, events []trigger.Event) {
	first := make(map[string]int)
	for i, ev := range events {
		at := fault.Index(path, i)
		for _, e := range trigger.FieldErrors(errors.Join(c.world.Check(ev), CheckKind(ev, c.world))) {
			c.fault(fault.Join(at, e.Path), "%s", e.Msg)
		}
		if ev.ID == "" || ev.Kind == trigger.RecordPolled {
			continue
		}
		if j, twice := first[ev.ID]; twice {
			c.fault(at+".id", "%q is the ID of %s too, so that this event would be taken for it and dropped; write another", ev.ID, fault.Index("events", j))
			continue
		}
		first[ev.ID] = i
	}
}
