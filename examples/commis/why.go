package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// why prints what recipes would do about an event, and why.
func why(a *call) int {
	set, ok := a.set(a.args[0], a.host.Check)
	ev, fine := a.oneEvent(a.args[1])
	if !ok || !fine {
		return exitFaults
	}
	s, err := a.host.Open(set)
	if err != nil {
		fmt.Fprintln(a.stderr, err)
		return exitFaults
	}
	all, err := s.Why(ev, a.args[2:]...)
	if err != nil {
		if errors.Is(err, foresight.ErrNoRecipe) {
			err = fmt.Errorf("%s: %w", a.args[0], err)
		}
		fmt.Fprintln(a.stderr, err)
		return exitFaults
	}
	for _, one := range all {
		if a.json {
			a.document(one)
		} else {
			a.explanation(one)
		}
	}
	return exitOK
}

// oneEvent reads a file with one event: a line of an event file, or a document of several lines.
func (a *call) oneEvent(file string) (trigger.Event, bool) {
	data, err := commandline.ReadFile(file, a.stdin)
	if err != nil {
		return trigger.Event{}, a.refuse(commandline.Unreadable(file, err))
	}
	var events []trigger.Event
	var faults []commandline.Fault
	if first, _, _ := bytes.Cut(bytes.TrimSpace(data), []byte("\n")); len(first) == 0 || json.Valid(first) {
		for b := range commandline.Batches(file, io.NopCloser(bytes.NewReader(data)), a.oneLine) {
			events, faults = append(events, b.Events...), append(faults, b.Faults...)
		}
	} else {
		ev, wrong := a.oneLine(data)
		events = append(events, ev)
		for _, f := range wrong {
			if f.File = file; f.Line == 0 {
				f.Line, _ = strictjson.Locate(data, f.Path)
			}
			faults = append(faults, f)
		}
	}
	if len(faults) == 0 && len(events) != 1 {
		faults = append(faults, commandline.Fault{File: file, Msg: fmt.Sprintf("has %d events, want one", len(events))})
	}
	if !a.refuse(faults...) {
		return trigger.Event{}, false
	}
	return events[0], true
}

// explanation prints one explanation for people.
func (a *call) explanation(e foresight.Explanation) {
	reason := ""
	if e.Reason != "" {
		reason = " (" + string(e.Reason) + ")"
	}
	a.say("%s: %s%s", e.Recipe, e.Outcome, reason)
	for _, t := range e.Tests {
		mark := "✗"
		if t.Holds {
			mark = "✓"
		}
		saw, _ := json.Marshal(t.Saw)
		a.say("    %s %s  saw %s", mark, t.Text, saw)
	}
	for i, set := range e.Flips {
		parts := make([]string, len(set))
		for j, flip := range set {
			value, _ := json.Marshal(flip.Value)
			parts[j] = fmt.Sprintf("%s, with the value %s", flip.Test, value)
		}
		lead := "it would run if"
		if i > 0 {
			lead = "or if"
		}
		a.say("    %s this came out otherwise: %s", lead, strings.Join(parts, "; and "))
	}
	if e.FlipsNotJudged {
		a.say("    the filter is beyond what can be judged, so that nothing can be said of the least change")
	}
}
