package trigger

import "slices"

// Matches reports whether the event is one that the trigger names, topics aside. An update that changed nothing, a
// status that stayed as it was, a tag that was there already or that was not there to be taken off, and an assignment
// to those who had the case already, start nothing.
func (t Trigger) Matches(e Event) bool {
	return t.anyOn(func(on string) bool {
		return t.isOfKind(on, &e) && t.optionsMatch(on, &e) && t.actorMatches(on, &e) && t.typeMatches(&e)
	})
}

// MatchesExceptType reports what Matches does for an event whose items may have changed since: the type of its mention does not count.
func (t Trigger) MatchesExceptType(e Event) bool {
	return t.anyOn(func(on string) bool { return t.isOfKind(on, &e) && t.optionsMatch(on, &e) && t.actorMatches(on, &e) })
}

// actorMatches reports whether the event was done by one of those who may start the recipe.
func (t Trigger) actorMatches(on string, e *Event) bool {
	who := e.By()
	switch {
	case len(t.By) > 0:
		return slices.Contains(t.By, who)
	case aboutMessages(on) || e.About == AboutMessage:
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

// isOfKind reports whether the event is of a kind that one of On is about.
func (t Trigger) isOfKind(on string, e *Event) bool {
	switch on {
	case OnNewItem:
		return e.Kind == MentionCreated || e.Kind == CaseCreated
	case OnCaseMention:
		return e.Kind == MentionCreated
	case OnRecord:
		return e.Kind == RecordReceived
	case OnPoll:
		return e.Kind == RecordPolled
	case OnSchedule:
		return e.Kind == ScheduleFired
	}
	return string(e.Kind) == on
}

// optionsMatch reports whether an event of the right kind is one that one of On wants.
func (t Trigger) optionsMatch(on string, e *Event) bool {
	switch on {
	case OnCaseTagAdded:
		return namedOrAny(t.Tag, e.Tag) && !e.tagWasThere(true)
	case OnCaseTagRemoved:
		return namedOrAny(t.Tag, e.Tag) && !e.tagWasThere(false)
	case OnCaseStatusChanged:
		return namedOrAny(t.Status, e.To) && e.From != e.To
	case OnCaseAssigned:
		return !e.assignedAsBefore()
	case OnCaseUpdated, OnMentionUpdated:
		return len(e.Changes) > 0
	case OnRecord:
		return (t.Source == "" || t.Source == e.Record.Source) && (t.Object == "" || t.Object == e.Record.Object)
	case OnPoll:
		return t.Poll != nil && t.Poll.Source == e.Record.Source
	case OnSchedule: // whose slot it is, is for the engine to tell
		switch e.Item().Kind {
		case RecipeItem:
			return t.Schedule.Each == ""
		case MentionItem, CaseItem:
			return t.Schedule.Each != ""
		}
		return false
	}
	return true
}

// namedOrAny reports whether the word is one of those that are named; without any every word is.
func namedOrAny[T ~string](named List[T], word T) bool {
	return len(named) == 0 || slices.Contains(named, word)
}

// tagWasThere reports whether the event tells that its case had the tag before, or that it had not.
func (e *Event) tagWasThere(there bool) bool {
	c, ok := e.changeAt("case.tags", "tags")
	return ok && slices.Contains(listOf(c.From), any(e.Tag)) == there
}

// assignedAsBefore reports whether the event tells that the case is assigned to those who had it.
func (e *Event) assignedAsBefore() bool {
	c, ok := e.changeAt("case.assigned", "assigned")
	for _, who := range []string{"users", "teams"} {
		ok = ok && sameMembers(listOf(partOf(c.From, who)), listOf(partOf(c.To, who)))
	}
	return ok
}

// changeAt returns the change that the event tells by one of the paths.
func (e *Event) changeAt(paths ...string) (c Change, ok bool) {
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
	takes := func(on string) bool { return t.isOfKind(on, &e) }
	all := !t.anyOn(takes)
	return t.anyOn(func(on string) bool { return (all || takes(on)) && t.stateHolds(on, e.Case) })
}

func (t Trigger) stateHolds(on string, k *Case) bool {
	has := func(tag string) bool { return slices.Contains(k.Tags, tag) }
	switch on {
	case OnCaseStatusChanged:
		return k.Status == "" || namedOrAny(t.Status, k.Status)
	case OnCaseTagAdded:
		return len(t.Tag) == 0 || slices.ContainsFunc(t.Tag, has)
	case OnCaseTagRemoved:
		return len(t.Tag) == 0 || slices.ContainsFunc(t.Tag, func(tag string) bool { return !has(tag) })
	}
	return true
}
