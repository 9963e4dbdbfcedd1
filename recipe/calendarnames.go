package recipe

import "iter"

// calendars yields every place of the recipe that names a calendar of its set: the path, and the name. Empty ones name
// none.
func (r *Recipe) calendars() iter.Seq2[string, *string] {
	return func(yield func(string, *string) bool) {
		if r.Trigger.Calendar != "" && !yield("trigger.calendar", &r.Trigger.Calendar) {
			return
		}
		if r.Hours != nil && r.Hours.Calendar != "" {
			yield("hours.calendar", &r.Hours.Calendar)
		}
	}
}
