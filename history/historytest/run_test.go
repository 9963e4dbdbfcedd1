package historytest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/history/historytest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	historytest.Run(t, func(*testing.T) historytest.Log { return &desk{} })
}

func TestHonestBook(t *testing.T) {
	t.Parallel()
	historytest.Run(t, func(*testing.T) historytest.Log { return &book{} })
}

// Every wrong recorder fails the suite by the rule that it breaks.
func TestWrongRecorders(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		flaw flaw
		rule string // breaks this one
		only bool   // and no other
	}{
		{oneLogPerID, "separate_logs", false},
		{keyIsAString, "separate_logs", true},
		{itemIgnoresCase, "separate_logs", true},
		{errorWhenUnknown, "empty", false},
		{nothingIsAnError, "empty", true},
		{orderOfArrival, "order", false},
		{newestFirst, "order", false},
		{orderOfClockReading, "order", false},
		{wholeMilliseconds, "round_trip", false},
		{forgetsChanged, "round_trip", true},
		{swapsNames, "round_trip", true},
		{trimsText, "round_trip", true},
		{cutsText, "round_trip", true},
		{keepsRepeats, "idempotent", false},
		{lastCounts, "idempotent", true},
		{repeatIsAnError, "idempotent", false},
		{repeatEndsTheCall, "idempotent", false},
		{idIgnoresCase, "idempotent", true},
		{idPerLog, "idempotent", true},
		{asksThenWrites, "idempotent_concurrently", false},
		{takesAnything, "refuses", false},
		{keepsHalf, "all_or_nothing", true},
		{remembersRefused, "all_or_nothing", true},
		{ignoresContext, "cancelled", true},
		{refusesTooLate, "cancelled", true},
		{handsOutItsOwn, "copies", true},
		{onePage, "big", true},
		{smallCalls, "big", true},
		{entryByEntry, "concurrent", true},
	} {
		t.Run(string(tc.flaw), func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, v := range historytest.Check(t.Context(), func() historytest.Log { return &book{flaw: tc.flaw} }) {
				got = append(got, v.Rule)
				require.ErrorIs(t, v, v.Err)
				require.NotEmpty(t, v.Err.Error())
			}
			require.Contains(t, got, tc.rule)
			if tc.only {
				require.Equal(t, []string{tc.rule}, got)
			}
		})
	}
}

var errBroken = errors.New("disk on fire")

// failing fails in every way that it can.
type failing struct{ desk }

func (*failing) Log(context.Context, trigger.Ref) ([]history.Entry, error) { return nil, errBroken }

type failingRecord struct{ desk }

func (*failingRecord) Record(context.Context, ...history.Entry) error { return errBroken }

// A recorder's own error is told, and found.
func TestErrorsOfTheLog(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		log  func() historytest.Log
		not  []string // rules that this cannot break
	}{
		{"log", func() historytest.Log { return &failing{} }, []string{"refuses"}},
		{"record", func() historytest.Log { return &failingRecord{} }, []string{"refuses"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			broken := historytest.Check(t.Context(), tc.log)
			require.Len(t, broken, 12-len(tc.not))
			for _, v := range broken {
				require.NotContains(t, tc.not, v.Rule)
				require.ErrorIs(t, v, errBroken)
				require.ErrorContains(t, v, "disk on fire")
			}
		})
	}
}
