package archive_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// asksOpen is a set whose calendars are named by texts alone: by a filter, by a saved filter, by texts of actions.
const asksOpen = `{"format":1,
	"filters":{"late":"not open(\"night\")"},
	"calendars":{
		"day":{"zone":"UTC","week":{"monday":["09:00-17:00"]}},
		"night":{"zone":"UTC","week":{"monday":["17:00-24:00"]}},
		"desk":{"zone":"UTC","week":{"monday":["10:00-11:00"]}},
		"unused":{"zone":"UTC","week":{"monday":["10:00-11:00"]}}},
	"recipes":[
		{"id":"a","name":"A","trigger":{"on":"new_item","all_topics":true},"filter":"open(\"day\")","actions":[
			{"do":"notify","with":{"users":["ann"],"channel":"email","text":"open: {{ open(\"desk\") }}"}}]},
		{"id":"b","name":"B","trigger":{"on":"new_item","all_topics":true},"filter":{"saved":"late"},"actions":[{"do":"resolve"}]}]}`

// A calendar that only open names goes out with the recipe, also by a saved filter or by a text.
func TestExportOfAskedCalendars(t *testing.T) {
	t.Parallel()
	set := parse(t, asksOpen)
	got, _, err := archive.Import(bytes.NewReader(export(t, set)), recipe.Set{})
	require.NoError(t, err)
	delete(set.Calendars, "unused")
	require.JSONEq(t, toJSON(t, set), toJSON(t, got))
	require.NoError(t, (&recipe.Engine{Handlers: cooks()}).Check(got))

	got, _, err = archive.Import(bytes.NewReader(export(t, set, "b")), recipe.Set{})
	require.NoError(t, err)
	require.Len(t, got.Calendars, 1)
	require.Contains(t, got.Calendars, "night")
}

// A calendar that open names keeps its name: where the set has another one of that name, nothing comes in, and every place that
// asks for it is told. One with the same content is shared.
func TestImportOfAskedCalendars(t *testing.T) {
	t.Parallel()
	data := export(t, parse(t, asksOpen))
	into := parse(t, strings.NewReplacer("09:00", "08:00", "17:00-24:00", "18:00-24:00").Replace(asksOpen))
	into.Recipes, into.Filters = nil, nil
	got, report, err := archive.Import(bytes.NewReader(data), into)
	require.Equal(t, into, got)
	require.Zero(t, report)
	var told []string
	for _, e := range archiveErrors(err) {
		told = append(told, e.Error())
	}
	const why = " asks a calendar of the archive, and the set has another one of this name: rename one of them"
	require.Equal(t, []string{
		`recipes/a.json: filter: open("day")` + why,
		`recipes/b.json: filter: open("night")` + why,
	}, told)

	into.Calendars = parse(t, asksOpen).Calendars
	_, report, err = archive.Import(bytes.NewReader(data), into)
	require.NoError(t, err)
	require.Empty(t, report.Calendars)
}

// archiveErrors returns the errors that are joined in one.
func archiveErrors(err error) (all []*archive.Error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, archiveErrors(e)...)
		}
		return all
	}
	var e *archive.Error
	if errors.As(err, &e) {
		all = append(all, e)
	}
	return all
}
