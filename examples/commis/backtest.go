package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// backtest tries a set on stored events.
func backtest(a *call) int {
	set, ok := a.set(a.args[0], a.host.Check)
	b := foresight.Backtest{Set: set, From: a.from, Until: a.until}
	if a.against != "" {
		old, fine := a.set(a.against, a.host.Check)
		ok, b.Against = ok && fine, &old
	}
	if !ok {
		for range a.events(a.args[1], nil) { // for its faults
		}
		return exitFaults
	}
	size := 0
	if info, err := os.Stat(a.args[1]); err == nil {
		size = int(info.Size())
	}
	progress := commandline.NewProgress(a.stderr, os.Stdout, size)
	lines, err := a.host.Backtest(context.Background(), b, a.events(a.args[1], progress))
	progress.End()
	if err != nil {
		if !errors.Is(err, errFaults) {
			fmt.Fprintf(a.stderr, "commis backtest: %v\n", err)
		}
		return exitFaults
	}
	total := lines[len(lines)-1]
	commandline.WarnRepeated(a.stderr, a.args[1], total.RepeatedOtherwise, total.Examples.RepeatedOtherwise)
	for _, t := range lines {
		if a.json {
			a.document(t)
		}
	}
	if !a.json {
		a.tallies(lines)
	}
	if a.html != "" {
		if err := writeReport(a.html, lines, set); err != nil {
			fmt.Fprintf(a.stderr, "commis backtest: %v\n", err)
			return exitFaults
		}
	}
	if total.Newly+total.NoLonger > 0 {
		return exitFound
	}
	return exitOK
}

// errFaults says that the events have faults, which were printed.
var errFaults = errors.New("the events have faults")

// maxFaults is the highest number of faults of an event file that are printed.
const maxFaults = 1000

// events reads the events of a file, one after the other. After a fault it hands out no more of them: it reads on for further
// faults, prints them, and ends with an error.
func (a *call) events(file string, progress *commandline.Progress) iter.Seq2[trigger.Event, error] {
	return func(yield func(trigger.Event, error) bool) {
		in := io.NopCloser(a.stdin)
		if file != "-" {
			f, err := os.Open(file)
			if err != nil {
				a.refuse(commandline.Unreadable(file, err))
				yield(trigger.Event{}, errFaults)
				return
			}
			in = f
		}
		faults := 0
		for batch := range commandline.Batches(file, in, a.oneLine) {
			progress.Add(batch.Bytes)
			a.refuse(batch.Faults[:min(len(batch.Faults), max(0, maxFaults-faults))]...)
			if faults += len(batch.Faults); faults > 0 {
				continue
			}
			for _, ev := range batch.Events {
				if !yield(ev, nil) {
					return
				}
			}
		}
		if faults > maxFaults {
			fmt.Fprintf(a.stderr, "%s: and %d more faults\n", file, faults-maxFaults)
		}
		if faults > 0 {
			yield(trigger.Event{}, errFaults)
		}
	}
}

// oneLine reads one event.
func (a *call) oneLine(text []byte) (trigger.Event, []commandline.Fault) {
	ev, faults := commandline.ReadEvent(text, a.host.World)
	if slices.ContainsFunc(faults, func(f commandline.Fault) bool { return f.Path == "kind" }) {
		return ev, faults
	}
	for _, e := range trigger.FieldErrors(recipetest.CheckKind(ev, a.host.World)) {
		faults = append(faults, commandline.Fault{Path: e.Path, Msg: e.Msg + " (-kinds)"})
	}
	return ev, faults
}

// tallies prints the tallies for people.
func (a *call) tallies(lines []foresight.Tally) {
	var runs, newly, gone []bar
	for _, t := range lines {
		if t.Total {
			continue
		}
		name := t.Recipe
		switch {
		case t.Enabled != nil:
			name += " (disabled)"
		case t.Shadow:
			name += " (shadow)"
		}
		runs = append(runs, bar{name, t.Runs})
		newly, gone = append(newly, bar{t.Recipe, t.Newly}), append(gone, bar{t.Recipe, t.NoLonger})
	}
	a.say("runs:")
	a.bars(runs)
	total := lines[len(lines)-1]
	if a.against != "" {
		a.say("\nnewly:")
		a.bars(newly)
		a.say("\nno longer:")
		a.bars(gone)
	}
	a.say("\nactions:")
	a.bars(sorted(total.Actions))
	a.say("\noutcomes:")
	a.bars(sorted(total.Outcomes))
	repeated := ""
	if total.Repeated > 0 {
		repeated = fmt.Sprintf(", %d of them repeated", total.Repeated)
	}
	people := "people"
	if total.People == 1 {
		people = "person"
	}
	a.say("\n%d events%s; %d %s would get more than one message", total.Events, repeated, total.People, people)
	for _, t := range lines {
		if ids := t.Examples; !t.Total && len(ids.Newly)+len(ids.NoLonger) > 0 {
			a.say("%s: newly for %s; no longer for %s", t.Recipe, list(ids.Newly), list(ids.NoLonger))
		}
	}
}

func list(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}
