package recipetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// Runner runs test files, each test with a fresh engine and an empty [desk.Desk]: effects happen there, and the events that follow are
// handled. The zero value is for a host without words and kinds of its own. Kinds of action that are not named in Kinds, and not
// in package action, are accepted with any config and do nothing.
type Runner struct {
	// World has the host's statuses, priorities, sentiments and own kinds of event.
	World trigger.World
	// Availability is the table of actions, unless the set names one; empty means action.Anywhere.
	Availability action.Availability
	// Away are the users who take no work; nil means nobody.
	Away []string
	// Kinds are kinds of action outside package action whose configs are checked, such as action.KindOf[webhook.Config]()
	// for package webhook.
	Kinds []action.Kind
	// Handled hears of each event that is handled, as the desk has it, also of each slot of a schedule and each item of one; nil means
	// nobody.
	Handled func(ev trigger.Event)
}

// Result is the result of one test.
type Result struct {
	Test   string `json:"test"`
	Passed bool   `json:"passed"`
	// Missing are the expectations that did not happen, in the order of Expect.
	Missing []Happening `json:"missing,omitempty"`
	// Unexpected are the happenings that Not names.
	Unexpected []Happening `json:"unexpected,omitempty"`
	// Ran counts the runs of each recipe.
	Ran map[string]int `json:"-"`
}

// Check returns the faults for which a test of the set cannot run: those of recipe.Engine.Check, each a [recipe.Fault].
func (r Runner) Check(set recipe.Set) error { return r.stage(set).day.Engine.Check(set) }

// Run runs one test. The error is about a set that does not load or an event that the engine refuses.
func (r Runner) Run(ctx context.Context, set recipe.Set, t Test) (Result, error) {
	s := r.stage(set)
	begin := t.Now
	if begin.IsZero() && len(t.Events) > 0 {
		begin = t.Events[0].At
	}
	if !begin.IsZero() {
		s.day.Begin(begin)
	}
	if err := s.day.Engine.Load(set); err != nil {
		return Result{}, err
	}
	if err := s.day.Play(ctx, t.Events, t.Until); err != nil {
		return Result{}, fmt.Errorf("test %q: %w", t.Name, err)
	}
	out := configsOf(set, r.Kinds).compare(t, s.happened)
	out.Ran = make(map[string]int)
	for _, h := range s.happened {
		if h.Do == "" {
			out.Ran[h.Recipe]++
		}
	}
	return out, nil
}

// compare returns the result for the happenings. Expectations are found one after the other; one that is not found is missing,
// and the search for the next goes on from the same place.
func (cs configs) compare(t Test, happened []Happening) Result {
	out := Result{Test: t.Name}
	from := 0
	for _, h := range t.Expect {
		want, found := cs.expectation(h), false
		for i := from; i < len(happened) && !found; i++ {
			if found = want.matches(happened[i]); found {
				from = i + 1
			}
		}
		if !found {
			out.Missing = append(out.Missing, h)
		}
	}
	not := make([]expectation, len(t.Not))
	for i, h := range t.Not {
		not[i] = cs.expectation(h)
	}
	for _, got := range happened {
		if slices.ContainsFunc(not, func(x expectation) bool { return x.matches(got) }) {
			out.Unexpected = append(out.Unexpected, got)
		}
	}
	out.Passed = len(out.Missing)+len(out.Unexpected) == 0
	return out
}

// stage is a fresh engine with a desk, and what happens there.
type stage struct {
	day      *playback.Day
	desk     *desk.Desk
	configs  map[string]json.RawMessage // by the actions' keys
	happened []Happening
}

func (r Runner) stage(set recipe.Set) *stage {
	s := &stage{desk: &desk.Desk{World: r.World, Away: r.Away}, configs: make(map[string]json.RawMessage)}
	s.day = playback.New(s.desk, r.World)
	hs := new(action.Handlers)
	action.HandleAll(hs, s.record, r.Kinds...)
	playback.HandleOthers(hs, set, s.record)
	s.day.Engine.Handlers, s.day.Engine.Availability = hs, r.Availability
	s.day.Sources(set)
	s.day.Handled = s.take
	if s.day.Met = r.Handled; r.Handled != nil {
		s.slots(r.Handled)
	}
	return s
}

// record carries an action out on the desk, and keeps its config.
func (s *stage) record(ctx context.Context, c action.Config, in action.Input) error {
	var done error
	if s.desk.Handlers().Has(c.Kind()) {
		if done = s.desk.Handlers().Run(ctx, c, in); done != nil && !errors.Is(done, action.ErrUnchanged) {
			return done
		}
	}
	with, err := json.Marshal(c)
	if err != nil {
		return action.Permanent(err)
	}
	s.configs[in.Key] = with
	return done
}

// take notes the results.
func (s *stage) take(report recipe.Report, decisions []recipe.Decision) {
	s.actions(report.Actions)
	for _, d := range decisions {
		if d.Run != "" {
			s.happened = append(s.happened, Happening{Recipe: d.Recipe})
		}
		s.actions(d.Actions)
	}
}

func (s *stage) actions(reports []recipe.ActionReport) {
	for _, a := range reports {
		if a.Outcome != recipe.Done {
			continue
		}
		h := Happening{Recipe: a.Recipe, Do: a.Do, Item: a.Item.String(), At: a.At.UTC()}
		with := s.configs[a.Key]
		if with == nil {
			with = a.With
		}
		h.With = decodeObject(with)
		s.happened = append(s.happened, h)
	}
}
