package main

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// line is one line of the output: a decision, or what became of an action when it has one. The order of the members is part of
// the format.
type line struct {
	At      string          `json:"at"`
	Event   string          `json:"event"`
	Recipe  string          `json:"recipe"`
	Action  string          `json:"action,omitempty"`
	Place   int             `json:"place,omitempty"`
	Do      string          `json:"do,omitempty"`
	Subject string          `json:"subject,omitempty"`
	Outcome recipe.Outcome  `json:"outcome"`
	Reason  recipe.Reason   `json:"reason,omitempty"`
	Error   string          `json:"error,omitempty"`
	Due     string          `json:"due,omitempty"`
	With    json.RawMessage `json:"with,omitempty"`
	Output  map[string]any  `json:"output,omitempty"`
	Tests   []test          `json:"tests,omitempty"`
}

// lines writes JSON lines.
type lines struct {
	w   *bufio.Writer
	enc *json.Encoder
	err error
}

func newLines(w io.Writer) *lines {
	l := &lines{w: bufio.NewWriter(w)}
	l.enc = json.NewEncoder(l.w)
	l.enc.SetEscapeHTML(false)
	return l
}

// event implements [output].
func (l *lines) event(trigger.Event) {}

// decision implements [output].
func (l *lines) decision(d recipe.Decision) {
	l.write(line{
		At: instant(d.At), Event: d.Event, Recipe: d.Recipe, Outcome: d.Outcome, Reason: d.Reason, Error: text(d.Err),
		Tests: tests(d.Tests),
	})
	l.actions(d.Actions)
}

// actions implements [output].
func (l *lines) actions(actions []recipe.ActionReport) {
	for _, s := range actions {
		l.write(line{
			At: instant(s.At), Event: s.Event, Recipe: s.Recipe, Action: s.Action, Place: s.Place, Do: s.Do, Subject: s.Item.String(),
			Outcome: s.Outcome, Reason: s.Reason, Error: text(s.Err), Due: instant(s.Due), With: s.With, Output: s.Output,
		})
	}
}

func (l *lines) write(x line) {
	if l.err == nil {
		l.err = l.enc.Encode(x)
	}
}

// end implements [output].
func (l *lines) end() {}

// pending implements [output].
func (l *lines) pending() bool { return l.w.Buffered() > 0 }

// flush implements [output].
func (l *lines) flush() error {
	if l.err == nil {
		l.err = l.w.Flush()
	}
	return l.err
}

// instant writes an instant in UTC (RFC 3339), and "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
