package conformance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// row is one entry of the checklist.
type row struct {
	id   string
	says string
	test func(t *testing.T)
}

func checklist() []row {
	return slices.Concat(
		recipeRows(), triggerRows(), comingRows(), filterRows(),
		arrivalRows(), editRows(), replyRows(), tagRows(), caseRows(), answerRows(), placeRows(), hostActionRows(),
		hoursRows(), delayRows(), webhookRows(), historyRows(), reportRows(), salesforceRows(), directoryRows(), reputationRows(), followUpRows(), worldRows(), languageRows(), scheduleRows(),
	)
}

func TestChecklist(t *testing.T) {
	for _, r := range checklist() {
		t.Run(r.id, func(t *testing.T) {
			t.Log(r.says)
			r.test(t)
		})
	}
}

// Every ID has one entry, with a sentence and a test.
func TestChecklistIsComplete(t *testing.T) {
	t.Parallel()
	var want []string
	for _, family := range []struct {
		name string
		rows int
	}{{"REC", 9}, {"TRG", 10}, {"FLT", 11}, {"ACT", 43}, {"BH", 4}, {"DLY", 6}, {"WHK", 12}, {"HIS", 5}, {"RPT", 3}, {"SFO", 5}, {"XMD", 13}, {"REP", 9}, {"FUP", 18}, {"WLD", 10}, {"LNG", 16}, {"SCH", 4}} {
		for i := range family.rows {
			want = append(want, fmt.Sprintf("%s-%02d", family.name, i+1))
		}
	}
	require.Len(t, want, 178)

	var got []string
	for _, r := range checklist() {
		got = append(got, r.id)
		require.NotEmpty(t, r.says, r.id)
		require.NotNil(t, r.test, r.id)
	}
	require.Equal(t, want, got)
}
