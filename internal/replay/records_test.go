package replay

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// posted runs a set of one recipe over records and returns the texts that it posted.
func posted(t *testing.T, set, events string) []string {
	t.Helper()
	stdout, _ := play(t, set, events)
	var texts []string
	for _, l := range parse(t, stdout) {
		require.NotEqual(t, "error", l.Outcome, l.Error)
		if l.Do == "slack" {
			var with struct{ Text string }
			require.NoError(t, json.Unmarshal(l.With, &with))
			texts = append(texts, with.Text)
		}
	}
	return texts
}

// Issue trackers write an offset without its colon: A and C are older than two days, B is not.
func TestDatesOfIssueTrackers(t *testing.T) {
	t.Parallel()
	const events = `{"id":"e1","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"source":"itsm","id":"T1","fields":{"id":"A","created":"2026-01-02T09:00:00.000+0000"}}}
{"id":"e2","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"source":"itsm","id":"T2","fields":{"id":"B","created":"2026-01-04T09:00:00.000+0100"}}}
{"id":"e3","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"source":"itsm","id":"T3","fields":{"id":"C","created":"2026-01-02T09:00:00Z"}}}
`
	for _, filter := range []string{`"event.at - date(record.created) > duration(\"2d\")"`, `{"field":"record.created","op":"older_than","values":["2d"]}`} {
		set := `{"format":1,"recipes":[{"id":"old","name":"Old tickets","enabled":true,"trigger":{"on":"record","source":"itsm"},"filter":` + filter + `,
		 "actions":[{"do":"slack","with":{"channel":"ops","text":"{{ record.id }} is old"}}]}]}`
		require.Equal(t, []string{"A is old", "C is old"}, posted(t, set, events), filter)
	}
}

// A condition holds a ticket's number as text; the source sends it as a number or as text.
func TestNumberIsText(t *testing.T) {
	t.Parallel()
	const events = `{"id":"e1","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"source":"itsm","id":"T1","fields":{"ticket":566712522}}}
{"id":"e2","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"source":"itsm","id":"T2","fields":{"ticket":"566712522"}}}
{"id":"e3","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"source":"itsm","id":"T3","fields":{"ticket":566712523}}}
`
	for _, value := range []string{`"566712522"`, `566712522`} {
		set := `{"format":1,"recipes":[{"id":"n","name":"n","enabled":true,"trigger":{"on":"record","source":"itsm"},
		 "filter":{"field":"record.ticket","op":"is","values":[` + value + `]},"actions":[{"do":"slack","with":{"channel":"ops","text":"{{ record.ticket }}"}}]}]}`
		require.Equal(t, []string{"566712522", "566712522"}, posted(t, set, events), value)
	}
}
