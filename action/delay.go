package action

import (
	"strings"

	"github.com/commis-recipes/commis/schedule"
)

// Delay is how long an action is put off: a duration, or a text with {{ }} that gives one ("{{ case.fields.sla }}", "2h").
// The zero value is no time at all.
type Delay struct {
	For  schedule.Duration
	Text string // with a placeholder; empty for a duration that is known
}

// DelayOf returns a delay of a duration.
func DelayOf(d schedule.Duration) Delay { return Delay{For: d} }

// IsZero reports whether there is none; JSON leaves it out then.
func (d Delay) IsZero() bool { return d == Delay{} }

// String returns the text form.
func (d Delay) String() string {
	if d.Text != "" {
		return d.Text
	}
	return d.For.String()
}

// MarshalText returns the text of String. It never fails.
func (d Delay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a text: what holds {{ is filled in later, all else is a duration as [schedule.ParseDuration] reads it.
// It leaves d alone when the text is wrong.
func (d *Delay) UnmarshalText(text []byte) error {
	if strings.Contains(string(text), "{{") {
		*d = Delay{Text: string(text)}
		return nil
	}
	known, err := schedule.ParseDuration(string(text))
	if err == nil {
		*d = DelayOf(known)
	}
	return err
}
