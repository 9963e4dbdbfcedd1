package replay

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// replay plays events to an engine in virtual time, and prints the results. It starts with newReplay and is for one goroutine.
type replay struct {
	*playback.Day
	desk     *desk.Desk
	output   output
	summary  summary
	progress *commandline.Progress
}

// newReplay returns a replay of these events on an empty desk, in a helpdesk with these words of its own.
func newReplay(events []trigger.Event, w trigger.World) *replay {
	r := &replay{desk: &desk.Desk{World: w}}
	desk.SendOut[webhook.Config](r.desk)
	r.Day = playback.New(r.desk, w)
	r.Redeliveries = new(playback.Redeliveries)
	if len(events) > 0 {
		r.Begin(events[0].At)
	}
	r.Came = func(ev trigger.Event) {
		r.summary.events++
		r.output.event(ev)
	}
	r.Followed = func(trigger.Event) { r.summary.followed++ }
	r.Handled = r.print
	r.Ended = func() bool { return r.flush() == nil }
	return r
}

// play plays the events, see [playback.Day.Play]. Output that cannot be written ends it, and is told by flush.
func (r *replay) play(ctx context.Context, events []trigger.Event, until time.Time) error {
	came := r.Came
	r.Came = func(ev trigger.Event) {
		came(ev)
		r.progress.Step()
	}
	err := r.Play(ctx, events, until)
	r.output.end()
	_ = r.flush() // an error of the output is there to be asked for again
	return err
}

// print writes and counts the result of an event, or of a row that came due.
func (r *replay) print(report recipe.Report, decisions []recipe.Decision) {
	if report.Repeated {
		r.summary.repeated++
	}
	r.output.actions(report.Actions)
	r.summary.add(report.Actions)
	for _, d := range decisions {
		r.output.decision(d)
		r.summary.decision(d)
	}
}

// flush sends what was printed, around the progress bar.
func (r *replay) flush() error {
	if r.output.pending() {
		r.progress.Hide()
	}
	return r.output.flush()
}
