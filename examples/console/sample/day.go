package sample

import (
	"bytes"
	"encoding/json"
	"time"

	day "github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/trigger"
)

// Set is the sample's set of recipes, as JSON.
var Set = day.Set

// End is midnight after the sample's day, up to which a replay plays it.
var End = day.End

// Now is the instant at which the console is opened: the end of the afternoon of the sample's day. The events of the evening come
// later.
var Now = time.Date(2026, time.January, 5, 18, 0, 0, 0, time.UTC)

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
