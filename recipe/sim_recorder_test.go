package recipe_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/history"
)

// simRecorder keeps the history in the transaction that it is called in.
type simRecorder struct{}

func (simRecorder) Record(ctx context.Context, entries ...history.Entry) error {
	f := simIn(ctx)
	if f.life.dead {
		return errSimDead
	}
	if f.tx == nil {
		f.w.breaks("history is written outside of a transaction")
		return nil
	}
	if roll, bad := f.w.fault("record", entries[0].ID); bad {
		if roll%2 == 0 {
			return f.crash()
		}
		return errSimDown
	}
	f.tx.entries = append(f.tx.entries, entries...)
	for _, e := range entries {
		f.tx.tell(strings.TrimSpace(fmt.Sprintf("%s/%s of %s is %s %s", e.Recipe.ID, e.Action, e.Event, e.Outcome, e.Reason)))
	}
	return nil
}
