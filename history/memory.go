package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/commis-recipes/commis/trigger"
)

// Memory keeps entries in memory, all of them, as long as it lives. Its zero value
// is ready. It is safe for concurrent use and must not be copied after its first use.
type Memory struct {
	mu    sync.RWMutex
	all   []Entry               // in order of arrival
	ids   map[string]bool       // of all
	items map[trigger.Ref][]int // where the entries of an item are in all
}

var _ Recorder = (*Memory)(nil)

// Record adds entries by the rules of [Recorder]. When entries break rules, the
// error names all that they break, each as "entries[1]: item.id: missing", and
// nothing of the call is kept. When ctx is done its error is returned.
func (m *Memory) Record(ctx context.Context, entries ...Entry) error {
	var errs []error
	for i, e := range entries {
		for _, err := range e.faults() {
			errs = append(errs, fmt.Errorf("entries[%d]: %w", i, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.ids == nil {
		m.ids = map[string]bool{}
		m.items = map[trigger.Ref][]int{}
	}
	for _, e := range entries {
		m.add(e)
	}
	return nil
}

func (m *Memory) add(e Entry) {
	if m.ids[e.ID] {
		return
	}
	e.At = e.At.Round(0) // with a monotonic reading, times would compare in two ways
	m.ids[e.ID] = true
	m.items[e.Item] = append(m.items[e.Item], len(m.all))
	m.all = append(m.all, e)
}

// Log returns the log of one item, by time and then by order of arrival; nil when
// there is nothing. The caller may change what it gets.
func (m *Memory) Log(s trigger.Ref) []Entry {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.log(s, Query{})
}

// Triggered reports whether the recipe with this ID ran on the item. A recipe that
// did not match left nothing, so the answer for it is false.
func (m *Memory) Triggered(recipe string, s trigger.Ref) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.ContainsFunc(m.items[s], func(i int) bool {
		return m.all[i].Action == Triggered && m.all[i].Recipe.ID == recipe
	})
}

// Find returns the entries of all logs that match the query, by time and then by
// order of arrival; nil when there are none. The caller may change what it gets.
func (m *Memory) Find(q Query) []Entry {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if q.Item.Kind != "" && q.Item.ID != "" {
		return m.log(q.Item, q)
	}
	var found []Entry
	for _, e := range m.all {
		if q.Match(e) {
			found = append(found, e)
		}
	}
	return byTime(found)
}

// log returns the entries of the log of one item that match a query. m.mu is held.
func (m *Memory) log(s trigger.Ref, q Query) []Entry {
	var found []Entry
	for _, i := range m.items[s] {
		if q.Match(m.all[i]) {
			found = append(found, m.all[i])
		}
	}
	return byTime(found)
}

// byTime sorts entries that are in order of arrival.
func byTime(entries []Entry) []Entry {
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.At.Compare(b.At) })
	return entries
}
