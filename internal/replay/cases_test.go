package replay

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCases plays small sets that administrators were wronged by, each with what is right.
func TestCases(t *testing.T) {
	t.Parallel()
	cases := map[string]deskCase{
		// At 10:10 the agent begins to write; the customer says nothing.
		"agent-draft": {args: []string{"-until", "2026-01-05T11:00:00Z"}, want: []string{
			`01-05 10:00 e1 close set_status case/5: waiting until 01-05 10:30`,
			`01-05 10:30 e1 close set_status case/5: done {"status":"resolved"}`,
		}},
		// The customer's answer comes by way of another recipe's webhook, and names the conversation instead of the case.
		"caused-reply-other-name": {args: []string{"-until", "2026-01-05T11:00:00Z"}, want: []string{
			`01-05 10:00 e1 close set_status case/5: waiting until 01-05 10:30`,
			`01-05 10:10 e1 close set_status case/5: cancelled customer_reply`,
		}},
		// At 10:10 the case goes to billing; the recipe is for support.
		"topic-moved": {args: []string{"-until", "2026-01-05T11:00:00Z"}, want: []string{
			`01-05 10:00 e1 close set_status case/5: waiting until 01-05 10:30`,
			`01-05 10:30 e1 close set_status case/5: cancelled other_topic`,
		}},
		// Offsets without a colon. B is of the day before.
		"dates-of-itsm": {want: []string{
			`01-05 10:00 e1 old slack record/T1: done {"channel":"ops","text":"A is old"}`,
			`01-05 10:00 e3 old slack record/T3: done {"channel":"ops","text":"C is old"}`,
		}},
		// The condition has a text, the one record a number, the other a text.
		"number-is-text": {want: []string{
			`01-05 10:00 e1 n slack record/T1: done {"channel":"ops","text":"566712522"}`,
			`01-05 10:00 e2 n slack record/T2: done {"channel":"ops","text":"566712522"}`,
		}},
		// Friday at 16:50 in Brussels; two hours later the office is closed, until Monday at nine, which is 08:00 in UTC.
		"after-closing-time": {args: []string{"-until", "2026-01-12T12:00:00Z"}, want: []string{
			`01-09 15:50 e1 rem private_reply case/5: waiting until 01-09 17:50`,
			`01-09 17:50 e1 rem private_reply case/5: waiting outside_hours until 01-12 08:00`,
			`01-12 08:00 e1 rem private_reply case/5: done {"message":"Is it solved?"}`,
		}},
		// A message every three hours, and no answer. The deadline is that of the first.
		"first-unanswered": {args: []string{"-until", "2026-01-06T06:00:00Z"}, want: []string{
			`01-05 08:00 e0 late notify mention/m0: waiting until 01-05 12:00`,
			`01-05 11:00 e1 late notify mention/m1: skipped armed_before`,
			`01-05 12:00 e0 late notify mention/m0: done {"channel":"push","users":["boss"]} -> {"users":["boss"]}`,
			`01-05 14:00 e2 late notify mention/m2: skipped armed_before`,
			`01-05 17:00 e3 late notify mention/m3: skipped armed_before`,
			`01-05 20:00 e4 late notify mention/m4: skipped armed_before`,
		}},
		// The desk tells of both answers as new mentions in the case.
		"own-answers-fan-out": {want: []string{
			`01-05 10:00 e1 thanks private_reply mention/m1: done {"message":"Thank you, we are on it."}`,
			`01-05 10:00 e1 thanks private_reply mention/m1: done {"survey":"csat"}`,
		}},
	}
	folders, err := filepath.Glob("testdata/cases/*")
	require.NoError(t, err)
	require.Equal(t, len(cases), len(folders), "each case has a folder, and each folder a case")
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr := playFolder(t, filepath.Join("testdata/cases", name), tc.args...)
			require.Equal(t, tc.want, timeline(t, stdout))
			require.Contains(t, stderr, "\nerrors:   0\n")
			require.Contains(t, stderr, "\nwaiting:  0\n")
		})
	}
}

// In open time the two hours of the case "after-closing-time" end on Monday at 10:50.
func TestCaseInOpenTime(t *testing.T) {
	t.Parallel()
	set, events := read(t, "testdata/cases/after-closing-time/set.json"), read(t, "testdata/cases/after-closing-time/events.jsonl")
	inOffice := strings.Replace(set, `"after": "2h",`, `"after": "2h", "in": "office",`, 1)
	require.NotEqual(t, set, inOffice)
	stdout, _ := play(t, inOffice, events, "-until", "2026-01-12T12:00:00Z")
	require.Equal(t, []string{
		`01-09 15:50 e1 rem private_reply case/5: waiting until 01-12 09:50`,
		`01-12 09:50 e1 rem private_reply case/5: done {"message":"Is it solved?"}`,
	}, timeline(t, stdout))
}

// One of four agents is away: the other three get a third each, in turn.
func TestCaseRoundRobinAway(t *testing.T) {
	t.Parallel()
	var events strings.Builder
	var want []string
	for n := range 300 {
		fmt.Fprintf(&events, `{"id":"e%d","kind":"mention_created","at":"2026-01-05T%02d:%02d:00Z","mention":{"id":"m%d","topic":"t"}}`+"\n", n, 10+n/60, n%60, n)
		want = append(want, []string{"a", "c", "d"}[n%3])
	}
	stdout, _ := play(t, `{"format":1,"recipes":[{"id":"a","name":"a","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		"actions":[{"do":"assign","with":{"users":["a","b","c","d"],"pick":"one"}}]}]}`, events.String(), "-away", "b")
	var got []string
	for _, l := range timeline(t, stdout) {
		_, found, _ := strings.Cut(l, ` -> {"users":["`)
		got = append(got, strings.TrimSuffix(found, `"]}`))
	}
	require.Equal(t, want, got)
}
