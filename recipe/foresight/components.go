package foresight

// components numbers the groups of classes that may cause each other, by Tarjan's algorithm. A class that cannot cause itself
// has none.
func (g *graph) components() {
	n := len(g.next)
	t := tarjan{graph: g, index: make([]int, n), low: make([]int, n), on: make([]bool, n)}
	g.group = make([]int, n)
	for i := range n {
		g.group[i] = -1
	}
	for i := range n {
		if t.index[i] == 0 {
			t.visit(i)
		}
	}
}

type tarjan struct {
	*graph
	index, low []int // from 1; zero for a class that was not visited
	on         []bool
	stack      []int
	count      int
	groups     int
}

func (t *tarjan) visit(i int) {
	t.count++
	t.index[i], t.low[i] = t.count, t.count
	t.stack, t.on[i] = append(t.stack, i), true
	itself := false
	for _, j := range t.next[i] {
		itself = itself || i == j
		if t.index[j] == 0 {
			t.visit(j)
			t.low[i] = min(t.low[i], t.low[j])
		} else if t.on[j] {
			t.low[i] = min(t.low[i], t.index[j])
		}
	}
	if t.low[i] != t.index[i] {
		return
	}
	t.groups++
	alone := t.stack[len(t.stack)-1] == i
	for {
		last := t.stack[len(t.stack)-1]
		t.stack, t.on[last] = t.stack[:len(t.stack)-1], false
		if !alone || itself {
			t.group[last] = t.groups
		}
		if last == i {
			return
		}
	}
}
