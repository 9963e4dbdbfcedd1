package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/commis-recipes/commis/trigger"
)

// deepest is how many levels of nesting encoding/json reads, each of a byte at least.
const deepest = 10_000

// writeEvent writes an event so that readEvent reads it. It returns a [*trigger.RefusedError] for values that
// JSON cannot hold.
func writeEvent(ev *trigger.Event) ([]byte, error) {
	data, err := json.Marshal(ev)
	if err == nil && len(data) > deepest && !json.Valid(data) {
		err = errors.New("its fields are nested too deeply")
	}
	if err != nil {
		return nil, &trigger.RefusedError{ID: ev.ID, Err: fmt.Errorf("cannot be kept: %w", err)}
	}
	return data, nil
}

// readEvent decodes a stored event. Whole numbers in the host's fields stay whole, so that long ids keep their digits.
func readEvent(data []byte, ev *trigger.Event) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(ev); err != nil {
		return err
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

// plain returns v with each number replaced by an int, or an int64 where an int does not hold it, if it is whole and fits, or
// else by a float64.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			if int64(int(n)) != n {
				return n
			}
			return int(n)
		}
		n, _ := v.Float64() // infinite where it does not fit
		return n
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return v
}

// readObject decodes a JSON object without changing its numbers.
func readObject(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var fields map[string]any
	if !json.Valid(data) {
		return nil, notJSON(data)
	}
	if err := d.Decode(&fields); err != nil || fields == nil {
		return nil, errors.New("not an object")
	}
	return fields, nil
}

// notJSON returns an error with the position where data is no valid JSON.
func notJSON(data []byte) error {
	var document json.RawMessage
	err := json.Unmarshal(data, &document)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("not JSON, at byte %d: %w", syntax.Offset, err)
	}
	return errors.New("not JSON")
}
