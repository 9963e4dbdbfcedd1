package scheduletest

import (
	"context"
	"testing"

	"github.com/commis-recipes/commis/schedule"
)

// Run tests every rule as a subtest, each with a store from newStore, which must be empty and separate from the others.
// newStore may use its t for cleaning up, and fails the subtest when it cannot create a store. The rules run one after
// the other.
func Run(t *testing.T, newStore func(t *testing.T) schedule.Store) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if err := r.run(t.Context(), newStore(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

// Check does the same as [Run] and returns the broken rules, in order; nil when there are none. A rule is also broken
// when it takes more than two minutes, or when a store ends the goroutine that calls it. The rules are:
//
//   - keys: a key identifies one row, whatever its characters and the subject
//   - payloads: every byte comes back
//   - instants: a due instant comes back to the microsecond, and a zero one as zero
//   - copies: the caller may change its arguments and results
//   - oldest_first: Take returns rows in the order of their due instants
//   - kinds: Take returns rows of the kind only, of all subjects
//   - max: Take returns at most max rows, the oldest
//   - not_before_due: a row is taken from its instant on and not before
//   - state: a row with a zero Due is never taken
//   - big: a transaction and a call may be large
//   - leases: a taken row is available again after its lease and not before
//   - zero_lease: a zero lease lists each row once per call
//   - clock_back: a clock that goes back returns no row that is leased or not due
//   - attempts: Attempt counts the takes since Put
//   - versions: a version is greater than all earlier ones of the key
//   - fences: a fence is new on every Put, Take and Settle, and no old one is valid
//   - replace: a Put voids the claims and the lease of the row that it replaces
//   - drop: dropped rows are returned and removed, and their claims are void
//   - done: a settled row is removed
//   - retry: a row that is settled with an instant becomes due then
//   - stale: a void claim returns ErrStale and changes nothing, and the transaction goes on
//   - own_writes: a transaction sees its own writes, and so does the next one
//   - hides_uncommitted: uncommitted writes are invisible to others
//   - rollback_on_error: the writes of a function that fails are undone
//   - rollback_on_panic: the writes of a function that panics are undone, and the store remains usable
//   - own_error: Update's error wraps the error of the function
//   - remember: an id is new once
//   - closed: a transaction that has ended refuses every call
//   - cancelled: a ctx that is done ends a call at once, and its writes are undone
//   - lost_update: of many updates of one row in one subject none is lost
//   - write_skew: many updates of one subject are equivalent to running one after the other
//   - remember_once: of many updates of one subject one sees an id as new
//   - whole: if Take sees one row of an update, an update of its subject sees all of them
//   - take_once: of many concurrent takes no two return the same row
//   - claim_race: a claim is settled or taken over, and not both
//   - get_many: Get returns the live rows with the keys, in the order of the keys
//   - names: List returns the rows of a name and a kind, in the order of the bytes of their keys, from any key on
//   - renamed: a row is listed by the names of its last Put, in the same transaction too, until it is removed
//   - lanes: Take skips the rows of full lanes and of no others
//   - add: Add inserts the rows whose keys are not live, and changes no other
//   - add_within: rows added in an update are committed with the rest of it or not at all
//   - add_at_once: Add does not wait for an update of its subject
//   - any_subject: updates that share one subject are equivalent to running one after the other
//   - any_order: updates of the same subjects in different orders do not deadlock
//   - row_once: of many updates of different subjects that list and drop a row one gets it
//   - row_update: a row that an update reads or replaces is not changed from another subject meanwhile
//   - row_skew: many updates of different subjects that read the same rows are equivalent to running one after the
//     other
//   - announced: reads that an update announces give the same as others, whatever it writes itself and however long they are
//   - announced_at_once: of many updates of one subject that announce their reads each reads what those before it wrote
//   - announced_order: updates that announce the same rows in different orders do not deadlock
//   - together: each of many updates of one subject that waited at the same time sees the writes of those before it
//   - together_fails: where some of them fail or panic, nothing of these is seen, and the others are committed
//   - reopen: committed writes are present in a store that was reopened (see [Reopener])
//   - crash: a process may crash at any call, and everything is done once
//   - commit_unknown: updates whose answer is lost may be repeated if they use Remember
func Check(ctx context.Context, newStore func() schedule.Store) []*Violation {
	var broken []*Violation
	for _, r := range rules {
		if err := r.run(ctx, newStore()); err != nil {
			broken = append(broken, &Violation{Rule: r.name, Err: err})
		}
	}
	return broken
}

// rule is one rule; check returns how a new store breaks it.
type rule struct {
	name  string
	check func(ctx context.Context, s schedule.Store) error
}

// run checks a store that may also hang.
func (r rule) run(ctx context.Context, s schedule.Store) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return promptly(ruleLimit, "the rule's calls", func() error { return r.check(ctx, s) })
}

var rules = []rule{
	{"keys", keys},
	{"payloads", payloads},
	{"instants", instants},
	{"copies", copies},
	{"oldest_first", oldestFirst},
	{"kinds", kinds},
	{"max", maxRows},
	{"not_before_due", notBeforeDue},
	{"state", neverDue},
	{"big", largeTransaction},
	{"leases", leases},
	{"zero_lease", zeroLease},
	{"clock_back", clockBack},
	{"attempts", attempts},
	{"versions", versions},
	{"fences", fences},
	{"replace", replace},
	{"drop", drops},
	{"done", settlesForGood},
	{"retry", retry},
	{"stale", stale},
	{"own_writes", ownWrites},
	{"hides_uncommitted", hidesUncommitted},
	{"rollback_on_error", rollbackOnError},
	{"rollback_on_panic", rollbackOnPanic},
	{"own_error", ownError},
	{"remember", remembers},
	{"closed", closed},
	{"cancelled", cancelled},
	{"lost_update", lostUpdate},
	{"write_skew", writeSkew},
	{"remember_once", rememberOnce},
	{"whole", wholeUpdates},
	{"take_once", takeOnce},
	{"claim_race", claimRace},
	{"get_many", getMany},
	{"names", listsByName},
	{"renamed", renamed},
	{"lanes", lanes},
	{"add", adds},
	{"add_within", addWithin},
	{"add_at_once", addAtOnce},
	{"any_subject", anySubject},
	{"any_order", anyOrder},
	{"row_once", rowOnce},
	{"row_update", rowUpdate},
	{"row_skew", rowSkew},
	{"announced", announcedReads},
	{"announced_at_once", announcedAtOnce},
	{"announced_order", announcedInAnyOrder},
	{"together", together},
	{"together_fails", togetherFails},
	{"reopen", reopened},
	{"crash", crash},
	{"commit_unknown", commitUnknown},
}
