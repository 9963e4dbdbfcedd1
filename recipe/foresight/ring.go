package foresight

import (
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// rings finds recipes that cause each other, by changes of an item, and by messages.
func (l *linter) rings() {
	for _, by := range []struct {
		rule    Rule
		message bool
		text    string
	}{
		{Cycle, false, "its changes of an item start it again; the engine ends the loop"},
		{AnswersItself, true, "its messages start it again; the engine ends the loop"},
	} {
		g := l.graph(by.message)
		var found [][]int
		for i := range l.set.Recipes {
			known := func(ring []int) bool { return slices.Contains(ring, i) && len(ring) == g.shortest(i) }
			if g.group[i] < 0 || slices.ContainsFunc(found, known) {
				continue
			}
			ring, ev := g.through(i)
			if ring == nil {
				continue
			}
			sorted := slices.Sorted(slices.Values(ring))
			if slices.ContainsFunc(found, func(other []int) bool { return slices.Equal(other, sorted) }) {
				continue
			}
			found = append(found, sorted)
			l.add(by.rule, "", by.text, sorted...).witness(ev)
		}
	}
}

// graph says which recipes may cause which, by one sort of effect.
type graph struct {
	*linter
	message bool
	next    [][]int // by recipe
	group   []int   // by recipe: all that may cause each other have the same number; -1 for none
	tries   int
}

// maxTries is how many rings are played before the search for further ones ends.
const maxTries = 3000

func (l *linter) graph(message bool) *graph {
	n := len(l.set.Recipes)
	g := &graph{linter: l, message: message, next: make([][]int, n)}
	startedBy := make(map[string][]int) // by event that a trigger may take
	for i := range n {
		if !l.live(i) || l.never[i] || l.alone(i) {
			continue
		}
		for _, on := range l.set.Recipes[i].Trigger.On {
			startedBy[on] = append(startedBy[on], i)
		}
	}
	for i := range n {
		if !l.live(i) || l.never[i] {
			continue
		}
		for _, a := range l.set.Recipes[i].Actions {
			for _, e := range l.effects(a) {
				spec, _ := e.kind.Spec()
				for _, on := range spec.Starts() {
					for _, j := range startedBy[on] {
						if e.message == message && !slices.Contains(g.next[i], j) && l.mayStart(e, j) {
							g.next[i] = append(g.next[i], j)
						}
					}
				}
			}
		}
	}
	g.components()
	return g
}

// through returns a shortest ring through the recipe that an engine confirms, and an event that starts it.
func (g *graph) through(i int) ([]int, event) {
	const most = 12 // rings that are played for one recipe
	played := 0
	shortest := g.shortest(i)
	for length := shortest; length <= max(shortest, trigger.MaxDepth); length++ {
		var found []int
		var start event
		g.walk([]int{i}, length, func(ring []int) bool {
			if g.tries++; played >= most || g.tries > maxTries {
				return true
			}
			played++
			if ev, ok := g.plays(ring); ok {
				found, start = slices.Clone(ring), ev
			}
			return found != nil
		})
		if found != nil || played >= most {
			return found, start
		}
	}
	return nil, event{}
}

// shortest returns the length of the shortest ring through the recipe, as far as triggers and effects tell.
func (g *graph) shortest(i int) int {
	seen := make(map[int]bool)
	layer := []int{i}
	for length := 1; len(layer) > 0; length++ {
		var after []int
		for _, one := range layer {
			for _, j := range g.next[one] {
				if j == i {
					return length
				}
				if !seen[j] && g.group[j] == g.group[i] {
					seen[j] = true
					after = append(after, j)
				}
			}
		}
		layer = after
	}
	return 0
}

// walk visits the rings of a length that begin with the path, until visit returns true.
func (g *graph) walk(path []int, length int, visit func([]int) bool) bool {
	last := path[len(path)-1]
	for _, j := range g.next[last] {
		switch {
		case len(path) == length && j == path[0]:
			if visit(path) {
				return true
			}
		case len(path) < length && g.group[j] == g.group[path[0]] && !slices.Contains(path, j) && g.reaches(j, path[0], length-len(path)):
			if g.walk(append(path, j), length, visit) {
				return true
			}
		}
	}
	return false
}

// reaches reports whether a recipe leads back to another in at most some steps.
func (g *graph) reaches(from, to, steps int) bool {
	seen := map[int]bool{from: true}
	layer := []int{from}
	for ; steps > 0 && len(layer) > 0; steps-- {
		var after []int
		for _, i := range layer {
			for _, j := range g.next[i] {
				if j == to {
					return true
				}
				if !seen[j] && g.group[j] == g.group[to] {
					seen[j] = true
					after = append(after, j)
				}
			}
		}
		layer = after
	}
	return false
}
