package recipe

import (
	"fmt"
	"iter"
)

// calendars yields every place of the recipe that names a calendar of its set: the path, and the name. Empty ones name
// none.
func (r *Recipe) calendars() iter.Seq2[string, *string] {
	return func(yield func(string, *string) bool) {
		if name := &r.Trigger.Calendar; *name != "" && !yield("trigger.calendar", name) {
			return
		}
		if r.Hours != nil && r.Hours.Calendar != "" && !yield("hours.calendar", &r.Hours.Calendar) {
			return
		}
		for i := range r.Actions {
			a := &r.Actions[i]
			if a.In != "" && !yield(fmt.Sprintf("actions[%d].in", i), &a.In) {
				return
			}
			if a.Hours != nil && a.Hours.Calendar != "" && !yield(fmt.Sprintf("actions[%d].hours.calendar", i), &a.Hours.Calendar) {
				return
			}
		}
	}
}
