package recipe

import (
	"fmt"
	"iter"
)

// calendars yields every place of the recipe that names a calendar of its set: the path, and the name. Empty ones name
// none.
func (r *Recipe) calendars() iter.Seq2[string, *string] {
	return func(yield func(string, *string) bool) {
		places := []calendarPlace{{"trigger.calendar", &r.Trigger.Calendar}}
		if r.Hours != nil {
			places = append(places, calendarPlace{"hours.calendar", &r.Hours.Calendar})
		}
		for i := range r.Actions {
			a := &r.Actions[i]
			places = append(places, calendarPlace{fmt.Sprintf("actions[%d].in", i), &a.In})
			if a.Hours != nil {
				places = append(places, calendarPlace{fmt.Sprintf("actions[%d].hours.calendar", i), &a.Hours.Calendar})
			}
		}
		for _, p := range places {
			if *p.name != "" && !yield(p.path, p.name) {
				return
			}
		}
	}
}

type calendarPlace struct {
	path string
	name *string
}
