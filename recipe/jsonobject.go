package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

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

// decodeObject decodes a JSON object without changing its numbers.
func decodeObject(data []byte) (map[string]any, error) {
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
