package filter

import "github.com/commis-recipes/commis/internal/matching"

// Internals returns the functions of this package that package recipe needs and hosts do not. Its types are internal, and
// change without notice. It is exported because another package calls it, and it is here because the functions use unexported
// members of [Program], [Template] and [View]: were these three in an internal package, hosts would find only aliases here.
func Internals() matching.Functions[Filter, *Program, *Template, *View] {
	return matching.Functions[Filter, *Program, *Template, *View]{
		NewIndex: newIndex, Verdict: (*Program).verdict, Tasks: func(t *Template) []string { return t.tasks }, SetTasks: (*View).setTasks,
		Tests: (*Program).testTree, Describe: describeAbout, DescribeValue: describeValue,
	}
}
