package judge

import "github.com/commis-recipes/commis/trigger"

// search looks for values with which the formula holds.
func (b *builder) search(root *node) (trigger.Event, Verdict) {
	for _, v := range b.all() {
		if len(v.options) == 0 {
			return trigger.Event{}, Never // no event of the shape has any of the values
		}
	}
	s := searcher{builder: b, root: root}
	if s.try() {
		return s.found, Found
	}
	if s.steps > maxSteps || s.checks > 0 {
		return trigger.Event{}, NotJudged
	}
	return trigger.Event{}, Never
}

type searcher struct {
	*builder
	root   *node
	steps  int
	checks int // events that were not accepted
	found  trigger.Event
	// bare is a search for a value of the first variable alone, which is value.
	bare  bool
	value any
}

// try gives a value to one more variable, unless the formula is decided. It reports whether an event was accepted.
func (s *searcher) try() bool {
	if s.steps++; s.steps > maxSteps || s.checks >= maxChecks {
		return false
	}
	t := s.root.truth()
	if t&yes == 0 {
		return false
	}
	v := s.root.open()
	if t == yes || v == nil {
		return s.check()
	}
	defer func() { v.chosen = -1 }()
	for i := range v.options {
		v.chosen = i
		if s.try() {
			return true
		}
	}
	return false
}

// check makes the event of the values, and asks whether it is accepted.
func (s *searcher) check() bool {
	if s.bare {
		o := s.variables[0].options[max(s.variables[0].chosen, 0)]
		if s.value = o.value; o.composed {
			s.value = s.variables[0].parts.value()
		}
		return true
	}
	ev := s.event()
	if s.judge.World.Check(ev) == nil && s.confirmed(&ev) && (s.Accept == nil || s.Accept(ev)) {
		s.found = ev
		return true
	}
	s.checks++
	return false
}

// event returns an event with the values. A variable without one takes its first.
func (s *searcher) event() trigger.Event {
	ev := s.shape.event()
	for _, v := range s.variables {
		o := v.options[max(v.chosen, 0)]
		switch {
		case o.composed:
			v.field.set(&ev, v.parts.value())
		case o.value == any(keep{}):
		default:
			v.field.set(&ev, o.value)
		}
	}
	s.shape.settle(&ev, s.readsField(caseID))
	return s.judge.World.Normal(ev)
}

// confirmed reports whether the rules and tests, asked about the event as a whole, say what the question wants.
func (s *searcher) confirmed(ev *trigger.Event) bool {
	for _, r := range s.Runs {
		if !s.judge.Runs(r, ev, s.AnyHours) {
			return false
		}
	}
	for _, r := range s.Not {
		if s.judge.Runs(r, ev, s.AnyHours) {
			return false
		}
	}
	for _, t := range s.Also {
		if s.judge.test(t, ev) != yes {
			return false
		}
	}
	return true
}
