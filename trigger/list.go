package trigger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// List is one word or several. A single word is "vip" in JSON, several are a list, ["vip","gold"]; when reading, a list
// of one is accepted too. An empty list is an error: omit the member instead.
type List[T ~string] []T

// MarshalJSON encodes a single word as a text, and any other list as a list.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(string(l[0]))
	}
	return json.Marshal([]T(l))
}

// UnmarshalJSON decodes the forms that MarshalJSON writes. Null leaves the list empty.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	*l = nil
	data = bytes.TrimSpace(data)
	switch {
	case string(data) == "null":
		return nil
	case len(data) > 0 && data[0] == '"':
		var one string
		if err := json.Unmarshal(data, &one); err != nil {
			return err
		}
		*l = List[T]{T(one)}
		return nil
	}
	var elements []any
	if len(data) == 0 || data[0] != '[' || json.Unmarshal(data, &elements) != nil {
		return errors.New("want a text or a list of texts")
	}
	if len(elements) == 0 {
		return errors.New("an empty list; name one or several, or leave the member out")
	}
	for i, e := range elements {
		text, ok := e.(string)
		if !ok {
			return fmt.Errorf("want a text or a list of texts; number %d of the list is not a text", i+1)
		}
		*l = append(*l, T(text))
	}
	return nil
}
