// Package replay is the command of examples/replay, which is also examples/commis replay: it plays a file of events to a set of
// recipes in virtual time, and tells what happens.
package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/commis-recipes/commis/internal/commandline"
)

// Main runs the command, and returns its exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	commandline.IgnorePipeSignal()
	return run(args, stdin, stdout, stderr)
}

// The exit codes.
const (
	exitOK     = 0 // it ran, perhaps until nobody read any more
	exitFailed = 1 // the output could not be written, or the engine refused an event
	exitUsage  = 2 // wrong flags, or faults in the files; nothing ran
)

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
	set, setFaults := opts.readSet(day, stdin)
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
	day.progress = commandline.NewProgress(stderr, stdout, len(events))
	err = day.play(context.Background(), events, opts.until)
	day.progress.End()
	if unwritten := day.flush(); !commandline.ReaderGone(unwritten) {
		commandline.WarnRepeated(stderr, cmp.Or(opts.events, sampleEvents), day.Redeliveries.Different, day.Redeliveries.Examples)
		day.summary.print(stderr, day.desk.Outside())
		err = errors.Join(err, unwritten)
	}
	if err != nil {
		fmt.Fprintln(stderr, "replay:", err)
		return exitFailed
	}
	return exitOK
}
