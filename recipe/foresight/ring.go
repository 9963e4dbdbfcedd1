package foresight

import (
	"fmt"
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
		found := make(map[string]bool)               // rings, by their recipes
		lengths := make([][]int, len(l.set.Recipes)) // by recipe: of the rings with it that were found
		for i, c := range l.of {
			if c < 0 || g.group[c] < 0 || slices.Contains(lengths[i], g.shortest(c)) {
				continue
			}
			ring, ev := g.through(i)
			sorted := slices.Sorted(slices.Values(ring))
			key := fmt.Sprint(sorted)
			if ring == nil || found[key] {
				continue
			}
			found[key] = true
			for _, one := range sorted {
				lengths[one] = append(lengths[one], len(sorted))
			}
			l.add(by.rule, "", by.text, sorted...).witness(ev)
		}
	}
}

// graph says which classes of recipes may cause which, by one sort of effect.
type graph struct {
	*linter
	message  bool
	next     [][]int // by class
	group    []int   // by class: all that may cause each other have the same number; -1 for none
	distance []int   // by class: the length of the shortest ring through it; zero for one that was not asked for
	played   map[string]outcome
	tries    int
}

// outcome is whether an engine confirms a ring, and the event that starts it.
type outcome struct {
	start event
	ok    bool
}

// maxTries is how many rings are played before the search for further ones ends.
const maxTries = 3000

func (l *linter) graph(message bool) *graph {
	n := len(l.members)
	g := &graph{linter: l, message: message, next: make([][]int, n), distance: make([]int, n), played: make(map[string]outcome)}
	startedBy := make(map[string][]int) // by event that a trigger may take
	for c := range n {
		for _, on := range l.set.Recipes[l.first(c)].Trigger.On {
			startedBy[on] = append(startedBy[on], c)
		}
	}
	for c := range n {
		g.next[c] = g.causes(c, startedBy)
	}
	g.components()
	return g
}

// causes returns the classes that the recipes of a class may cause.
func (g *graph) causes(c int, startedBy map[string][]int) []int {
	var all []int
	known := make(map[int]bool)
	for _, a := range g.set.Recipes[g.first(c)].Actions {
		for _, e := range g.effects(a) {
			if e.message != g.message {
				continue
			}
			spec, _ := e.kind.Spec()
			for _, on := range spec.Starts() {
				for _, d := range startedBy[on] {
					if !known[d] && g.mayStart(e, g.first(d)) {
						known[d] = true
						all = append(all, d)
					}
				}
			}
		}
	}
	return all
}

// through returns a shortest ring through the recipe that an engine confirms, and an event that starts it. The others in the ring are
// the first of their classes.
func (g *graph) through(i int) ([]int, event) {
	const most = 12 // rings that are played for one recipe
	tried := 0
	shortest := g.shortest(g.of[i])
	for length := shortest; length <= max(shortest, trigger.MaxDepth); length++ {
		var found []int
		var start event
		g.walk([]int{g.of[i]}, length, func(path []int) bool {
			if tried >= most || g.tries > maxTries {
				return true
			}
			tried++
			ring := []int{i}
			for _, c := range path[1:] {
				ring = append(ring, g.first(c))
			}
			if o := g.outcome(path, ring); o.ok {
				found, start = ring, o.start
			}
			return found != nil
		})
		if found != nil || tried >= most {
			return found, start
		}
	}
	return nil, event{}
}

// outcome plays a ring, once for recipes of the same classes in the same order in the set.
func (g *graph) outcome(path, ring []int) outcome {
	var order []int
	for _, i := range slices.Sorted(slices.Values(ring)) {
		order = append(order, slices.Index(ring, i))
	}
	key := fmt.Sprint(path, order)
	o, known := g.played[key]
	if !known {
		g.tries++
		o.start, o.ok = g.plays(ring)
		g.played[key] = o
	}
	return o
}

// shortest returns the length of the shortest ring through recipes of a class, as far as triggers and effects tell.
func (g *graph) shortest(c int) int {
	if g.distance[c] == 0 {
		g.distance[c] = g.measure(c)
	}
	return g.distance[c]
}

func (g *graph) measure(i int) int {
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

// reaches reports whether a class leads back to another in at most some steps.
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
