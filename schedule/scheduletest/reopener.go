package scheduletest

import (
	"context"
	"fmt"

	"github.com/commis-recipes/commis/schedule"
)

// Reopener is an interface that a store may implement, in the host's tests, so that the suite can check durability.
// Without it the suite continues with the same store wherever it would reopen one.
type Reopener interface {
	schedule.Store
	// Reopen abandons the store as the end of the process would, and returns another one on the same data. No call is
	// running meanwhile, and the old store is not used again.
	Reopen(ctx context.Context) (schedule.Store, error)
}

func reopen(ctx context.Context, s schedule.Store) (schedule.Store, error) {
	r, ok := s.(Reopener)
	if !ok {
		return s, nil
	}
	again, err := r.Reopen(ctx)
	if err != nil {
		return nil, fmt.Errorf("reopening: %w", err)
	}
	return again, nil
}
