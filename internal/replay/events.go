package replay

import (
	"bytes"
	"io"

	"github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/trigger"
)

// sampleEvents is the name of the sample's events.
const sampleEvents = "sample/events.jsonl"

// readEvents reads the events, and returns all faults of their file.
func (o options) readEvents(stdin io.Reader) ([]trigger.Event, []commandline.Fault) {
	if o.events == "" {
		return commandline.ScanEvents(sampleEvents, bytes.NewReader(sample.Events), o.world)
	}
	return commandline.Events(o.events, stdin, o.world)
}
