package sample

import (
	"bytes"
	"encoding/json"

	day "github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/trigger"
)

// Set is the sample's set of recipes, as JSON.
var Set = day.Set

// End is midnight after the sample's day.
var End = day.End

// Events returns the sample's day.
func Events() ([]trigger.Event, error) {
	var all []trigger.Event
	for d := json.NewDecoder(bytes.NewReader(day.Events)); d.More(); {
		var ev trigger.Event
		if err := d.Decode(&ev); err != nil {
			return nil, err
		}
		all = append(all, ev)
	}
	return all, nil
}
