// Replay runs a set of recipes over a file of events in virtual time, against a helpdesk in memory, and tells what would
// happen, in order of virtual time: to a person in words, to a program one JSON object a line for each decision and action.
//
//	go run ./examples/replay -set SET.json -events EVENTS.jsonl [-until RFC3339] [-explain] [-json|-words]
//	  [-availability TABLE] [-statuses LIST] [-priorities LIST] [-sentiments LIST] [-kinds LIST] [-away LIST]
//
// Without flags it runs the support day in the directory sample, and tells the story of one of its cases. The directory followups holds six sets that poll, with
// a day of what they fetch, and desk sixteen recipes that most desks want, each with events of its own. It is the first
// command to try, a dry run for administrators and a test harness. It is not a helpdesk: nothing leaves the process, and
// it waits for no clock.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	_ "time/tzdata" // calendars name time zones, which not every machine has
)

// The exit codes.
const (
	exitOK     = 0 // it ran, perhaps until nobody read any more
	exitFailed = 1 // the output could not be written, or the engine refused an event
	exitUsage  = 2 // wrong flags, or faults in the files; nothing ran
)

func main() {
	ignorePipeSignal()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole command; it returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	opts, err := parseArgs(args, stderr)
	switch {
	case errors.Is(err, errHelp):
		return exitOK
	case err != nil:
		return exitUsage
	}
	events, eventFaults := opts.readEvents(stdin)
	day := newReplay(events, opts.world)
	day.Engine.Availability, day.desk.Away = opts.table, opts.away
	set, setFaults := opts.readSet(day)
	if faults := append(setFaults, eventFaults...); len(faults) > 0 {
		for _, f := range faults {
			fmt.Fprintln(stderr, f)
		}
		return exitUsage
	}
	if err := day.Engine.Load(set); err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	day.Explain = opts.explain
	day.output = opts.newOutput(stdout, set)
	day.progress = newProgress(stderr, stdout, len(events))
	err = day.play(context.Background(), events, opts.until)
	day.progress.end()
	if unwritten := day.flush(); !readerGone(unwritten) {
		day.summary.print(stderr, day.desk.Outside())
		err = errors.Join(err, unwritten)
	}
	if err != nil {
		fmt.Fprintln(stderr, "replay:", err)
		return exitFailed
	}
	return exitOK
}

// readerGone reports whether the output could not be written because nobody reads it any more, as after "| head".
func readerGone(err error) bool {
	return errors.Is(err, io.ErrClosedPipe) || slices.ContainsFunc(gone, func(e error) bool { return errors.Is(err, e) })
}
