// Command durable measures what an event costs on its way through a database and in memory: an action that is done now,
// and one whose timer comes due. It compares this build with the one before its stores grouped transactions, with River,
// and with the same rows written by hand, in one run of turns, and prints the ratios. The actions of every contestant and
// the rows that it left are checked; a wrong one ends the run.
//
//	go run . [-rounds 5] [-events 500] [-timers 1000000] [-profiles DIRECTORY]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
)

func main() {
	rounds := flag.Int("rounds", 5, "how many rounds; the medians count")
	events := flag.Int("events", 500, "how many events a contestant handles in a round; in memory it is 40 times as many")
	timers := flag.Int("timers", 1_000_000, "how many timers are armed in memory; a tenth of that comes before")
	profiles := flag.String("profiles", "", "a directory to write a CPU profile of each contestant's first round to")
	flag.Parse()
	if *rounds < 1 || *events < 1 || *timers < 10 {
		fmt.Fprintln(os.Stderr, "durable: -rounds and -events must be 1 or more, -timers 10 or more")
		os.Exit(2)
	}
	c := config{
		rounds: *rounds, warm: 64, events: *events, records: 1000, profiles: *profiles, timers: []int{*timers / 10, *timers},
	}
	if err := run(context.Background(), os.Stdout, c); err != nil {
		fmt.Fprintln(os.Stderr, "durable:", err)
		os.Exit(1)
	}
}
