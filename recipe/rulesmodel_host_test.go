package recipe_test

import (
	"fmt"
	"slices"
)

// ruleThread is what the host knows of a thread. The names of different ones never meet, but two cases are of one contact.
type ruleThread struct{ caseID, conversation, contact string }

var ruleThreads = []ruleThread{
	{caseID: "1", conversation: "v1", contact: "ada"},
	{conversation: "v2"},
	{caseID: "3", contact: "ada"},
	{contact: "bob"},
}

// ruleEffect is the host: it changes the item as an action says, and tells the event that is the change.
func ruleEffect(it *ruleItem, recipe, do, word string, by ruleEvent, nth, clock int) (ev ruleEvent, ok bool) {
	ev = ruleEvent{
		id: fmt.Sprintf("%s/%s-%s%d", by.id, recipe, do, nth), at: clock, thread: by.thread, actor: "recipe",
		root: by.firstCause(), via: append(slices.Clone(by.via), recipe),
	}
	switch do {
	case "set_status":
		if it.status == word {
			return ev, false
		}
		ev.kind, ev.from, ev.to = "case_status_changed", it.status, word
		it.status = word
	case "add_tags":
		if slices.Contains(it.tags, word) {
			return ev, false
		}
		ev.kind, ev.tag = "case_tag_added", word
		it.tags = append(slices.Clone(it.tags), word)
	case "private_reply":
		ev.kind, ev.typ = "mention_created", "sent"
	default:
		return ev, false
	}
	ev.item = *it
	return ev, true
}

// Calendars of the model, in UTC: from and to in minutes of the day.
var ruleCalendars = map[string][][2]int{
	"desk":   {{10*60 + 30, 11*60 + 30}, {12 * 60, 14 * 60}},
	"always": {{0, 24 * 60}},
}

func ruleOpen(calendar string, at int) bool {
	return slices.ContainsFunc(ruleCalendars[calendar], func(i [2]int) bool { return i[0] <= at%1440 && at%1440 < i[1] })
}

func ruleHolds(h *ruleHours, at int) bool { return ruleOpen(h.calendar, at) == (h.when == "during") }

// ruleNext returns the first instant from at on at which the hours hold, or -1.
func ruleNext(h *ruleHours, at int) int {
	for t := at; t <= at+2*1440; t++ {
		if ruleHolds(h, t) {
			return t
		}
	}
	return -1
}

// ruleAdd returns the first instant before which so much time has passed: of the calendar's, or all.
func ruleAdd(calendar string, at, d int) int {
	if calendar == "" {
		return at + d
	}
	for d > 0 {
		if ruleOpen(calendar, at) {
			d--
		}
		at++
	}
	return at
}
