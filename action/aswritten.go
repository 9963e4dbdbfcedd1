package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// AsWritten marks a fault of a [Validator] as one of the text as written: no value of an {{ expr }} can mend it, so it is
// reported when a set is loaded. An unmarked fault at the path of a text with an {{ expr }} is left out at that point,
// since its value is validated before the action runs. Elsewhere the mark changes nothing.
func AsWritten(err error) error { return &asWritten{err} }

type asWritten struct{ err error }

func (e *asWritten) Error() string { return e.err.Error() }
func (e *asWritten) Unwrap() error { return e.err }

// known returns the faults without those of values that are not known yet: those at the path of a text with an {{ expr }}.
func known(err error, with json.RawMessage) error {
	if err == nil {
		return nil
	}
	open := make(map[string]bool)
	eachText(with, func(path []string, text string) {
		if strings.Contains(text, "{{") {
			open[strings.Join(path, "\x00")] = true
		}
	})
	if len(open) == 0 {
		return err
	}
	var all fault.List
	for one := range fault.Each(err) {
		var mark *asWritten
		var at *trigger.FieldError
		if errors.As(one, &mark) || !errors.As(one, &at) || !open[strings.Join(steps(at.Path), "\x00")] {
			all.Append(one)
		}
	}
	return all.Err()
}

// withoutNUL adds a fault for each text of the document with a NUL, which stores and hosts refuse, unless its path has a
// fault already.
func withoutNUL(err error, with json.RawMessage) error {
	if !bytes.Contains(with, []byte(`\u0000`)) {
		return err
	}
	told := make(map[string]bool)
	for _, f := range trigger.FieldErrors(err) {
		told[strings.Join(steps(f.Path), "\x00")] = true
	}
	var all fault.List
	all.Append(err)
	eachText(with, func(path []string, text string) {
		if strings.Contains(text, "\x00") && !told[strings.Join(path, "\x00")] {
			all.Append(trigger.Invalid(written(path), "holds the control character U+0000"))
		}
	})
	return all.Err()
}

// eachText calls f with each text of a JSON document, and the names and indexes of its path; a name with a NUL counts as
// a text at its own path. Invalid JSON has no texts.
func eachText(doc json.RawMessage, f func(path []string, text string)) {
	var root any
	if json.Unmarshal(doc, &root) != nil {
		return
	}
	var walk func(path []string, v any)
	walk = func(path []string, v any) {
		switch v := v.(type) {
		case string:
			f(path, v)
		case []any:
			for i := range v {
				walk(append(path[:len(path):len(path)], strconv.Itoa(i)), v[i])
			}
		case map[string]any:
			for _, name := range sortedNames(v) {
				here := append(path[:len(path):len(path)], name)
				if strings.Contains(name, "\x00") {
					f(here, name)
				}
				walk(here, v[name])
			}
		}
	}
	walk(nil, root)
}
