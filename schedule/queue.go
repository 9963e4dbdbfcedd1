package schedule

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// lanes are the queues of one kind, by lane.
type lanes map[string]*queue

// queue finds the oldest available row of one kind and lane. Rows that were replaced or removed stay in it until they
// come up, or until they outnumber the live ones.
type queue struct {
	waiting byTime // by the instant from which they may be taken
	ready   byTime // by their due instant
}

// ticket is a row's place in a queue; it is void when the row's fence has changed, or when the row is gone.
type ticket struct {
	at    time.Time
	row   *row
	fence uint64
}

type byTime []ticket

func (h byTime) Len() int { return len(h) }
func (h byTime) Less(i, j int) bool {
	return cmp.Or(h[i].at.Compare(h[j].at), cmp.Compare(h[i].fence, h[j].fence)) < 0
}
func (h byTime) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *byTime) Push(x any)   { h.add(x.(ticket)) }
func (h *byTime) Pop() any     { return h.remove() }

// add is heap.Push without an allocation.
func (h *byTime) add(t ticket) {
	*h = append(*h, t)
	heap.Fix(h, len(*h)-1)
}

// remove is heap.Pop without an allocation.
func (h *byTime) remove() ticket {
	last := len(*h) - 1
	h.Swap(0, last)
	t := (*h)[last]
	(*h)[last] = ticket{}
	if *h = (*h)[:last]; last > 0 {
		heap.Fix(h, 0)
	}
	return t
}

// queue returns the queue of the kind and lane, creating it if necessary, and drops its void tickets when most are
// void.
func (m *Memory) queue(kind, lane string) *queue {
	all := m.queues[kind]
	if all == nil {
		all = make(lanes)
		m.queues[kind] = all
	}
	q := all[lane]
	if q == nil {
		q = &queue{}
		all[lane] = q
	}
	if n := len(q.waiting) + len(q.ready); n > 64 && n > 2*len(m.rows) {
		q.waiting = m.withoutVoid(q.waiting)
		q.ready = m.withoutVoid(q.ready)
	}
	return q
}

// laneHead is the oldest available row of a lane.
type laneHead struct {
	*row
	queue *queue
}

func (h laneHead) compare(other laneHead) int {
	return cmp.Or(h.Due.Compare(other.Due), cmp.Compare(h.Fence, other.Fence))
}

// takeOldest removes the oldest rows available at now from the queues of the lanes that are not full.
func (m *Memory) takeOldest(from lanes, now time.Time, most int, full []string) []*row {
	defer m.putBack()
	var few [8]laneHead
	heads := few[:0]
	for lane, q := range from {
		if slices.Contains(full, lane) {
			continue
		}
		if r := q.first(m, now); r != nil {
			heads = append(heads, laneHead{r, q})
		} else if q.empty() {
			delete(from, lane)
		}
	}
	slices.SortFunc(heads, laneHead.compare)
	if len(heads) == 0 || most <= 0 {
		return nil
	}
	rows := make([]*row, 0, min(most, 32))
	for len(heads) > 0 && len(rows) < most {
		q := heads[0].queue
		rows = append(rows, heads[0].row)
		q.ready.remove()
		r := q.first(m, now)
		if r == nil {
			heads = heads[1:]
			continue
		}
		next := laneHead{r, q}
		at, _ := slices.BinarySearchFunc(heads[1:], next, laneHead.compare)
		copy(heads, heads[1:at+1])
		heads[at] = next
	}
	return rows
}

// putBack queues the rows again that were passed over, since an Update uses them.
func (m *Memory) putBack() {
	for i, r := range m.passed {
		m.queue(r.Kind, r.Lane).push(r)
		m.passed[i] = nil
	}
	m.passed = m.passed[:0]
}

// withoutVoid removes the void tickets from the heap and returns it.
func (m *Memory) withoutVoid(h byTime) byTime {
	h = slices.DeleteFunc(h, func(t ticket) bool { return t.live() == nil })
	heap.Init(&h)
	return h
}

// live returns the ticket's row, or nil when the ticket is void.
func (t ticket) live() *row {
	if t.row.gone || t.row.Fence != t.fence {
		return nil
	}
	return t.row
}

func (q *queue) push(r *row) { q.waiting.add(ticket{r.availableAt(), r, r.Fence}) }

func (q *queue) empty() bool { return len(q.waiting)+len(q.ready) == 0 }

// first returns the oldest row available at now, whose ticket is then the first in ready, or nil.
func (q *queue) first(m *Memory, now time.Time) *row {
	for len(q.waiting) > 0 && !q.waiting[0].at.After(now) {
		t := q.waiting.remove()
		if r := t.live(); r != nil {
			q.ready.add(ticket{r.Due, r, t.fence})
		}
	}
	for len(q.ready) > 0 && !q.ready[0].at.After(now) {
		r := q.ready[0].live()
		switch {
		case r == nil:
			q.ready.remove()
		case r.user != nil:
			q.ready.remove()
			m.passed = append(m.passed, r)
		case r.availableAt().After(now): // the clock went back
			q.ready.remove()
			q.push(r)
		default:
			return r
		}
	}
	return nil
}
