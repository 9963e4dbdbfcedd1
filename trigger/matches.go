package trigger

import "slices"

// Matches reports whether the trigger names the event, topics aside. These events match nothing: an update without a
// change, a status that stayed the same, an added tag that was there already, a removed tag that was not there, and an
// assignment to those who had the case already.
func (t Trigger) Matches(e Event) bool {
	return t.anyOn(func(on string) bool { return t.startedBy(on, &e) && t.typeMatches(&e) })
}

// MatchesExceptType is Matches for an event whose items may have changed since: it ignores the type of the mention.
func (t Trigger) MatchesExceptType(e Event) bool {
	return t.anyOn(func(on string) bool { return t.startedBy(on, &e) })
}

// startedBy reports whether the event is one that one of On is about and asks for, by one of those who may start it.
func (t Trigger) startedBy(on string, e *Event) bool {
	spec := specOf(on)
	return e.isOfKind(on) && (spec == nil || spec.matches == nil || spec.matches(t, *e)) && t.actorMatches(spec, e)
}

// actorMatches reports whether the event's actor may start the recipe.
func (t Trigger) actorMatches(spec *Spec, e *Event) bool {
	who := e.By()
	switch {
	case len(t.By) > 0:
		return slices.Contains(t.By, who)
	case spec != nil && spec.Messages || e.About == AboutMessage:
		return who == Customer || who == Agent || who == System
	}
	return true
}

// typeMatches reports whether the event's message, if it brings one, is of a type that may start the recipe.
func (t Trigger) typeMatches(e *Event) bool {
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

// isOfKind reports whether the event is of the kind of on.
func (e *Event) isOfKind(on string) bool {
	if spec := e.Kind.spec(); spec != nil {
		return slices.Contains(spec.starts, on)
	}
	return string(e.Kind) == on
}

// namedOrAny reports whether named contains the word; an empty list contains every word.
func namedOrAny[T ~string](named List[T], word T) bool {
	return len(named) == 0 || slices.Contains(named, word)
}

// tagWasThere reports whether the event says that its case had the tag before, or, for false, that it had not.
func (e *Event) tagWasThere(there bool) bool {
	c, ok := e.changeAt("case.tags", "tags")
	return ok && slices.Contains(listOf(c.From), any(e.Tag)) == there
}

// assignedAsBefore reports whether the event says that the case is assigned to those who had it before.
func (e *Event) assignedAsBefore() bool {
	c, ok := e.changeAt("case.assigned", "assigned")
	for _, who := range []string{"users", "teams"} {
		ok = ok && sameMembers(listOf(partOf(c.From, who)), listOf(partOf(c.To, who)))
	}
	return ok
}

// changeAt returns the change listed under one of the paths.
func (e *Event) changeAt(paths ...string) (c Change, ok bool) {
	for _, p := range paths {
		if c, ok = e.Changes[p]; ok {
			return c, true
		}
	}
	return Change{}, false
}

// InTopic reports whether the event's item is in one of the trigger's topics. A record has no topic and always passes.
func (t Trigger) InTopic(e Event) bool {
	return t.AllTopics || len(t.Topics) == 0 || e.Item().Kind == RecordItem ||
		slices.Contains(t.Topics, e.Topic())
}

// StillHolds reports whether the event's item is still in the state that the trigger names, so that a waiting action
// may run: the case has one of the statuses, or one of the tags, or lacks one of the tags that were to be removed. An
// empty list is not checked. Other triggers name a moment rather than a state and always hold. Of several Ons, those
// about the event's kind count, and one is enough; if none is about it, all count.
func (t Trigger) StillHolds(e Event) bool {
	if e.Case == nil {
		return true
	}
	taken := func(on string) bool { return e.isOfKind(on) }
	all := !t.anyOn(taken)
	return t.anyOn(func(on string) bool {
		spec := specOf(on)
		return (all || taken(on)) && (spec == nil || spec.holds == nil || spec.holds(t, e.Case))
	})
}
