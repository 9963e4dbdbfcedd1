package foresight

import (
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// Coverage says which tests of a recipe's filter some events tried: each by itself, whatever the others say, on the events of the
// recipe's trigger and topics. Hours, and whether it is enabled, make no difference.
type Coverage struct {
	Recipe string `json:"recipe"`
	Ran    int    `json:"ran"` // how often it ran
	// NeverTrue and NeverFalse are the texts of the tests, in order, each once. One that no event asked is in both.
	NeverTrue  []string `json:"tests_never_true"`
	NeverFalse []string `json:"tests_never_false"`
}

// Cover collects the coverage of a set. Make one with [Set.Cover]. It is for one goroutine.
type Cover struct {
	set     *Set
	view    filter.View
	ran     map[string]int
	holds   [][]bool // by recipe and test: it was true once
	holdsNo [][]bool // it was false once
}

// Cover returns an empty coverage of the set.
func (s *Set) Cover() *Cover {
	c := &Cover{set: s, ran: make(map[string]int)}
	for i := range s.rules {
		c.holds = append(c.holds, make([]bool, len(s.told[i])))
		c.holdsNo = append(c.holdsNo, make([]bool, len(s.told[i])))
	}
	return c
}

// Event adds an event as the recipes saw it.
func (c *Cover) Event(ev trigger.Event) {
	ev = c.set.host.World.Normal(ev)
	c.view.Reset(ev)
	for i, r := range c.set.rules {
		if !r.Trigger.Matches(ev) || !r.Trigger.InTopic(ev) || ev.Kind == trigger.ScheduleFired && ev.Recipe != r.ID {
			continue
		}
		for j, told := range c.set.told[i] {
			switch yes, asked := holds(told, &c.view); {
			case asked && yes:
				c.holds[i][j] = true
			case asked:
				c.holdsNo[i][j] = true
			}
		}
	}
}

func holds(told judge.Told, v *filter.View) (yes, asked bool) {
	got, err := told.Test.Holds(v)
	return err == nil && got != told.Negated, err == nil
}

// Ran adds runs of recipes, by their IDs.
func (c *Cover) Ran(runs map[string]int) {
	for id, n := range runs {
		c.ran[id] += n
	}
}

// Coverage returns the coverage of each recipe, in the set's order.
func (c *Cover) Coverage() []Coverage {
	all := make([]Coverage, len(c.set.rules))
	for i, r := range c.set.set.Recipes {
		one := Coverage{Recipe: r.ID, Ran: c.ran[r.ID], NeverTrue: []string{}, NeverFalse: []string{}}
		yes, no := make(map[string]bool), make(map[string]bool)
		for j, told := range c.set.told[i] {
			yes[told.Text], no[told.Text] = yes[told.Text] || c.holds[i][j], no[told.Text] || c.holdsNo[i][j]
		}
		for _, told := range c.set.told[i] {
			if !yes[told.Text] && !slices.Contains(one.NeverTrue, told.Text) {
				one.NeverTrue = append(one.NeverTrue, told.Text)
			}
			if !no[told.Text] && !slices.Contains(one.NeverFalse, told.Text) {
				one.NeverFalse = append(one.NeverFalse, told.Text)
			}
		}
		all[i] = one
	}
	return all
}
