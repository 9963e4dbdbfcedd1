// Commis answers questions about a set of recipes before anything runs:
//
//	go run ./examples/commis lint SET               likely mistakes, with events that show them
//	go run ./examples/commis diff OLD NEW           the difference that an edit makes
//	go run ./examples/commis backtest SET EVENTS    what a set would have done about stored events
//	go run ./examples/commis why SET EVENT [RECIPE] why a recipe does not run for an event
//	go run ./examples/commis test SET TESTS...      tests that administrators write
//	go run ./examples/commis replay ...             what happens after events, as examples/replay
//
// Flags come between the command and its arguments; -h lists them. "-" is standard input, instead of one file. Without -json it
// writes for people. Exit code 0: nothing was found. 1: there is a finding, a difference or a failed test. 2: wrong flags, or faults in the files, all of which are listed on
// standard error; nothing ran.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/internal/replay"

	_ "time/tzdata" // calendars name time zones, which not every machine has
)

// The exit codes.
const (
	exitOK     = 0
	exitFound  = 1 // a finding, a difference or a failed test
	exitFaults = 2 // bad input, or output that cannot be written
)

func main() {
	commandline.IgnorePipeSignal()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// command is one command of the program.
type command struct {
	name  string
	usage string // of its arguments
	doc   string
	least int // arguments
	most  int // -1 for any number
	other int // the arguments from this one on are no files; zero means that all are
	run   func(c *call) int
}

// commands returns the commands in the order of the help.
func commands() []command {
	return []command{
		{"lint", "SET", "likely mistakes in a set, with events that show them", 1, 1, 0, lint},
		{"diff", "OLD NEW", "the difference that an edit makes to each recipe", 2, 2, 0, diff},
		{"backtest", "SET EVENTS", "what a set would have done about stored events", 2, 2, 0, backtest},
		{"why", "SET EVENT [RECIPE]", "why recipes run or do not run for an event", 2, 3, 2, why},
		{"test", "SET TESTS...", "runs files of tests", 2, -1, 0, test},
	}
}

// run is the whole program; it returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return exitFaults
	}
	if args[0] == "replay" {
		return replay.Main(args[1:], stdin, stdout, stderr)
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.call(args[1:], stdin, stdout, stderr)
		}
	}
	usage(stderr)
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return exitOK
	}
	fmt.Fprintf(stderr, "\ncommis: there is no command %q\n", args[0])
	return exitFaults
}

func usage(w io.Writer) {
	fmt.Fprint(w, "usage: commis COMMAND [FLAGS] ARGUMENTS\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %-22s %s\n", c.name, c.usage, c.doc)
	}
	fmt.Fprintf(w, "  %-9s %-22s %s\n", "replay", "...", "what happens after events, one after the other")
	fmt.Fprint(w, "\ncommis COMMAND -h lists the flags of a command.\n")
}
