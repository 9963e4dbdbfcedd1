package recipe

import (
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/schedule"
)

// basis has the values from which the instant of a wait was worked out.
type basis struct {
	At    time.Time         `json:"at"`    // the instant of the item, or of the event
	After schedule.Duration `json:"after"` // how long after it
	Text  string            `json:"text"`  // as it was written
}

// same reports whether the items' values are unchanged. An edited duration does not count: a wait keeps its instant.
func (b basis) same(was *basis) bool {
	return was != nil && b.At.Equal(was.At) && (b.After == was.After || b.Text != was.Text)
}

// basis evaluates the values for an action that an event armed at the instant; the view shows the present items. It returns
// an error of [action.Skip] when the items have no such instant.
func (a *compiledAction) basis(armed time.Time, v *filter.View) (b basis, err error) {
	b = basis{At: armed.UTC(), After: a.After.For, Text: a.After.String()}
	if a.timing.at != nil {
		if b.At, err = a.instant(v); err != nil {
			return b, err
		}
	}
	if a.timing.after != nil {
		b.After, err = a.duration(v)
	}
	return b, err
}

// instant returns the instant of the items.
func (a *compiledAction) instant(v *filter.View) (time.Time, error) {
	text, err := a.timing.at.Render(v)
	switch {
	case err != nil:
		return time.Time{}, action.Permanent(fmt.Errorf("at: %w", err))
	case strings.TrimSpace(text) == "":
		return time.Time{}, action.Skip(NoInstant)
	}
	at, ok := filter.Date(text)
	if !ok {
		return time.Time{}, action.Permanent(fmt.Errorf("at: %.60q is not an instant; write one such as 2026-01-31T12:00:00Z (RFC 3339) or a date such as 2026-01-31; write a duration in after", text))
	}
	return at.UTC(), nil
}

// duration returns how long after it the action comes due, as the items say.
func (a *compiledAction) duration(v *filter.View) (schedule.Duration, error) {
	text, err := a.timing.after.Render(v)
	switch {
	case err != nil:
		return 0, action.Permanent(fmt.Errorf("after: %w", err))
	case strings.TrimSpace(text) == "":
		return 0, action.Skip(NoInstant)
	}
	after, err := schedule.ParseDuration(strings.TrimSpace(text))
	switch {
	case err != nil:
		return 0, action.Permanent(fmt.Errorf("after: %w", err))
	case after < 0 && a.timing.at == nil:
		return 0, action.Permanent(fmt.Errorf("after: %s is negative; only what comes before an instant (at) is", after))
	case after < 0 && a.timing.in != nil:
		return 0, action.Permanent(fmt.Errorf("after: %s is negative beside in; open time is counted forwards", after))
	}
	return after, nil
}

// due returns when the action comes due. It is an error of [action.Skip] when that is long over; the instant is returned beside
// it.
func (a *compiledAction) due(b basis, now time.Time) (time.Time, error) {
	due, err := advance(a.timing.in, b.At, b.After.Std())
	switch {
	case err != nil:
		return time.Time{}, action.Permanent(err)
	case a.dueFromItem() && now.Sub(due) > tooLate:
		return due.UTC(), action.Skip(TooLate)
	}
	return due.UTC(), nil
}
