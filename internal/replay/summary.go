package replay

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/recipe"
)

// summary counts what happened. The zero value is ready.
type summary struct {
	events   int // from outside
	repeated int // of these, told before
	followed int // brought about by actions, or by the desk
	errors   int
	recipes  map[recipe.Outcome]int // of decisions
	actions  map[recipe.Outcome]int // of actions that ended
	waiting  map[string]bool        // by the key of the action
}

func (s *summary) decision(d recipe.Decision) {
	if s.recipes == nil {
		s.recipes = make(map[recipe.Outcome]int)
	}
	s.recipes[d.Outcome]++
	if d.Outcome.Failure() && len(d.Actions) == 0 {
		s.errors++ // else its actions are counted
	}
	s.add(d.Actions)
}

func (s *summary) add(actions []recipe.ActionReport) {
	if s.actions == nil {
		s.actions, s.waiting = make(map[recipe.Outcome]int), make(map[string]bool)
	}
	for _, a := range actions {
		if a.Outcome == recipe.Waiting {
			s.waiting[a.Key] = true
			continue
		}
		delete(s.waiting, a.Key)
		s.actions[a.Outcome]++
		if a.Outcome.Failure() {
			s.errors++
		}
	}
}

// print writes the summary, and what the desk would have told others.
func (s *summary) print(w io.Writer, outside map[string]int) {
	fmt.Fprintf(w, "events:   %d, %d of them repeated; %d more followed\n", s.events, s.repeated, s.followed)
	fired := s.recipes[recipe.Fired]
	delete(s.recipes, recipe.Fired)
	fmt.Fprintf(w, "fired:    %s\n", strings.Join(append([]string{strconv.Itoa(fired)}, counts(s.recipes)...), ", "))
	fmt.Fprintf(w, "actions:  %s\n", cmp.Or(strings.Join(counts(s.actions), ", "), "none"))
	fmt.Fprintf(w, "errors:   %d\n", s.errors)
	fmt.Fprintf(w, "waiting:  %d\n", len(s.waiting))
	if len(outside) > 0 {
		fmt.Fprintf(w, "not sent: %s (nothing leaves this desk)\n", strings.Join(counts(outside), ", "))
	}
}

// counts returns "2 done" and "1 skipped", by name.
func counts[K ~string](of map[K]int) []string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		parts = append(parts, fmt.Sprintf("%d %s", of[name], name))
	}
	return parts
}
