package recipe

import (
	"maps"
	"regexp"
	"slices"
	"sync/atomic"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// poll is a poll trigger that runs.
type poll struct {
	trigger.Poll
	set, lookup []attribute
	checked     atomic.Int64 // when somebody looked for the recipe's row, in nanoseconds; zero means never
}

// registerPoll adds the rule's poll.
func (c *compiled) registerPoll(r *rule) {
	if r.poll == nil || !r.enabled {
		return
	}
	c.polls = append(c.polls, r)
	for _, a := range slices.Concat(r.poll.set, r.poll.lookup) {
		c.globals = c.globals || a.scope == "global"
	}
}

// poll compiles a poll trigger.
func (c *compiler) poll(p fault.Place, from *trigger.Poll) *poll {
	if from == nil {
		return nil
	}
	out := &poll{Poll: *from}
	c.source(p, from.Source)
	out.set = c.attributes(p.In("set"), from.Set)
	if from.Lookup != nil {
		c.source(p.In("lookup"), from.Lookup.Source)
		out.lookup = c.attributes(p.In("lookup.set"), from.Lookup.Set)
	}
	return out
}

// quoted is a text in a filter.
var quoted = regexp.MustCompile("\"(\\\\.|[^\"])*\"|'(\\\\.|[^'])*'|`[^`]*`")

// beforeLookup refuses a filter that reads the lookup's result, since it is evaluated before the lookup.
func (p *poll) beforeLookup(where fault.Place, f *filter.Program) {
	if p == nil || p.Lookup == nil || f == nil {
		return
	}
	names := append(slices.Sorted(maps.Keys(p.Lookup.Set)), "lookup")
	text := quoted.ReplaceAllString(f.String(), "''")
	for _, name := range names {
		if _, first := p.Set[name]; first {
			continue
		}
		if regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(name) + `\b`).MatchString(text) {
			where.Addf("", "reads %s, and the filter is asked before the lookup", name)
		}
	}
}
