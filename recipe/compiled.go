package recipe

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// compiled is a set that runs. It never changes.
type compiled struct {
	rules  []*rule
	place  map[string]int // of each rule, by its ID
	index  matching.Index[*filter.Program, *filter.View]
	layout *layout // has the three above
	named  named
	table  action.Availability
	world  trigger.World
	// maxComplexity is the engine's when the set was compiled.
	maxComplexity int
	unless        []action.Signal // every signal that cancels an action
	// removed are the recipes, and the actions of recipes, that were in an earlier set and are not in this one, each as
	// recipe and action.
	removed map[[2]string]bool
	// withheld are recipes that a set has with faults and that were not loaded before.
	withheld map[string]bool
	// polls are the enabled rules that poll; globals says that one of them sets a global attribute.
	polls   []*rule
	globals bool
	firsts  bool // some action counts from the first event
	// armsFrom is right after the last instant at which this process switched something off, see armedAt.
	armsFrom time.Time
	// schedules are the enabled rules on a schedule.
	schedules []*rule
	// polled and scheduled say that this set, or one that this process ran before, has such rules: their rows may be left.
	polled, scheduled bool
}

// rule returns the rule with an ID, or nil.
func (c *compiled) rule(id string) *rule {
	if i, ok := c.place[id]; ok {
		return c.rules[i]
	}
	return nil
}

// rule is a recipe that runs.
type rule struct {
	number    uint64 // no other rule of this process has it
	recipe    action.Recipe
	enabled   bool
	enabledAt time.Time
	trigger   trigger.Trigger
	filter    filter.Filter
	when      *Hours // as written
	program   *filter.Program
	hours     *schedule.Hours // nil means at any time
	outside   bool
	stop      bool
	shadow    bool
	poll      *poll  // nil for all other triggers
	slots     *slots // nil for all other triggers
	actions   []compiledAction
	asks      bool // the filter or a text asks a calendar
	// misworded says that it has words that the host does not have. It is compiled again with each set, to tell.
	misworded bool
}

// live reports whether the rule is not in shadow.
func (r *rule) live() bool { return r.enabled && !r.shadow }

// compiledAction is an action that runs.
type compiledAction struct {
	action.Action
	id     string          // the one that is written, or the kind
	read   bool            // a later action reads its output
	config action.Config   // as written
	given  json.RawMessage // With before its spaces were taken out; nil when there were none
	text   *text           // nil without placeholders
	shown  json.RawMessage // With for reports; nil with placeholders
	timing timing
	// offKeys are those of switchOffKeys.
	offKeys []string
	first   bool // the earliest of several events counts
	traits
}

// traits are the results of a config's optional methods, called once, when it is loaded.
type traits struct {
	irreversible bool
	answering    bool
	roundRobin   bool          // it chooses one of several in turn
	count        int           // how many matches it is carried out for at once, at least
	every        time.Duration // the least time between two times
	lane         string
}

// digests reports whether the action is carried out for several matches at once.
func (t traits) digests() bool { return t.count > 1 || t.every > 0 }

// register collects the signals, polls and schedules of a rule.
func (c *compiled) register(r *rule) {
	if r.shadow { // it has neither of them, and nothing that waits
		return
	}
	c.registerPoll(r)
	c.registerSlots(r)
	for i := range r.actions {
		a := &r.actions[i]
		c.firsts = c.firsts || a.first
		for _, s := range a.Unless {
			if !slices.Contains(c.unless, s) {
				c.unless = append(c.unless, s)
			}
		}
	}
}

// rememberRemoved stores the recipes and actions of earlier sets that are missing from this one.
func (c *compiled) rememberRemoved(last *compiled) {
	removed := make(map[[2]string]bool)
	for what := range last.removed {
		removed[what] = true
	}
	for _, was := range last.rules {
		if c.rule(was.recipe.ID) == was {
			continue
		}
		removed[[2]string{was.recipe.ID}] = true
		for i := range was.actions {
			removed[[2]string{was.recipe.ID, was.actions[i].id}] = true
		}
	}
	maps.DeleteFunc(removed, func(what [2]string, _ bool) bool {
		r := c.rule(what[0])
		return r != nil && (what[1] == "" || r.action(what[1]) >= 0)
	})
	c.removed = removed
}
