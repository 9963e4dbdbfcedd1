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
	"os"

	"github.com/commis-recipes/commis/internal/replay"

	_ "time/tzdata" // calendars name time zones, which not every machine has
)

func main() {
	os.Exit(replay.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
