package main

import (
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

func (w *writer) outcomes() {
	w.write(aboutOutcomes)
	var rows []row
	for _, o := range recipe.Outcomes() {
		rows = append(rows, row{string(o.Outcome), o.Doc, outcomeExamples[string(o.Outcome)]})
	}
	w.table("outcome", "outcome", rows)
	w.write(aboutReasons)
	rows = nil
	for _, r := range recipe.Reasons() {
		if !slices.Contains(action.Signals(), action.Signal(r.Reason)) { // these have a table of their own
			rows = append(rows, row{string(r.Reason), r.Doc, reasonExamples[string(r.Reason)]})
		}
	}
	w.table("reason", "reason", rows)
}
