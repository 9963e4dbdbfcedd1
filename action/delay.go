package action

import (
	"strings"

	"github.com/commis-recipes/commis/schedule"
)

// Delay is the time by which an action is put off: a duration, or a template that gives one ("{{ case.fields.sla }}").
// The zero value is no delay.
type Delay struct {
	For  schedule.Duration
	Text string // with a placeholder; empty for a duration that is known
}

// DelayOf returns a delay of a duration.
func DelayOf(d schedule.Duration) Delay { return Delay{For: d} }

// IsZero reports whether d is no delay, which JSON leaves out.
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

// UnmarshalText accepts a template, which is filled in later, or a duration as [schedule.ParseDuration] does. It leaves d
// unchanged when it returns an error.
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
