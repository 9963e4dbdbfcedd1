package replay

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/trigger"
)

// options are the command line.
type options struct {
	set     string // file; empty means the sample
	events  string // file, "-" for standard input; empty means the sample
	until   time.Time
	explain bool
	json    bool // print JSON lines
	words   bool // print words
	table   action.Availability
	world   trigger.World
	away    []string // users who take no work
}

// errHelp says that the command line asked for help and got it.
var errHelp = errors.New("help")

const usage = `usage: replay [-set SET.json] [-events EVENTS.jsonl] [-until RFC3339] [-explain] [-json | -words]
              [-availability TABLE] [-statuses LIST] [-priorities LIST] [-sentiments LIST] [-kinds LIST] [-away LIST]

Runs a set of recipes over a file of events in virtual time and tells what happens: on a terminal in words, and in a
file or a pipe one JSON object a line. In words the sample is the story of one of its cases.

  -set FILE       the set of recipes; the sample's without it
  -events FILE    the events, one JSON object a line; the sample's without it; "-" is standard input, for one of the two
  -until INSTANT  after the last event, run what comes due up to this instant (RFC 3339); without it nothing
                  more runs, but for the sample's events, whose day ends at %s
  -availability T which actions a recipe may have with which trigger, unless the set says it itself: anywhere, wherever
                  the item can have what the action needs (the default), or social_connect, as in Social Connect
  -statuses LIST  the statuses of cases in the order of a case's life, each with what it means, such as
                  open=unresolved,pending,solved=resolved,closed=resolved; a bare name is unresolved, pending or resolved;
                  resolve sets the first that means resolved; without it the three
  -priorities L   the priorities of cases, the lowest first; without it low,medium,high,critical
  -sentiments L   the sentiments of mentions and cases, the worst first; without it negative,neutral,positive
  -kinds LIST     the kinds of event that only your helpdesk has, each with the item that it is about, mention, case or
                  record, and whether it brings a message, such as message_incoming=mention+message,sla_breached=case;
                  recipes cannot start on others
  -away LIST      the users who take no work, such as ann,bob: they are assigned nothing, and have no turn where one of
                  several is picked
  -explain        print a line for every recipe and event, also where the recipe did not match, and why
  -json           print one JSON object a line, also on a terminal
  -words          print words, also into a file or a pipe

An event of kind record_polled is no event for recipes: its record's fields are the document that the source, or the
lookup of the record with that ID, returns from then on to recipes that poll. The source that a recipe on a schedule
names in "each" hands out all mentions that the events told of when it has "mention" in its name, else all cases.

Exit code 0: it ran, or nobody read the output any more. 1: the output could not be written, or an event was refused. 2: wrong flags, or faults in the
files, which are listed on standard error; nothing ran.
`

// parseArgs reads the command line. Its faults, and the help, go to stderr.
func parseArgs(args []string, stderr io.Writer) (options, error) {
	var o options
	var until string
	fs := flag.NewFlagSet("replay", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() { fmt.Fprintf(stderr, usage, sample.End.Format(time.RFC3339)) }
	fs.StringVar(&o.set, "set", "", "")
	fs.StringVar(&o.events, "events", "", "")
	fs.StringVar(&until, "until", "", "")
	fs.BoolVar(&o.explain, "explain", false, "")
	fs.BoolVar(&o.json, "json", false, "")
	fs.BoolVar(&o.words, "words", false, "")
	fs.StringVar((*string)(&o.table), "availability", "", "")
	fs.Func("statuses", "", func(text string) (err error) { o.world.Statuses, err = commandline.Statuses(text); return err })
	fs.Func("priorities", "", func(text string) error { o.world.Priorities = strings.Split(text, ","); return nil })
	fs.Func("sentiments", "", func(text string) error { o.world.Sentiments = strings.Split(text, ","); return nil })
	fs.Func("kinds", "", func(text string) (err error) { o.world.Kinds, err = commandline.OwnKinds(text); return err })
	fs.Func("away", "", func(text string) (err error) { o.away, err = commandline.Users(text); return err })
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return o, errHelp
	case err != nil:
		return o, err
	case fs.NArg() > 0:
		return o, wrong(fs, "unexpected argument %q", fs.Arg(0))
	}
	if o.json && o.words {
		return o, wrong(fs, "-json and -words contradict each other: give one of them")
	}
	given := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, name := range []string{"set", "events", "until", "availability"} {
		if given[name] && fs.Lookup(name).Value.String() == "" {
			return o, wrong(fs, "-%s is empty", name)
		}
	}
	if err := commandline.CheckInputs(o.set, o.events); err != nil {
		return o, wrong(fs, "%w", err)
	}
	if err := o.table.Validate(); err != nil {
		return o, wrong(fs, "-availability %w", err)
	}
	if faults := trigger.FieldErrors(o.world.Validate()); len(faults) > 0 {
		list, _, _ := strings.Cut(faults[0].Path, "[")
		return o, wrong(fs, "-%s: %s", list, faults[0].Msg)
	}
	if !given["until"] {
		if o.events == "" {
			o.until = sample.End
		}
		return o, nil
	}
	var err error
	if o.until, err = time.Parse(time.RFC3339, until); err != nil {
		return o, wrong(fs, "-until %q is not an instant such as 2026-01-05T18:00:00Z (RFC 3339)", until)
	}
	return o, nil
}

// wrong tells a fault of the command line, and how it should be.
func wrong(fs *flag.FlagSet, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	fmt.Fprintln(fs.Output(), err)
	fs.Usage()
	return err
}
