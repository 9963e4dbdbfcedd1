package foresight

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// Flip is a test that comes out otherwise with another value of its field; the value is the whole one, nil for absent.
type Flip = judge.Flip

// Explanation says what a recipe would do about an event, and why.
type Explanation struct {
	Recipe  string         `json:"recipe"`
	Outcome recipe.Outcome `json:"outcome"`
	Reason  recipe.Reason  `json:"reason,omitempty"`
	// Tests are the single tests of the filter, a saved one included, in order. All of them are asked.
	Tests []Test `json:"tests,omitempty"`
	// Flips are the smallest sets of tests that have to come out otherwise for the filter to hold, in the order of the tests, 100
	// at most. Empty when the filter holds or was not reached, and when no other values help.
	Flips [][]Flip `json:"flips,omitempty"`
	// FlipsNotJudged says that the filter is beyond what can be judged, or has too many tests.
	FlipsNotJudged bool `json:"flips_not_judged,omitempty"`
}

// Test is one test of a filter, with the values that it saw.
type Test struct {
	Text  string         `json:"text"`
	Saw   map[string]any `json:"saw"` // by the field's path; nil means absent
	Holds bool           `json:"holds"`
	// Error says why the test cannot be evaluated; empty means that it can.
	Error string `json:"error,omitempty"`
}

// Set is a set of recipes that was opened, for many questions: [Host.Open]. It is for one goroutine.
type Set struct {
	*bench
	engine *recipe.Engine
	now    time.Time
	view   filter.View
	told   [][]judge.Told
}

// Open reads a set as an engine's Load does. The error has all faults, each a [recipe.Fault].
func (h Host) Open(set recipe.Set) (*Set, error) {
	b, err := h.open(set)
	if err != nil {
		return nil, err
	}
	s := &Set{bench: b, told: make([][]judge.Told, len(set.Recipes))}
	s.engine = b.bareEngine(set)
	s.engine.Now = func() time.Time { return s.now }
	for i, r := range b.rules {
		s.told[i] = judge.Tell(r.Test)
	}
	return s, s.engine.Load(set)
}

// ErrNoRecipe says that the set has no recipe with an ID.
var ErrNoRecipe = errors.New("no such recipe")

// Why returns what each recipe would do about the event, or the recipes with the IDs alone, in the set's order. The event is taken
// as a desk has it that knows nothing else. The error is about the event, or wraps [ErrNoRecipe].
func (s *Set) Why(ev trigger.Event, ids ...string) ([]Explanation, error) {
	for _, id := range ids {
		if _, ok := s.place[id]; !ok {
			return nil, fmt.Errorf("recipe %q: %w", id, ErrNoRecipe)
		}
	}
	if err := s.host.World.Check(ev); err != nil {
		return nil, err
	}
	ev = s.host.World.Normal(s.onDesk(ev))
	s.now = ev.At
	s.view.Reset(ev)
	var all []Explanation
	for i, d := range s.engine.Explain(ev) {
		if len(ids) > 0 && !slices.Contains(ids, d.Recipe) {
			continue
		}
		all = append(all, s.why(i, d, ev))
	}
	return all, nil
}

// why explains one decision.
func (s *Set) why(i int, d recipe.Decision, ev trigger.Event) Explanation {
	out := Explanation{Recipe: d.Recipe, Outcome: d.Outcome, Reason: d.Reason}
	for _, told := range s.told[i] {
		t := Test{Text: told.Text, Saw: make(map[string]any)}
		holds, err := told.Test.Holds(&s.view)
		if t.Holds = err == nil && holds != told.Negated; err != nil {
			t.Error = err.Error()
		}
		for _, seen := range told.Test.Saw(&s.view) {
			t.Saw[seen.Path] = seen.Value
		}
		out.Tests = append(out.Tests, t)
	}
	if d.Outcome == recipe.FilteredOut {
		flips, judged := s.judge.Flips(s.rules[i].Test, ev)
		out.Flips, out.FlipsNotJudged = flips, !judged
	}
	return out
}
