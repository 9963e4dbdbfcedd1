package desk

import (
	"context"
	"time"
)

// Wait is a row of the engine for a case.
type Wait struct {
	// Key is its row in the store. It begins with wait/RECIPE/ACTION for an action that was put off, do/ for one that runs
	// or is tried again, event/ for an event that is to be applied.
	Key string    `json:"key"`
	Due time.Time `json:"due"`
}

// Waiting returns the engine's rows for a case, ordered by due instant.
func (d *Desk) Waiting(ctx context.Context, caseID string) ([]Wait, error) {
	rows, err := d.Store.Due(ctx, "case/"+caseID)
	waits := make([]Wait, len(rows))
	for i, j := range rows {
		waits[i] = Wait{j.Key, j.Due}
	}
	return waits, err
}
