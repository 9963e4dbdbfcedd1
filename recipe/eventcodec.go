package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/internal/rowjson"
	"github.com/commis-recipes/commis/trigger"
)

// deepest is how many levels of nesting encoding/json reads, each of a byte at least.
const deepest = 10_000

// encodeEvent writes an event so that readEvent reads it. It returns a [*trigger.RefusedError] for values that
// JSON cannot hold.
func encodeEvent(ev *trigger.Event) ([]byte, error) {
	return appendEvent(make([]byte, 0, 512), ev)
}

// appendEvent appends what encodeEvent returns.
func appendEvent(dst []byte, ev *trigger.Event) ([]byte, error) {
	start := len(dst)
	all, ok := eventTable.Append(dst, ev)
	if !ok {
		data, err := json.Marshal(ev)
		if err != nil {
			return nil, refusedRow(ev, err)
		}
		all = append(dst, data...)
	}
	if data := all[start:]; len(data) > deepest && !json.Valid(data) {
		return nil, refusedRow(ev, errors.New("its fields are nested too deeply"))
	}
	return all, nil
}

func refusedRow(ev *trigger.Event, err error) error {
	return &trigger.RefusedError{ID: ev.ID, Err: fmt.Errorf("cannot be kept: %w", err)}
}

// decodeEvent decodes a stored event. Whole numbers in the host's fields stay whole, so that long ids keep their digits.
func decodeEvent(data []byte, ev *trigger.Event) error {
	var read trigger.Event
	if p := rowjson.NewParser(data); eventTable.Parse(p, &read) && p.AtEnd() {
		*ev = read
	} else {
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if err := d.Decode(ev); err != nil {
			return err
		}
	}
	if m := ev.Mention; m != nil {
		plain(m.Fields)
		plain(m.Contact.Fields)
	}
	if k := ev.Case; k != nil {
		plain(k.Fields)
		plain(k.Contact.Fields)
	}
	if r := ev.Record; r != nil {
		plain(r.Fields)
	}
	for path, c := range ev.Changes {
		ev.Changes[path] = trigger.Change{From: plain(c.From), To: plain(c.To)}
	}
	return nil
}
