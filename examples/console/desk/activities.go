package desk

import (
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
)

// Activities sums up the entries of a history. The zero value has none. It is for one goroutine.
type Activities struct {
	last   map[string]time.Time
	recent []deed
}

// deed is a run, or an action that failed.
type deed struct {
	recipe string
	at     time.Time
	failed bool
}

// Add adds an entry: the ID of its recipe, its instant, its action and its outcome.
func (a *Activities) Add(id string, at time.Time, action, outcome string) {
	ran, failed := action == history.Triggered, recipe.Outcome(outcome).Failure()
	if id == "" || !ran && !failed {
		return
	}
	if a.last == nil {
		a.last = make(map[string]time.Time)
	}
	if ran && at.After(a.last[id]) {
		a.last[id] = at
	}
	a.recent = append(a.recent, deed{id, at, !ran})
}

// Since returns the activity of each recipe since an instant, and forgets runs from before.
func (a *Activities) Since(since time.Time) map[string]Activity {
	all := make(map[string]Activity, len(a.last))
	for id, at := range a.last {
		all[id] = Activity{LastRun: at}
	}
	kept := a.recent[:0]
	for _, d := range a.recent {
		if d.at.Before(since) {
			continue
		}
		kept = append(kept, d)
		did := all[d.recipe]
		if d.failed {
			did.Errors++
		} else {
			did.Runs++
		}
		all[d.recipe] = did
	}
	a.recent = kept
	return all
}
