package trigger

import "slices"

// Fires reports whether the event is one that the trigger names, topics aside. An update that changed nothing, a
// status that stayed as it was, a tag that was there already or that was not there to be taken off, and an assignment
// to those who had the case already, start nothing.
func (t Trigger) Fires(e Event) bool {
	return t.any(func(on string) bool { return t.starts(on, &e) && t.ofType(&e) })
}

// Takes reports what Fires does of an event whose items may have changed since: the type of its mention does not count.
func (t Trigger) Takes(e Event) bool {
	return t.any(func(on string) bool { return t.starts(on, &e) })
}

// starts reports whether the event is one that one of On is about and asks for, by one of those who may start it.
func (t Trigger) starts(on string, e *Event) bool {
	spec := specOf(on)
	return takes(on, e) && (spec == nil || spec.fires == nil || spec.fires(t, *e)) && t.by(spec, e)
}

// by reports whether the event was done by one of those who may start the recipe.
func (t Trigger) by(spec *Spec, e *Event) bool {
	who := e.By()
	switch {
	case len(t.By) > 0:
		return slices.Contains(t.By, who)
	case spec != nil && spec.Messages || e.About == AboutMessage:
		return who == Customer || who == Agent || who == System
	}
	return true
}

// ofType reports whether the event's message, if it brings one, is of a type that may start the recipe.
func (t Trigger) ofType(e *Event) bool {
	switch {
	case !e.bringsMessage():
		return true
	case len(t.Types) > 0:
		return slices.Contains(t.Types, e.Mention.Type)
	}
	switch e.Mention.Type {
	case DraftType, AwaitingApprovalType, ScheduledType, NoteType:
		return false
	}
	return true
}

// takes reports whether the event is of a kind that one of On is about.
func takes(on string, e *Event) bool {
	if spec := e.Kind.spec(); spec != nil {
		return slices.Contains(spec.starts, on)
	}
	return string(e.Kind) == on
}

// among reports whether the word is one of those that are named; without any every word is.
func among[T ~string](named List[T], word T) bool {
	return len(named) == 0 || slices.Contains(named, word)
}

// tagWas reports whether the event tells that its case had the tag before, or that it had not.
func (e *Event) tagWas(there bool) bool {
	c, ok := e.told("case.tags", "tags")
	return ok && slices.Contains(listOf(c.From), any(e.Tag)) == there
}

// assignedAsBefore reports whether the event tells that the case is assigned to those who had it.
func (e *Event) assignedAsBefore() bool {
	c, ok := e.told("case.assigned", "assigned")
	for _, who := range []string{"users", "teams"} {
		ok = ok && sameMembers(listOf(partOf(c.From, who)), listOf(partOf(c.To, who)))
	}
	return ok
}

// told returns the change that the event tells by one of the paths.
func (e *Event) told(paths ...string) (c Change, ok bool) {
	for _, p := range paths {
		if c, ok = e.Changes[p]; ok {
			return c, true
		}
	}
	return Change{}, false
}

// InTopic reports whether the event's item is in one of the trigger's topics. A record is in none, and asked for none.
func (t Trigger) InTopic(e Event) bool {
	return t.AllTopics || len(t.Topics) == 0 || e.Item().Kind == RecordItem ||
		slices.Contains(t.Topics, e.Topic())
}

// StillHolds reports whether the state that the trigger waits for is still that of the event's item, so that an action
// that was put off may run: the case has one of the statuses, or one of the tags, or lacks one of the tags that were to
// be taken off. Where none is named, nothing is asked. Other triggers name a moment and not a state; they hold for ever.
// Of several On those count that are about the event's kind, and one of them is enough; when none is, all of them.
func (t Trigger) StillHolds(e Event) bool {
	if e.Case == nil {
		return true
	}
	taken := func(on string) bool { return takes(on, &e) }
	all := !t.any(taken)
	return t.any(func(on string) bool {
		spec := specOf(on)
		return (all || taken(on)) && (spec == nil || spec.holds == nil || spec.holds(t, e.Case))
	})
}
