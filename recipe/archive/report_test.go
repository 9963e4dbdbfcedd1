package archive_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/archive"
)

// A report is a document: what is zero is left out, and it comes back as it was.
func TestReportDocument(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		report archive.Report
		want   string
	}{
		{"nothing", archive.Report{}, `{}`},
		{"all", archive.Report{
			Recipes:        []archive.Renaming{{Old: "a", New: "a-2"}},
			Filters:        []archive.Renaming{{Old: "f", New: "f-2"}},
			Calendars:      []archive.Renaming{{Old: "c", New: "c-3"}},
			Sources:        []string{"itsm"},
			MissingSecrets: []archive.MissingSecret{{Recipe: "a-2", Path: "actions[0].with.authorization"}},
		}, `{"recipes":[{"old":"a","new":"a-2"}],"filters":[{"old":"f","new":"f-2"}],"calendars":[{"old":"c","new":"c-3"}],
			"sources":["itsm"],"missing_secrets":[{"recipe":"a-2","path":"actions[0].with.authorization"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data, err := json.Marshal(tt.report)
			require.NoError(t, err)
			require.JSONEq(t, tt.want, string(data))
			var got archive.Report
			require.NoError(t, json.Unmarshal(data, &got))
			require.Equal(t, tt.report, got)
		})
	}
}
