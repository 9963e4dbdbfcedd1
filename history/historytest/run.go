package historytest

import (
	"context"
	"testing"
)

// Run tests every rule as a subtest of its own, each with a log from newLog, which
// must be empty and separate from the others. newLog may use its t for cleaning up,
// and ends the subtest when it cannot make a log. The rules run one after the other.
func Run(t *testing.T, newLog func(t *testing.T) Log) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if err := r.check(t.Context(), newLog(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

// Check does what [Run] does and returns the rules that are broken, in order; nil
// when all are kept. The rules are:
//
//   - empty: an unknown item's log is empty, and recording nothing is no error
//   - separate_logs: an entry appears in the log of its own item only
//   - order: a log is ordered by time, then by arrival
//   - round_trip: every field comes back as it was given
//   - idempotent: an ID that is known is ignored
//   - idempotent_concurrently: also when it is recorded many times at once
//   - refuses: an entry that breaks Entry.Check is refused
//   - all_or_nothing: nothing of a refused call is kept
//   - cancelled: nothing of a call with a ctx that is done is kept
//   - copies: the caller may change what it gave and what it got
//   - big: calls and logs may be large
//   - concurrent: many may write and read at once, and none sees half a call
func Check(ctx context.Context, newLog func() Log) []*Violation {
	var broken []*Violation
	for _, r := range rules {
		if err := r.check(ctx, newLog()); err != nil {
			broken = append(broken, &Violation{Rule: r.name, Err: err})
		}
	}
	return broken
}

// rule is one rule; check returns how a new log breaks it.
type rule struct {
	name  string
	check func(ctx context.Context, log Log) error
}

var rules = []rule{
	{"empty", empty},
	{"separate_logs", separateLogs},
	{"order", order},
	{"round_trip", roundTrip},
	{"idempotent", idempotent},
	{"idempotent_concurrently", idempotentConcurrently},
	{"refuses", refuses},
	{"all_or_nothing", allOrNothing},
	{"cancelled", cancelled},
	{"copies", copies},
	{"big", big},
	{"concurrent", concurrent},
}
