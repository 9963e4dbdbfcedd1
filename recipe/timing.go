package recipe

import (
	"errors"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
)

// MaxAfter is the longest time for which an action may be put off.
const MaxAfter = schedule.Duration(366 * 24 * time.Hour)

// timing says when an action comes due and when it may be begun, compiled.
type timing struct {
	after   *filter.Template // gives the time for which it is put off; nil when that is known
	at      *filter.Template // gives the instant from which that counts; nil for the event's
	in      *schedule.Hours  // in whose open time it counts; nil for all time
	hours   *schedule.Hours  // when it may be begun; nil leaves that to the recipe
	outside bool
}

// waits reports whether the action is put off.
func (a *compiledAction) waits() bool { return !a.After.IsZero() || a.At != "" }

// dueFromItem reports whether the instant is worked out from the item, and may move.
func (a *compiledAction) dueFromItem() bool { return a.timing.after != nil || a.timing.at != nil }

// timing compiles when the action comes due.
func (c *compiler) timing(p fault.Place, a action.Action) (t timing) {
	t.after = c.instant(p.In("after"), a.After.Text)
	t.at = c.instant(p.In("at"), a.At)
	if _, ok := filter.Date(a.At); a.At != "" && !ok && !strings.Contains(a.At, "{{") {
		p.Addf("at", "%q is not an instant; write {{ case.fields.due }} for one of the item's, or 2026-01-31T12:00:00Z; write a duration in after", a.At)
	}
	if a.In != "" {
		t.in = c.calendar(p.In("in"), a.In)
	}
	if a.Hours != nil {
		t.hours, t.outside = c.hours(p.In("hours"), *a.Hours)
	}
	return t
}

// instant compiles a template of an instant or a duration; nil for an empty one.
func (c *compiler) instant(p fault.Place, text string) *filter.Template {
	if text == "" {
		return nil
	}
	t, err := c.filters.Template(text, filter.Plain)
	p.Add(err)
	if t == nil {
		return nil
	}
	if len(filters.Tasks(t)) > 0 {
		p.Addf("", "reads what an action finds out, which is not known then")
	}
	c.asks = c.asks || len(t.Calendars()) > 0
	c.wordFaults(p, t.Words())
	return t
}

// checkWait checks the members that put an action off and those that cancel it.
func checkWait(p fault.Place, a action.Action) {
	waits := !a.After.IsZero() || a.At != ""
	switch {
	case a.After.For < 0 && a.At == "":
		p.Addf("after", "negative; only what comes before an instant (at) is")
	case a.After.For < 0 && a.In != "":
		p.Addf("after", "negative beside in; open time is counted forwards")
	case a.After.For > MaxAfter || a.After.For < -MaxAfter:
		p.Addf("after", "longer than %dd", MaxAfter/schedule.Duration(24*time.Hour))
	}
	if a.In != "" && a.After.IsZero() && a.Repeat == nil {
		p.Addf("in", "given without after or repeat; there is nothing to count")
	}
	switch a.From {
	case "", action.FromLast, action.FromFirst:
	default:
		p.Addf("from", "%q is not %s or %s", a.From, action.FromFirst, action.FromLast)
	}
	if a.From != "" && !waits && a.Repeat == nil {
		p.Addf("from", "given without after, at or repeat; an action that does not wait counts from nothing")
	}
	if !waits && a.Repeat == nil && a.Hours == nil && len(a.Unless) > 0 {
		p.Addf("unless", "given without after, at, repeat or hours; an action that does not wait cannot be cancelled")
	}
	if (waits || a.Hours != nil) && a.OnError == action.Stop {
		p.Addf("on_error", "stop is for actions that run at once; one that waits comes after the others")
	}
	checkSignals(p, a.Unless)
}

var errNeverDue = errors.New("comes due after the year 9999")

// advance adds a time to an instant: the open time of a calendar, or all time for nil.
func advance(in *schedule.Hours, t time.Time, d time.Duration) (time.Time, error) {
	ok := true
	if in != nil {
		t, ok = in.Add(t, d)
	} else {
		t = t.Add(d)
	}
	switch {
	case !ok || t.Year() > 9999:
		return time.Time{}, errNeverDue
	case t.IsZero(): // the first instant of year 1 would never come due
		return t.Add(1), nil
	}
	return t, nil
}

// wakes returns the instant at which the row of an action due then must come up: one more than a year ahead is worked out
// again on the way.
func wakes(due, now time.Time) time.Time {
	if most := now.Add(MaxAfter.Std()); due.After(most) {
		return most
	}
	return due
}
