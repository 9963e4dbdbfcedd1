package main

import (
	"reflect"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

func (w *writer) documents() {
	w.write(aboutSet)
	w.table("set", "member of a set", w.members(reflect.TypeFor[recipe.Set](), "set"))
	w.table("calendar", "member of a calendar", w.members(reflect.TypeFor[schedule.Calendar](), "calendar"))
	w.write("## A recipe")
	w.table("recipe", "member of a recipe", w.members(reflect.TypeFor[recipe.Recipe](), "recipe"))
	w.write("The members of `hours`, of a recipe and of an action:")
	w.table("hours", "member", w.members(reflect.TypeFor[action.Hours](), "hours"))
}

func (w *writer) triggers() {
	w.write(aboutTriggers)
	var rows []row
	for _, on := range trigger.Names() {
		var line string
		for _, c := range w.code["trigger"].constantsOf("") {
			if c.value == on {
				line = w.prose("trigger", nil).value(c)
			}
		}
		rows = append(rows, row{on, line, examples["trigger"][on]})
	}
	w.table("trigger", "`on`", rows)
	w.table("trigger member", "member of a trigger", w.members(reflect.TypeFor[trigger.Trigger](), "trigger member"))
	w.write("Who may start a recipe (`by`):")
	w.table("actor", "`by`", w.constantRows("trigger", "Actor", "actor"))
	w.write("The members of `poll`:")
	poll := w.members(reflect.TypeFor[trigger.Poll](), "poll")
	lookup := w.rows(reflect.TypeFor[trigger.Lookup](), "lookup.", func(name string) string { return examples["poll"][name] })
	w.table("poll", "member", append(poll, lookup...))
}
