package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// maxEventID leaves room in an identifier for the "/123" of the events that follow from one.
const maxEventID = trigger.MaxID - 12

// readEvents reads the events, one a line, and returns everything that is wrong with them. Blank lines are none.
func (o options) readEvents(stdin io.Reader) ([]trigger.Event, []fault) {
	switch o.events {
	case "":
		return scanEvents("sample/events.jsonl", bytes.NewReader(sampleEvents), o.world)
	case "-":
		return scanEvents("-", stdin, o.world)
	}
	f, err := os.Open(o.events)
	if err != nil {
		return nil, []fault{unreadable(o.events, err)}
	}
	defer f.Close()
	return scanEvents(o.events, f, o.world)
}

func scanEvents(file string, from io.Reader, w trigger.World) ([]trigger.Event, []fault) {
	var events []trigger.Event
	var faults []fault
	r := bufio.NewReader(from)
	for n := 1; ; n++ {
		text, err := r.ReadBytes('\n') // of any length
		if text = bytes.TrimSpace(text); len(text) > 0 {
			ev, wrong := readEvent(text, w)
			for _, f := range wrong {
				f.file, f.line = file, n
				faults = append(faults, f)
			}
			events = append(events, ev)
		}
		switch {
		case errors.Is(err, io.EOF):
			return events, faults
		case err != nil:
			return events, append(faults, unreadable(file, err))
		}
	}
}

// readEvent reads one event. The faults lack the file and the line.
func readEvent(text []byte, w trigger.World) (trigger.Event, []fault) {
	var ev trigger.Event
	var faults []fault
	seen := make(map[string]bool)
	var found strictjson.Faults
	if errors.As(strictjson.Decode(text, &ev), &found) {
		for _, f := range found {
			faults = append(faults, fault{path: f.Path, msg: message(f)})
			seen[f.Path] = true
		}
		if seen[""] {
			return ev, faults
		}
	}
	for _, f := range trigger.FieldErrors(w.Check(ev)) {
		if !seen[f.Path] {
			faults = append(faults, fault{path: f.Path, msg: f.Msg})
		}
	}
	if n := len(ev.ID); n > maxEventID && n <= trigger.MaxID {
		faults = append(faults, fault{path: "id", msg: fmt.Sprintf("longer than %d bytes", maxEventID)})
	}
	return ev, faults
}
