package filter

import "github.com/commis-recipes/commis/internal/matching"

// Internals returns what package recipe needs of this package beyond what hosts do. Its types are internal, and change
// without notice.
func Internals() matching.Functions[*Program, *Template, *View] {
	return matching.Functions[*Program, *Template, *View]{
		NewIndex: newIndex, Verdict: (*Program).verdict, Tasks: func(t *Template) []string { return t.tasks }, SetTasks: (*View).setTasks,
		Tests: (*Program).testTree,
	}
}
