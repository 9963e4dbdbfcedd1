package main

import (
	"strings"
)

func (w *writer) outcomes() {
	w.write(aboutOutcomes)
	var rows []row
	for _, c := range w.code["recipe"].constantsOf("Outcome") {
		rows = append(rows, row{c.value, w.prose("recipe", nil).value(c), outcomeExamples[c.value]})
	}
	w.table("outcome", "outcome", rows)
	w.write(aboutReasons)
	rows = nil
	for _, r := range w.code.reasons() {
		rows = append(rows, row{r.value, w.prose(r.pkg, nil).value(r.constant), reasonExamples[r.value]})
	}
	w.table("reason", "reason", rows)
}

// reason is a reason with the package that has it.
type reason struct {
	constant
	pkg string
}

// reasons returns every reason of the library but the signals.
func (c code) reasons() []reason {
	var all []reason
	for _, r := range c["recipe"].constantsOf("") {
		r.comment = strings.TrimPrefix(r.comment, r.name+" is the reason of ")
		all = append(all, reason{r, "recipe"})
	}
	for _, r := range c["action"].constantsOf("") {
		if strings.HasPrefix(r.block, "The reasons") {
			all = append(all, reason{r, "action"})
		}
	}
	return all
}
