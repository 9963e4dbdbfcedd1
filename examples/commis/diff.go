package main

import (
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/recipe/foresight"
)

// changes are the words for people for each change.
var changes = map[foresight.Change]string{
	foresight.Added: "is new", foresight.Removed: "is gone", foresight.Equal: "is written differently and means the same",
	foresight.Wider: "runs on more events", foresight.Narrower: "runs on fewer events", foresight.Changed: "is changed",
	foresight.NotJudged: "has a filter that cannot be compared",
}

// diff prints the difference between two sets.
func diff(a *call) int {
	before, ok := a.set(a.args[0], a.host.Check)
	after, fine := a.set(a.args[1], a.host.Check)
	if !ok || !fine {
		return exitFaults
	}
	all, err := a.host.Diff(before, after)
	if err != nil {
		fmt.Fprintln(a.stderr, err)
		return exitFaults
	}
	code := exitOK
	for _, d := range all {
		if d.Change != foresight.Equal {
			code = exitFound
		}
		if a.json {
			a.document(d)
			continue
		}
		name := d.Recipe
		if d.Was != "" {
			name += " (was " + d.Was + ")"
		}
		what := ""
		if len(d.What) > 0 {
			what = ": " + strings.Join(d.What, ", ")
		}
		a.say("%s %s%s", name, changes[d.Change], what)
		a.event("now runs:", d.Witness.NowRuns)
		a.event("no longer runs:", d.Witness.NoLongerRuns)
	}
	if !a.json && len(all) == 0 {
		a.say("no difference")
	}
	return code
}
