package archive_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/archive"
	"github.com/commis-recipes/commis/schedule"
)

// A recipe goes into an archive with the calendar of its schedule, and comes out with the name that it has there.
func TestExportSchedule(t *testing.T) {
	t.Parallel()
	from := parse(t, `{"format":1,"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-17:00"]}},"other":{"zone":"UTC","week":{"monday":["09:00-17:00"]}}},"recipes":[`+
		one("r", `{"on":"schedule","times":["09:00"],"calendar":"office","each":"open-cases","all_topics":true}`, "", `{"do":"slack","with":{"channel":"#a","text":"{{ event.id }}"}}`)+`]}`)
	into := parse(t, `{"format":1,"calendars":{"office":{"zone":"Europe/Brussels","week":{"friday":["09:00-17:00"]}}},"recipes":[]}`)
	hs := new(action.Handlers)
	action.HandleAll(hs, nil)
	var packed bytes.Buffer
	require.NoError(t, archive.Export(&packed, from, hs))
	got, report, err := archive.Import(bytes.NewReader(packed.Bytes()), into)
	require.NoError(t, err)
	require.Equal(t, []string{"open-cases"}, report.Sources)
	require.Len(t, got.Calendars, 2)
	name := got.Recipes[0].Trigger.Calendar
	require.NotEqual(t, "office", name)
	require.Equal(t, from.Calendars["office"], got.Calendars[name])

	packed.Reset() // the calendars of actions go along too
	from.Recipes[0].Trigger.Calendar, from.Recipes[0].Actions[0].After, from.Recipes[0].Actions[0].In = "office", action.Delay{For: schedule.Duration(time.Hour)}, "other"
	require.NoError(t, archive.Export(&packed, from, hs))
	got, _, err = archive.Import(bytes.NewReader(packed.Bytes()), into)
	require.NoError(t, err)
	require.Equal(t, from.Calendars["office"], got.Calendars[got.Recipes[0].Trigger.Calendar])
	require.Equal(t, from.Calendars["other"], got.Calendars[got.Recipes[0].Actions[0].In])

	from.Recipes[0].Trigger.Calendar = "nights"
	require.EqualError(t, archive.Export(&packed, from, hs), `recipe r: trigger.calendar: "nights" is not one of the set's calendars`)
}
