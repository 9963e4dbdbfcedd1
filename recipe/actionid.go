package recipe

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
)

var actionID = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// identify gives every action of the rule its id: the one that is written; else its kind, where that tells it apart. Lasting
// state is keyed by ids, so of several actions of one kind those with a memory need an explicit id.
func (c *compiler) identify(p fault.Place, r *rule) {
	kinds := make(map[string]int, len(r.actions))
	taken := make(map[string]bool, len(r.actions))
	for i := range r.actions {
		a := &r.actions[i]
		kinds[a.Do]++
		switch where := p.In(fault.Index("actions", i)); {
		case a.ID == "":
		case !actionID.MatchString(a.ID):
			where.Addf("id", "%q is not a lower-case letter followed by up to 63 of a-z, 0-9, _ and -", a.ID)
		case taken[a.ID]:
			where.Addf("id", "%q is the id of an action before it too", a.ID)
		}
		taken[a.ID] = true
	}
	was := c.last.rule(r.recipe.ID)
	for i := range r.actions {
		a := &r.actions[i]
		switch {
		case a.ID != "":
			a.id = a.ID
		case kinds[a.Do] == 1 && !taken[a.Do]:
			a.id = a.Do
		default:
			a.id = proposal(was, r, i, taken)
			if a.remembers() {
				p.In(fault.Index("actions", i)).Addf("id",
					"missing; the recipe has several of %s, whose waits are identified by id: write \"id\": %q", a.Do, a.id)
			}
		}
		taken[a.id] = true
		a.offKeys = switchOffKeys(r.recipe.ID, a.id)
	}
	for i := range r.actions {
		c.readers(p.In(fmt.Sprintf("actions[%d].with", i)), r, i)
	}
}

// proposesIDs reports whether the recipe has several actions of a kind of which one has no id, so that their ids depend on its
// earlier version.
func (r *Recipe) proposesIDs() bool {
	for i, a := range r.Actions {
		another := func(b action.Action) bool { return b.Do == a.Do || b.ID == a.Do }
		if a.ID == "" && (slices.ContainsFunc(r.Actions[:i], another) || slices.ContainsFunc(r.Actions[i+1:], another)) {
			return true
		}
	}
	return false
}

// proposal returns an id for the i-th action: the kind, for the one that had it before or else for the first of its kind;
// for the others the kind and a number.
func proposal(was, r *rule, i int, taken map[string]bool) string {
	a := &r.actions[i]
	first := slices.IndexFunc(r.actions, func(b compiledAction) bool { return b.Do == a.Do && b.ID == "" })
	if was != nil {
		if old := was.action(a.Do); old >= 0 {
			same := func(b compiledAction) bool {
				return b.Do == a.Do && b.ID == "" && b.After == was.actions[old].After && bytes.Equal(b.With, was.actions[old].With)
			}
			if at := slices.IndexFunc(r.actions, same); at >= 0 {
				first = at
			}
		}
	}
	if i == first && !taken[a.Do] {
		return a.Do
	}
	for n := 2; ; n++ {
		if id := a.Do + "-" + strconv.Itoa(n); !taken[id] {
			return id
		}
	}
}

// remembers reports whether something of the action lasts beyond one event.
func (a *compiledAction) remembers() bool {
	return a.waits() || a.Repeat != nil || a.Limit != nil || a.digests() || a.roundRobin
}

// readers checks the outputs that the i-th action reads, and marks their actions.
func (c *compiler) readers(with fault.Place, r *rule, i int) {
	for _, id := range r.actions[i].outputs() {
		found := false
		for j := range r.actions[:i] {
			b := &r.actions[j]
			if id != "" && b.id != id {
				continue
			}
			found = true
			switch {
			case id == "":
			case b.waits() || b.Repeat != nil || b.Hours != nil || b.digests():
				with.Addf("", "reads %s, and that action is not carried out at once and once", fault.Join("task", id))
			}
			b.read = true
		}
		if !found {
			with.Addf("", "reads %s, and no action before it has that id", fault.Join("task", id))
		}
	}
}

// action returns the place of the action with the id, or -1.
func (r *rule) action(id string) int {
	return slices.IndexFunc(r.actions, func(a compiledAction) bool { return a.id == id })
}
