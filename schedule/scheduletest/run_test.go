package scheduletest_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	scheduletest.Run(t, func(*testing.T) schedule.Store { return &schedule.Memory{} })
}

func TestMemoryRunsAgain(t *testing.T) {
	t.Parallel()
	scheduletest.Run(t, func(*testing.T) schedule.Store { return &restless{} })
}

// restless runs every function twice, the first time for nothing.
type restless struct{ schedule.Memory }

func (r *restless) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	conflict := errors.New("conflict")
	err := r.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		if err := fn(ctx, tx); err != nil {
			return err
		}
		return conflict
	})
	if !errors.Is(err, conflict) {
		return err
	}
	return r.Memory.Update(ctx, about, fn)
}

// honest are the ways in which an honest ledger may differ from a simple one.
var honest = []struct {
	name   string
	change func(l *ledger)
}{
	{"simple", func(*ledger) {}},
	{"optimistic", func(l *ledger) { l.optimistic = true }},
	{"shy", func(l *ledger) { l.shy = true }},
}

func TestHonestLedgers(t *testing.T) {
	t.Parallel()
	for _, tc := range honest {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			scheduletest.Run(t, func(*testing.T) schedule.Store {
				l := newLedger("")
				tc.change(l)
				return l
			})
		})
		t.Run("slow "+tc.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, check(t, func() schedule.Store {
				l := newLedger("")
				tc.change(l)
				l.slow = true
				return l
			}))
		})
	}
}

// check runs the suite where no time passes, and ends what still waits.
func check(t *testing.T, newStore func() schedule.Store) (broken []*scheduletest.Violation) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		broken = scheduletest.Check(ctx, newStore)
	})
	return broken
}

// withoutTurns are the flaws that do no harm where updates of a subject wait for each other.
var withoutTurns = []flaw{losesUpdates, checksWritesOnly, asksThenRemembers, rowByRow}

func rules(broken []*scheduletest.Violation) []string {
	var names []string
	for _, v := range broken {
		names = append(names, v.Rule)
	}
	return names
}

// Every wrong store fails the suite by the rule that it breaks.
func TestWrongStores(t *testing.T) {
	t.Parallel()
	for i, tc := range []struct {
		flaw  flaw
		only  bool // these rules and no other
		rules []string
	}{
		{keyIgnoresCase, false, []string{"keys"}},
		{keyIsTrimmed, false, []string{"keys"}},
		{keyIsCut, true, []string{"keys", "names"}},
		{keyPerSubject, false, []string{"keys"}},
		{payloadEndsAtNUL, true, []string{"payloads"}},
		{payloadIsText, true, []string{"payloads"}},
		{payloadIsJSON, true, []string{"payloads"}},
		{payloadIsCut, true, []string{"payloads"}},
		{swapsNames, false, []string{"keys"}},
		{takeIsBare, false, []string{"payloads"}},
		{milliseconds, false, []string{"instants", "not_before_due"}},
		{epochIsZero, true, []string{"instants"}},
		{keepsPayload, true, []string{"copies"}},
		{handsOutPayload, true, []string{"copies"}},
		{dropHandsOut, true, []string{"copies"}},

		{newestFirst, false, []string{"oldest_first"}},
		{orderOfArrival, false, []string{"oldest_first"}},
		{orderOfClockReading, true, []string{"oldest_first"}},
		{ignoresKind, false, []string{"kinds"}},
		{kindIgnoresCase, true, []string{"kinds"}},
		{ignoresMax, false, []string{"max"}},
		{zeroMaxIsAll, true, []string{"max"}},
		{takesEarly, false, []string{"not_before_due"}},
		{takesLate, false, []string{"not_before_due"}},
		{takesState, false, []string{"state"}},
		{smallCalls, true, []string{"big"}},

		{ignoresLeases, false, []string{"leases"}},
		{leaseNeverEnds, false, []string{"leases"}},
		{leaseEndsLate, false, []string{"leases"}},
		{leaseFromDue, false, []string{"leases"}},
		{leaseInSeconds, true, []string{"leases"}},
		{leaseMovesDue, false, []string{"leases"}},
		{zeroLeaseHolds, false, []string{"zero_lease"}},
		{zeroLeaseIsNoTake, true, []string{"zero_lease"}},
		{clockOnlyForward, false, []string{"clock_back"}},
		{leaseHasABeginning, false, []string{"clock_back"}},

		{attemptOfCaller, false, []string{"attempts"}},
		{attemptForgets, false, []string{"attempts"}},
		{attemptNeverForgets, false, []string{"attempts"}},
		{reusesVersions, false, []string{"versions"}},
		{versionOfCaller, false, []string{"versions"}},
		{versionPerTake, false, []string{"versions"}},
		{fencePerRow, false, []string{"fences"}},
		{takeKeepsFence, false, []string{"fences"}},
		{retryKeepsFence, false, []string{"fences"}},
		{replaceKeepsFence, false, []string{"replace"}},
		{replaceKeepsLease, false, []string{"replace"}},
		{replaceKeepsKind, false, []string{"replace"}},

		{dropReturnsNothing, false, []string{"drop"}},
		{dropReturnsKeys, false, []string{"drop"}},
		{dropReturnsUnknown, false, []string{"drop"}},
		{dropReverses, true, []string{"drop"}},
		{takesDropped, false, []string{"drop"}},
		{doneComesBack, false, []string{"done"}},
		{onlyTakenSettles, false, []string{"done"}},
		{retryIsDone, false, []string{"retry"}},
		{retryKeepsDue, false, []string{"retry"}},
		{retryKeepsLease, false, []string{"retry"}},
		{oldFenceSettles, false, []string{"stale"}},
		{staleIsNil, false, []string{"stale"}},
		{staleIsAnother, false, []string{"stale"}},
		{staleSpoils, false, []string{"stale"}},

		{blindToOwn, false, []string{"own_writes"}},
		{writesAtOnce, false, []string{"hides_uncommitted"}},
		{keepsRemember, false, []string{"rollback_on_error", "commit_unknown"}},
		{keepsPuts, false, []string{"rollback_on_error", "rollback_on_panic"}},
		{keepsDrops, false, []string{"rollback_on_error"}},
		{panicRemembers, false, []string{"rollback_on_panic", "crash"}},
		{panicCommits, false, []string{"rollback_on_panic"}},
		{panicIsNil, true, []string{"rollback_on_panic", "together_fails"}},
		{panicLocks, true, []string{"rollback_on_panic", "closed", "add_within", "together_fails"}},
		{swallowsError, true, []string{"own_error", "together_fails"}},
		{hidesError, true, []string{"own_error", "together_fails"}},
		{neverRemembers, false, []string{"remember"}},
		{remembersAPart, true, []string{"remember"}},
		{idIgnoresCase, true, []string{"remember"}},
		{idIsAKey, true, []string{"remember"}},
		{staysOpen, true, []string{"closed"}},
		{ignoresContext, true, []string{"cancelled"}},
		{waitsForever, true, []string{"cancelled"}},
		{commitsUntilDone, true, []string{"cancelled"}},
		{nothingIsFine, true, []string{"cancelled"}},
		{losesUpdates, false, []string{"lost_update"}},
		{checksWritesOnly, true, []string{"write_skew", "any_subject", "row_skew", "together", "together_fails"}},
		{asksThenRemembers, true, []string{"remember_once"}},
		{rowByRow, false, []string{"whole"}},
		{asksThenTakes, true, []string{"take_once"}},
		{checksVersionOnly, false, []string{"claim_race"}},

		{keepsNames, true, []string{"copies"}},
		{handsOutNames, true, []string{"copies"}},
		{losesLane, false, []string{"copies", "lanes"}},
		{firstNameOnly, false, []string{"names", "renamed"}},
		{smallGets, true, []string{"big"}},
		{getsOne, false, []string{"get_many"}},
		{getsInOrder, false, []string{"get_many"}},
		{getsBlanks, false, []string{"get_many"}},
		{getStopsAtMissing, false, []string{"get_many"}},
		{nameIgnoresCase, true, []string{"names"}},
		{nameIsABeginning, false, []string{"names"}},
		{listIgnoresKind, true, []string{"names", "renamed", "announced"}},
		{listIgnoresMax, true, []string{"names", "announced"}},
		{listIgnoresAfter, true, []string{"names", "announced"}},
		{listFromAfter, true, []string{"names", "announced"}},
		{listOfArrival, false, []string{"names"}},
		{listOfLetters, true, []string{"names"}},
		{listBackwards, false, []string{"names"}},
		{listBlindToOwn, false, []string{"renamed", "add_within"}},
		{replaceAddsNames, false, []string{"renamed"}},
		{replaceKeepsLane, false, []string{"lanes"}},
		{takesFull, true, []string{"lanes"}},
		{fullAfterMax, true, []string{"lanes"}},
		{emptyLaneIsNever, true, []string{"lanes"}},
		{oneFullLane, true, []string{"lanes"}},
		{laneIgnoresCase, true, []string{"lanes"}},
		{laneIsABeginning, true, []string{"lanes"}},
		{laneByLane, true, []string{"lanes"}},
		{addReplaces, true, []string{"add"}},
		{addRefuses, true, []string{"add"}},
		{addStops, true, []string{"add"}},
		{addKeepsAttempt, true, []string{"add"}},
		{addsOutside, false, []string{"add_within"}},
		{addSpoils, true, []string{"add_within"}},
		{addWaits, true, []string{"add_at_once"}},
		{locksFirst, true, []string{"any_subject"}},
		{locksAsGiven, true, []string{"any_order"}},
		{locksNoRows, false, []string{"row_once", "row_update", "row_skew"}},
		{listIsLoose, true, []string{"row_skew"}},

		{aheadIsCut, true, []string{"announced"}},
		{aheadIsEarly, false, []string{"announced_at_once", "announced_order", "together", "together_fails"}},
		{aheadIsBlind, false, []string{"announced"}},
		{aheadIDsAreEarly, true, []string{"announced_at_once"}},
		{aheadLocksAsGiven, true, []string{"announced_order"}},
		{failsTogether, false, []string{"together_fails"}},
		{keepsAmongOthers, false, []string{"together_fails"}},

		{inboxInMemory, false, []string{"reopen", "crash"}},
		{sequenceInMemory, false, []string{"reopen"}},
		{leasesInMemory, true, []string{"reopen"}},
	} {
		if i%[]int{12, 3, 1}[*soak] != 0 {
			continue
		}
		t.Run(string(tc.flaw), func(t *testing.T) {
			t.Parallel()
			broken := check(t, func() schedule.Store {
				l := newLedger(tc.flaw)
				l.slow = true
				l.optimistic = slices.Contains(withoutTurns, tc.flaw)
				return l
			})
			require.Subset(t, rules(broken), tc.rules)
			if tc.only {
				require.Equal(t, tc.rules, rules(broken))
			}
		})
	}
}
