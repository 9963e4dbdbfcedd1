package desk

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// MemoryHistory is a [history.Recorder] that keeps everything until the process ends. The zero value is empty.
type MemoryHistory struct{ history.Memory }

var _ History = (*MemoryHistory)(nil)

// Log implements [History].
func (m *MemoryHistory) Log(_ context.Context, item trigger.Ref) ([]history.Entry, error) {
	return m.Memory.Log(item), nil
}

// Activity implements [History].
func (m *MemoryHistory) Activity(_ context.Context, since time.Time) (map[string]Activity, error) {
	var all Activities
	for _, e := range m.Find(history.Query{}) {
		all.Add(e.Recipe.ID, e.At, e.Action, e.Outcome)
	}
	return all.Since(since), nil
}
