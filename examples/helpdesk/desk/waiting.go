package desk

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Wait is an action that waits in a case.
type Wait struct {
	// Key names it. It begins with wait/RECIPE/ACTION.
	Key string    `json:"key"`
	Due time.Time `json:"due"`
}

// Waiting returns what waits in a case, ordered by due instant.
func (d *Desk) Waiting(ctx context.Context, caseID string) ([]Wait, error) {
	found, err := d.Engine.Waiting(ctx, trigger.Event{Case: &trigger.Case{ID: caseID}})
	waits := make([]Wait, len(found))
	for i, w := range found {
		waits[i] = Wait{w.Key, w.Due}
	}
	return waits, err
}
