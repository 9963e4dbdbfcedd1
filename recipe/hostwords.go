package recipe

import (
	"maps"
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
)

// savedWords reports the words in saved filters that the host does not have, also when the filters are not compiled again.
func (c *compiler) savedWords(set Set) {
	for _, name := range slices.Sorted(maps.Keys(set.Filters)) {
		if set.Filters[name].Saved == "" { // else it is another's program
			c.filterWords(c.faults.at("", "").In(fault.Join("filters", name)), c.named.programs[name])
		}
	}
}

// filterWords reports the words that a filter compares a field with and that its closed list does not have.
func (c *compiler) filterWords(p fault.Place, program *filter.Program) {
	if program != nil {
		c.wordFaults(p, program.Words())
	}
}

func (c *compiler) wordFaults(p fault.Place, words []*filter.Error) {
	for _, e := range words {
		p.Add(e)
	}
}
