package replay

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// lines writes JSON lines: a [recipe.Decision] without its actions, which follow on lines of their own, each a
// [recipe.ActionReport].
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
	actions := d.Actions
	d.Actions, d.Tests = nil, clipped(d.Tests)
	l.write(d)
	l.actions(actions)
}

// actions implements [output].
func (l *lines) actions(actions []recipe.ActionReport) {
	for _, a := range actions {
		l.write(a)
	}
}

func (l *lines) write(document any) {
	if l.err == nil {
		l.err = l.enc.Encode(document)
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
