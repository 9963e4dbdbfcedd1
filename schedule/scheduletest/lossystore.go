package scheduletest

import (
	"context"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/schedule"
)

var errLost = errors.New("the answer was lost")

// lossyStore loses the answers of one caller's updates, as planned in answers.
type lossyStore struct {
	schedule.Store
	answers []bool // whether the update was committed before its answer was lost
}

func (l *lossyStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if len(l.answers) == 0 {
		return l.Store.Update(ctx, about, fn)
	}
	committed := l.answers[0]
	l.answers = l.answers[1:]
	undone := false
	err := l.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		undone = false
		if err := fn(ctx, tx); err != nil || committed {
			return err
		}
		undone = true
		return errLost
	})
	if err != nil && !undone {
		return err
	}
	return errLost
}

// commitUnknown runs many callers that count in one row and whose answers are lost. Each repeats until it knows.
func commitUnknown(ctx context.Context, s schedule.Store) error {
	plans := [][]bool{{}, {true}, {false}, {true, true}, {true, false}, {false, true}, {false, false}, {false, true, false}}
	err := atOnce(func(i int) error {
		own := lossyStore{s, plans[i%len(plans)]}
		for {
			err := updateThread(ctx, &own, func(tx schedule.Tx) error {
				first, err := tx.Remember(fmt.Sprintf("id-%d", i))
				if err != nil || !first {
					return err
				}
				return count(tx, job("common", 0))
			})
			if !errors.Is(err, errLost) {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	return wantCount(ctx, s, job("common", 0), callers)
}
