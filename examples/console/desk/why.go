package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// opened is the latest set, ready to be asked why. Opening one takes a while; it is for one goroutine.
type opened struct {
	mu      sync.Mutex
	version int
	set     *foresight.Set
}

// eachMost is the number of recipes up to which an answer has those, too, that an event does not start.
const eachMost = 200

// why asks each recipe as it is now about an event. Of a large set it leaves out those that the event does not start.
func (d *Desk) why(now *snapshot, ev trigger.Event) (told []foresight.Explanation, leftOut int, err error) {
	d.opened.mu.Lock()
	defer d.opened.mu.Unlock()
	if d.opened.set == nil || d.opened.version != now.Version {
		set, err := d.foresight().Open(now.set)
		if err != nil {
			return nil, 0, invalid("the recipes have faults, so nothing can be said about them: %v", err)
		}
		d.opened.set, d.opened.version = set, now.Version
	}
	all, err := d.opened.set.Why(ev)
	if err != nil {
		return nil, 0, invalid("event %q cannot be explained: %v", ev.ID, err)
	}
	if len(all) <= eachMost {
		return all, 0, nil
	}
	for _, x := range all {
		if x.Outcome == recipe.OtherTrigger || x.Outcome == recipe.OtherTopic || x.Outcome == recipe.Disabled {
			leftOut++
			continue
		}
		told = append(told, x)
	}
	return told, leftOut, nil
}

// explained returns an explanation for the page.
func explained(x foresight.Explanation, now *snapshot) decision {
	out := decision{
		Recipe: x.Recipe, Outcome: x.Outcome, Reason: x.Reason, Why: whyWords(x.Outcome, x.Reason),
		Tests: append([]foresight.Test{}, x.Tests...), Flips: append([][]foresight.Flip{}, x.Flips...), Actions: []acted{},
	}
	if r, err := now.find(x.Recipe); err == nil {
		out.Name = r.Name
	}
	if x.Outcome == recipe.FilteredOut {
		var failed []string
		for _, t := range x.Tests {
			if !t.Holds {
				failed = append(failed, t.Text+" ("+sawWords(t)+")")
			}
		}
		if len(failed) > 0 {
			out.Why += ": " + strings.Join(failed, "; ")
		}
	}
	return out
}

// sawWords says which values a test saw.
func sawWords(t foresight.Test) string {
	if t.Error != "" {
		return t.Error
	}
	var all []string
	for _, path := range slices.Sorted(maps.Keys(t.Saw)) {
		if v := t.Saw[path]; v == nil {
			all = append(all, path+" is missing")
		} else {
			all = append(all, path+" is "+short(fmt.Sprint(v), 80))
		}
	}
	return strings.Join(all, ", ")
}

// whyWords says in words how a decision ended, and why.
func whyWords(o recipe.Outcome, r recipe.Reason) string {
	text := spaced(string(o))
	for _, doc := range recipe.Outcomes() {
		if doc.Outcome == o {
			text = doc.Doc
		}
	}
	for _, doc := range recipe.Reasons() {
		if r != "" && doc.Reason == r {
			return text + ": " + doc.Doc
		}
	}
	return text
}
