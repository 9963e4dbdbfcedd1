package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// call is one call of a command, with its flags and arguments.
type call struct {
	args   []string
	json   bool
	cover  bool
	junit  string
	host   foresight.Host
	stdin  io.Reader
	stderr io.Writer
	out    *bufio.Writer

	// The flags of backtest.
	against, html string
	from, until   time.Time
}

// call reads the flags and runs the command.
func (c command) call(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &call{
		host:  foresight.Host{Kinds: []action.Kind{action.KindOf[webhook.Config]()}},
		stdin: stdin, stderr: stderr, out: bufio.NewWriter(stdout),
	}
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() {
		fmt.Fprintf(stderr, "usage: commis %s [FLAGS] %s\n\n%s\n\n", c.name, c.usage, c.doc)
		fs.PrintDefaults()
	}
	a.flags(fs, c.name)
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitFaults
	}
	if err := misplaced(fs); err != nil {
		fmt.Fprintf(stderr, "commis %s: %v\n", c.name, err)
		return exitFaults
	}
	a.args = fs.Args()
	if len(a.args) < c.least || c.most >= 0 && len(a.args) > c.most {
		fmt.Fprintf(stderr, "commis %s: want %s\n", c.name, c.usage)
		fs.Usage()
		return exitFaults
	}
	if err := errors.Join(a.checkWorld(), a.checkSpan(), a.checkFiles(fs, c.other)); err != nil {
		fmt.Fprintf(stderr, "commis %s: %v\n", c.name, err)
		return exitFaults
	}
	code := c.run(a)
	if code == exitFaults {
		return code // nothing of the output is written
	}
	if err := a.out.Flush(); err != nil && !commandline.ReaderGone(err) {
		fmt.Fprintf(stderr, "commis %s: %v\n", c.name, err)
		return exitFaults
	}
	return code
}

// flags declares the flags of a command.
func (a *call) flags(fs *flag.FlagSet, name string) {
	w := &a.host.World
	fs.BoolVar(&a.json, "json", false, "print one JSON document a line")
	fs.Func("statuses", "the statuses of cases, such as `open=unresolved,pending,solved=resolved`", func(text string) (err error) {
		w.Statuses, err = commandline.Statuses(text)
		return err
	})
	fs.Func("priorities", "the priorities of cases, the lowest first, as a `LIST`", func(text string) error { w.Priorities = strings.Split(text, ","); return nil })
	fs.Func("sentiments", "the sentiments of mentions and cases, the worst first, as a `LIST`", func(text string) error { w.Sentiments = strings.Split(text, ","); return nil })
	fs.Func("kinds", "the host's own kinds of event, such as `message_incoming=mention+message,sla_breached=case`", func(text string) (err error) {
		w.Kinds, err = commandline.OwnKinds(text)
		return err
	})
	fs.StringVar((*string)(&a.host.Availability), "availability", "", "the `TABLE` of actions: anywhere or social_connect")
	fs.Func("away", "the users who take no work, as a `LIST`", func(text string) (err error) { a.host.Away, err = commandline.Users(text); return err })
	if name == "backtest" {
		fs.StringVar(&a.against, "against", "", "compare with another set, `OLD`")
		fs.StringVar(&a.html, "html", "", "write a report to a `FILE`")
		fs.Func("from", "count events from this `INSTANT` on (RFC 3339); earlier ones are only applied", instant(&a.from))
		fs.Func("until", "read events up to this `INSTANT` (RFC 3339), and run what comes due by then", instant(&a.until))
	}
	if name == "test" {
		fs.BoolVar(&a.cover, "cover", false, "after the tests, print which tests of filters they tried")
		fs.StringVar(&a.junit, "junit", "", "write the results to a `FILE` in the format of JUnit")
	}
}

// instant reads an instant into a flag.
func instant(at *time.Time) func(string) error {
	return func(text string) (err error) {
		if *at, err = time.Parse(time.RFC3339, text); err != nil {
			return fmt.Errorf("%q is not an instant such as 2026-01-05T18:00:00Z (RFC 3339)", text)
		}
		return nil
	}
}

// checkSpan checks the flags of backtest.
func (a *call) checkSpan() error {
	if !a.until.IsZero() && a.until.Before(a.from) {
		return errors.New("-until is before -from, so no event would count")
	}
	return nil
}

// checkWorld checks the host's words.
func (a *call) checkWorld() error {
	if faults := trigger.FieldErrors(a.host.World.Validate()); len(faults) > 0 {
		list, _, _ := strings.Cut(faults[0].Path, "[")
		return fmt.Errorf("-%s: %s", list, faults[0].Msg)
	}
	if err := a.host.Availability.Validate(); err != nil {
		return fmt.Errorf("-availability %w", err)
	}
	return nil
}

// refuse prints faults, and returns whether there are none.
func (a *call) refuse(faults ...commandline.Fault) bool {
	for _, f := range faults {
		fmt.Fprintln(a.stderr, f)
	}
	return len(faults) == 0
}

// document prints a document as a line of JSON.
func (a *call) document(doc any) {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		fmt.Fprintf(a.stderr, "commis: %v\n", err)
	}
}

// say prints a line for people.
func (a *call) say(format string, args ...any) { fmt.Fprintf(a.out, format+"\n", args...) }

// event prints an event for people, as a line of an event file.
func (a *call) event(what string, ev *trigger.Event) {
	if ev != nil {
		text, _ := json.Marshal(ev)
		a.say("    %s %s", what, text)
	}
}
