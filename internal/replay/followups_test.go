package replay

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// The six follow-ups run over a day of polled documents. Who gets what, and when, was worked out by hand.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		// Every 30 minutes; each approval three times, an hour apart. CHG1 is approved at 09:20, CHG2 comes then.
		"approvals": {
			"05T08:00 CHG1 to ada on teams: [CHG1: New firewall rule|Approve|Reject]",
			"05T09:00 CHG1 to ada on teams: [CHG1: New firewall rule|Approve|Reject]",
			"05T09:30 CHG2 to eve on teams: [CHG2: Database upgrade|Approve|Reject]",
			"05T10:30 CHG2 to eve on teams: [CHG2: Database upgrade, tonight|Approve|Reject]",
			"05T11:30 CHG2 to eve on teams: [CHG2: Database upgrade, tonight|Approve|Reject]",
		},
		// Every two hours, until Tom answers at 12:05.
		"information": {
			"05T08:00 a1 to tom on last_used: INC1 waits for you: Which printer?",
			"05T10:00 a1 to tom on last_used: INC1 waits for you: Which printer?",
			"05T12:00 a1 to tom on last_used: INC1 waits for you: Which printer, on which floor?",
		},
		// Every hour; twice, four hours apart. INC3 is resolved at 10:45, INC2 at 12:05.
		"resolved": {
			"05T11:00 a3 to vic on webchat: Did this solve INC3? [INC3|Close it|It is not solved]",
			"05T13:00 a2 to uma on webchat: Did this solve INC2? [INC2|Close it|It is not solved]",
			"05T15:00 a3 to vic on webchat: Did this solve INC3? [INC3|Close it|It is not solved]",
			"05T17:00 a2 to uma on webchat: Did this solve INC2? [INC2|Close it|It is not solved]",
		},
		// Every ten minutes; INC2 is opened at 08:15.
		"new-tickets": {
			"05T08:20 a2 to max and network on slack: New: INC2, priority 1. The latest ticket is INC3.",
		},
		// Every hour; 006A is there from the beginning, 006B from 09:40, 006C is too small.
		"opportunities": {
			"05T08:00 006A to sales-north on teams: Fibre for a hospital: 250000. Next step: Call <https://crm.example.com/charts/006A.png>",
			"05T10:00 006B to sales-south on teams: Mobile fleet: 40000. Next step: Offer <https://crm.example.com/charts/006B.png>",
		},
		// Three times, three hours apart. Omar's request of 15:45 is fetched at 17:00 in Brussels, when the office is closed.
		"requests": {
			"05T08:00 R1 to mia on last_used: Noa Janssens asks for a bicycle lease. Do you approve?",
			"05T11:00 R1 to mia on last_used: Noa Janssens asks for a bicycle lease. Do you approve?",
			"05T14:00 R1 to mia on last_used: Noa Janssens asks for a bicycle lease. Do you approve?",
			"06T08:00 R2 to jef on last_used: Omar Peeters asks for two days of leave. Do you approve?",
		},
	}
	files, err := filepath.Glob("../../examples/replay/followups/*.json")
	require.NoError(t, err)
	require.Len(t, files, len(want))
	for name, want := range want {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := run([]string{"-set", "../../examples/replay/followups/" + name + ".json", "-events", "../../examples/replay/followups/events.jsonl", "-until", "2026-01-06T09:00:00Z"}, nil, &stdout, &stderr)
			require.Equal(t, exitOK, code, stderr.String())
			require.Contains(t, stderr.String(), "\nerrors:   0\n")
			var got []string
			for text := range strings.Lines(stdout.String()) {
				var l recipe.ActionReport
				require.NoError(t, json.Unmarshal([]byte(text), &l))
				if l.Do == "message" && l.Outcome == recipe.Done {
					got = append(got, l.At.UTC().Format("02T15:04")+" "+strings.TrimPrefix(l.Item.String(), "record/")+" "+oneLine(t, l.With))
				}
			}
			require.Equal(t, want, got)
		})
	}
}

// oneLine writes a message in one line.
func oneLine(t *testing.T, with []byte) string {
	var m action.Message
	require.NoError(t, json.Unmarshal(with, &m))
	text := "to " + m.To.User
	if m.To.User != "" && m.To.Group != "" {
		text += " and "
	}
	text += m.To.Group + " on " + m.Channel + ":"
	if m.Text != "" {
		text += " " + m.Text
	}
	for _, c := range m.Cards {
		parts := []string{c.Title}
		for _, b := range c.Buttons {
			parts = append(parts, b.Label)
		}
		text += " [" + strings.Join(parts, "|") + "]"
	}
	for _, i := range m.Images {
		text += " <" + i.URL + ">"
	}
	return text
}

// A file of events may tell of a source that no recipe polls, and of none that one does.
func TestFollowUpWithoutDocuments(t *testing.T) {
	t.Parallel()
	events := filepath.Join(t.TempDir(), "events.jsonl")
	require.NoError(t, os.WriteFile(events, []byte(`{"id":"d","kind":"record_polled","at":"2026-01-05T08:00:00Z","record":{"source":"other","id":"1","fields":{}}}`), 0o600))
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, run([]string{"-set", "../../examples/replay/followups/approvals.json", "-events", events, "-until", "2026-01-06T09:00:00Z"}, nil, &stdout, &stderr))
	require.Empty(t, stdout.String())
	require.Contains(t, stderr.String(), "events:   1, 0 of them repeated; 0 more followed\nfired:    0\n")
}
