package inbound_test

import "github.com/commis-recipes/commis/trigger"

// lines writes the faults of an error, one by one.
func lines(err error) []string {
	var all []string
	for _, f := range trigger.FieldErrors(err) {
		all = append(all, f.Error())
	}
	return all
}
