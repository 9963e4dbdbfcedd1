package filter_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// date reads what RFC 3339 writes, and nothing that only looks like it.
func TestDate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, want string }{ // in UTC; empty: is no time
		{"2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z"},
		{"2026-01-05t12:00:00z", "2026-01-05T12:00:00Z"},
		{" 2026-01-05T12:00:00Z\n", "2026-01-05T12:00:00Z"},
		{"2026-01-05T12:00:00.5Z", "2026-01-05T12:00:00.5Z"},
		{"2026-01-05T12:00:00.123456789123Z", "2026-01-05T12:00:00.123456789Z"},
		{"2026-01-05T12:00:00+23:59", "2026-01-04T12:01:00Z"},
		{"2026-01-05T12:00:00-23:59", "2026-01-06T11:59:00Z"},
		{"2026-01-05T12:00:00-00:00", "2026-01-05T12:00:00Z"},
		{"0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"},
		{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
		{"2024-02-29", "2024-02-29T00:00:00Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
		{"2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.25Z"},
		{"2017-01-01T01:59:60+02:00", "2017-01-01T00:00:00Z"},
		{"2026-01-05T9:00:00Z", ""},
		{"2026-01-05T09:0:00Z", ""},
		{"2026-01-05T09:00:0Z", ""},
		{"2026-1-5T09:00:00Z", ""},
		{"2026-01-05T12:00:00,5Z", ""},
		{"2026-01-05T12:00:00.Z", ""},
		{"2026-01-05T12:00:00+24:00", ""},
		{"2026-01-05T12:00:00-24:00", ""},
		{"2026-01-05T12:00:00+02:60", ""},
		{"2026-01-05T12:00:00+2:00", ""},
		{"2026-01-05T24:00:00Z", ""},
		{"2026-01-05T12:60:00Z", ""},
		{"2026-01-05T12:00:61Z", ""},
		{"2026-01-05T12:00:60Z", ""},
		{"2016-12-30T23:59:60Z", ""},
		{"2016-12-31T23:59:60+02:00", ""},
		{"2026-02-29T12:00:00Z", ""},
		{"2026-13-01", ""},
		{"2026-1-31", ""},
		{"-2026-01-05", ""},
		{"12026-01-05T12:00:00Z", ""},
		{"２０２６-01-05T12:00:00Z", ""},
		{"2026-01-05T12:00:00Zz", ""},
		{"2026-01-05T12:00:00\x00Z", ""},
	} {
		t.Run(tc.text, func(t *testing.T) {
			v := filter.NewView(trigger.Event{Record: &trigger.Record{Fields: map[string]any{"when": tc.text}}})
			constant := compileError(text("event.at > date(" + strconv.Quote(tc.text) + ")"))
			if tc.want == "" {
				require.ErrorContains(t, constant, "is not a time")
				_, err := compile(t, text("date(record.when) == nil")).Match(v)
				require.ErrorContains(t, err, "not a time")
				return
			}
			require.NoError(t, constant)
			var c filter.Compiler
			tpl, err := c.Template("{{ date(record.when) }}", filter.Plain)
			require.NoError(t, err)
			got, err := tpl.Render(v)
			require.NoError(t, err)
			at, err := time.Parse(time.RFC3339Nano, got)
			require.NoError(t, err)
			require.Equal(t, tc.want, at.UTC().Format(time.RFC3339Nano))
		})
	}
}

func compileError(f filter.Filter) error {
	var c filter.Compiler
	_, err := c.Compile(f)
	return err
}
