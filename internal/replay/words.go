package replay

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// words tells a replay to a person: each event, and below it what recipes did about it. All times are in UTC.
type words struct {
	w       *bufio.Writer
	err     error
	recipes map[string]recipe.Recipe
	only    string          // the case that is told about; empty for everything
	told    map[string]bool // with only: the events from outside that are about it
	day     string          // that was written last
	clock   string
}

func newWords(w io.Writer, set recipe.Set) *words {
	t := &words{w: bufio.NewWriter(w), recipes: make(map[string]recipe.Recipe), told: make(map[string]bool)}
	for _, r := range set.Recipes {
		t.recipes[r.ID] = r
	}
	return t
}

// event implements [output].
func (t *words) event(ev trigger.Event) {
	if t.only != "" && ev.CaseRef().ID == t.only {
		t.told[ev.ID] = true
	}
	if t.tells(ev.ID) {
		t.write(ev.At, happened(ev))
	}
}

// decision implements [output].
func (t *words) decision(d recipe.Decision) {
	if !t.tells(d.Event) {
		return
	}
	if len(d.Actions) == 0 {
		t.write(d.At, "  "+t.name(d.Recipe)+": "+ended(d.Outcome, d.Reason, d.Err))
		for _, test := range d.Tests {
			t.write(d.At, "    "+test.Text)
		}
	}
	t.actions(d.Actions)
}

// actions implements [output].
func (t *words) actions(actions []recipe.ActionReport) {
	for _, s := range actions {
		skipped := s.Outcome == recipe.Skipped && t.only != "" // too much detail for a story
		if t.tells(s.Event) && !skipped {
			t.write(s.At, "  "+t.name(s.Recipe)+": "+became(s, t.action(s)))
		}
	}
}

// end implements [output].
func (t *words) end() {
	if t.only != "" {
		t.print("\nThat was case %s. The whole day, one JSON object a line: go run ./examples/replay -json\n", t.only)
	}
}

// tells reports whether the event, or the one from outside that it follows from, is to be told about.
func (t *words) tells(event string) bool {
	root, _, _ := strings.Cut(event, "/")
	return t.only == "" || t.told[root]
}

// name returns the recipe's name in quotes.
func (t *words) name(id string) string { return fmt.Sprintf("%q", t.recipes[id].Name) }

// action returns the action as the set has it, which is where its texts are not filled in yet.
func (t *words) action(s recipe.ActionReport) action.Action {
	if r := t.recipes[s.Recipe]; 0 < s.Place && s.Place <= len(r.Actions) {
		return r.Actions[s.Place-1]
	}
	return action.Action{}
}

// write writes a line, with the time when it is another one than that of the line before.
func (t *words) write(at time.Time, line string) {
	at = at.UTC()
	if day := at.Format("Monday 2 January 2006"); day != t.day {
		t.print("%s (UTC)\n", day)
		t.day, t.clock = day, ""
	}
	clock := at.Format(time.TimeOnly)
	if clock == t.clock {
		clock = strings.Repeat(" ", len(clock))
	} else {
		t.clock = clock
	}
	t.print("%s  %s\n", clock, line)
}

func (t *words) print(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

// pending implements [output].
func (t *words) pending() bool { return t.w.Buffered() > 0 }

// flush implements [output].
func (t *words) flush() error {
	if t.err == nil {
		t.err = t.w.Flush()
	}
	return t.err
}
