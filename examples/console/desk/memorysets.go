package desk

import (
	"context"
	"slices"
	"sync"
)

// MemorySets keeps revisions until the process ends. The zero value is ready.
type MemorySets struct {
	mu  sync.Mutex
	all []Revision
}

var _ Sets = (*MemorySets)(nil)

// Version implements [Sets].
func (m *MemorySets) Version(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.all), nil
}

// Revision implements [Sets].
func (m *MemorySets) Revision(_ context.Context, version int) (Revision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if version < 1 || version > len(m.all) {
		return Revision{}, ErrNoRevision
	}
	return m.all[version-1], nil
}

// Revisions implements [Sets].
func (m *MemorySets) Revisions(_ context.Context, id string, limit int) ([]Revision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []Revision
	for _, r := range slices.Backward(m.all) {
		if len(found) < limit && r.changed(id) {
			r.Set, r.Tags = nil, nil
			found = append(found, r)
		}
	}
	return found, nil
}

// Save implements [Sets].
func (m *MemorySets) Save(_ context.Context, r Revision) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r.Version != len(m.all)+1 {
		return ErrConflict
	}
	m.all = append(m.all, r)
	return nil
}

// changed reports whether the revision changed the recipe; any for an empty ID.
func (r Revision) changed(id string) bool {
	return id == "" || slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Recipe == id })
}
