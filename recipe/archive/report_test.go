package archive_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// An error is a document: its Err is the message, what is zero is left out, and it comes back as it was, but for Err's type.
func TestErrorDocument(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  archive.Error
		want string
	}{
		{"nothing", archive.Error{}, `{}`},
		{"the archive", archive.Error{Err: errors.New("not a zip file")}, `{"message":"not a zip file"}`},
		{"an empty text", archive.Error{File: "a.json", Err: errors.New("")}, `{"file":"a.json","message":""}`},
		{"all", archive.Error{File: "recipes/vip.json", Path: "actions[1].do", Line: 7, Column: 12, Err: fmt.Errorf("missing: %w", io.EOF)},
			`{"file":"recipes/vip.json","path":"actions[1].do","line":7,"column":12,"message":"missing: EOF"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, v := range []any{tt.err, &tt.err} {
				data, err := json.Marshal(v)
				require.NoError(t, err)
				require.JSONEq(t, tt.want, string(data))
			}
			data, err := json.Marshal(tt.err)
			require.NoError(t, err)
			back := archive.Error{File: "other", Line: 3, Err: io.EOF}
			require.NoError(t, json.Unmarshal(data, &back))
			want := tt.err
			if want.Err != nil {
				require.EqualError(t, back.Err, want.Err.Error())
				require.Equal(t, want.Error(), back.Error())
				want.Err = back.Err
			}
			require.Equal(t, want, back)
		})
	}
	require.Error(t, json.Unmarshal([]byte(`{"line":"7"}`), new(archive.Error)))
}
