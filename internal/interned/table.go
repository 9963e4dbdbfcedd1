package interned

import (
	"runtime"
	"sync"
	"weak"
)

// Table holds values that never change, for as long as anything else refers to them. The zero value is an empty table. It is
// safe for concurrent use, and must not be copied.
type Table[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]weak.Pointer[V]
}

// Get returns the value of a key, or nil.
func (t *Table[K, V]) Get(k K) *V {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.values[k].Value()
}

// Put adds a value, and returns the one that the key has from now on: an earlier one, if it is still in use.
func (t *Table[K, V]) Put(k K, v *V) *V {
	t.mu.Lock()
	defer t.mu.Unlock()
	if was := t.values[k].Value(); was != nil {
		return was
	}
	if t.values == nil {
		t.values = map[K]weak.Pointer[V]{}
	}
	t.values[k] = weak.Make(v)
	runtime.AddCleanup(v, t.drop, k)
	return v
}

// drop forgets a key whose value is no longer in use.
func (t *Table[K, V]) drop(k K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.values[k].Value() == nil {
		delete(t.values, k)
	}
}
