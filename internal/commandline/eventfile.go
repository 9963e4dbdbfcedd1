package commandline

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// maxEventID leaves room in an identifier for the "/123" of the events that follow from one.
const maxEventID = trigger.MaxID - 12

// Events reads the events of a file, one a line, and returns all its faults. Blank lines are none. "-" is standard input.
func Events(file string, stdin io.Reader, w trigger.World) ([]trigger.Event, []Fault) {
	if file == "-" {
		return ScanEvents(file, stdin, w)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, []Fault{Unreadable(file, err)}
	}
	defer f.Close()
	return ScanEvents(file, f, w)
}

// ScanEvents reads the events of an open file.
func ScanEvents(file string, from io.Reader, w trigger.World) ([]trigger.Event, []Fault) {
	var events []trigger.Event
	var faults []Fault
	read := func(text []byte) (trigger.Event, []Fault) { return ReadEvent(text, w) }
	scanBatches(file, from, read, func(b Batch) bool {
		events, faults = append(events, b.Events...), append(faults, b.Faults...)
		return true
	})
	return events, faults
}

// ReadEvent reads one event. The faults lack the file, and where the text alone does not tell, the line.
func ReadEvent(text []byte, w trigger.World) (trigger.Event, []Fault) {
	var ev trigger.Event
	var faults []Fault
	var unread strictjson.Faults
	if errors.As(strictjson.Decode(text, &ev), &unread) {
		for _, f := range unread {
			faults = append(faults, Fault{Line: f.Line, Path: f.Path, Msg: Message(f)})
		}
	}
	for _, f := range trigger.FieldErrors(w.Check(ev)) {
		if !slices.ContainsFunc(unread, func(u *strictjson.Fault) bool { return u.LeadsTo(f.Path) }) {
			faults = append(faults, Fault{Path: f.Path, Msg: f.Msg})
		}
	}
	if n := len(ev.ID); n > maxEventID && n <= trigger.MaxID {
		faults = append(faults, Fault{Path: "id", Msg: fmt.Sprintf("longer than %d bytes", maxEventID)})
	}
	return ev, faults
}
