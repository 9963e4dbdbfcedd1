package strictjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/internal/strictjson"
)

type shift struct {
	Name  string    `json:"name"`
	Start time.Time `json:"start"`
	Heads int       `json:"heads"`
	Tags  []string  `json:"tags,omitempty"`
}

func ExampleDecode() {
	var s shift
	err := strictjson.Decode([]byte(`{"name": "late", "start": "2026-01-05T16:00:00Z", "heads": 3}`), &s)
	fmt.Println(s.Name, s.Start.Format(time.Kitchen), s.Heads, err)
	// Output: late 4:00PM 3 <nil>
}

// All faults come at once, and what could be read is there.
func ExampleDecode_faults() {
	var shifts []shift
	err := strictjson.Decode([]byte(`[
		{"name": "early", "start": "today", "heads": 2.5},
		{"name": "late", "tag": [], "heads": 4, "heads": 3}
	]`), &shifts)
	fmt.Println(err)
	fmt.Println(shifts[1].Name, shifts[1].Heads)
	// Output:
	// [0].start: want a date and time such as 2026-01-05T10:00:00Z (RFC 3339)
	// [0].heads: want a whole number (digits only), got 2.5
	// [1].tag: unknown member "tag", did you mean "tags"?
	// [1].heads: duplicate member "heads"
	// late 3
}

// A fault of syntax ends the reading; nothing of the document is used.
func ExampleDecode_syntax() {
	var s shift
	fmt.Println(strictjson.Decode([]byte("{\"name\": \"late\",\n \"heads\": 3,}"), &s))
	fmt.Printf("%q\n", s.Name)
	// Output:
	// line 2, column 12: comma before "}"
	// ""
}

// Large ids keep their digits in an any.
func ExampleDecode_any() {
	var v any
	err := strictjson.Decode([]byte(`[9007199254740993, 1.5, 1e3]`), &v)
	for _, x := range v.([]any) {
		fmt.Println(x)
	}
	fmt.Println(err)
	// Output:
	// 9007199254740993
	// 1.5
	// 1000
	// <nil>
}

// level is read by its own UnmarshalJSON, which is strict too.
type level struct{ Low, High int }

func (l *level) UnmarshalJSON(raw []byte) error {
	var members struct {
		Low  int `json:"low"`
		High int `json:"high"`
	}
	if err := strictjson.Decode(raw, &members); err != nil {
		return err
	}
	*l = level(members)
	if l.Low > l.High {
		return &strictjson.Fault{Path: "low", Msg: "is above high"}
	}
	return nil
}

// Faults of a type's own UnmarshalJSON get the path and place that they have in
// the whole document.
func ExampleDecode_unmarshaler() {
	var levels map[string]level
	err := strictjson.Decode([]byte(`{"a": {"low": 5, "high": 3}, "my desk": {"low": "x"}}`), &levels)
	var faults strictjson.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			fmt.Printf("%d:%d %s\n", f.Line, f.Column, f)
		}
	}
	// Output:
	// 1:15 a.low: is above high
	// 1:49 ["my desk"].low: want a number, got a string
}

func ExamplePosition() {
	doc := []byte(`{"calendars": {
  "my office": {"zone": "Europe/Nowhere"}
}}`)
	line, column, ok := strictjson.Position(doc, `calendars["my office"].zone`)
	fmt.Println(line, column, ok)
	// Output: 2 25 true
}

func ExampleFault_Error() {
	fmt.Println(&strictjson.Fault{Path: "recipes[1].name", Line: 4, Column: 9, Msg: "want a string, got null"})
	fmt.Println(&strictjson.Fault{Line: 4, Column: 9, Msg: `want ":", got "}"`})
	// Output:
	// recipes[1].name: want a string, got null
	// line 4, column 9: want ":", got "}"
}

func ExampleFaults_Unwrap() {
	err := strictjson.Decode([]byte(`{"on": 1}`), new(struct {
		On json.RawMessage `json:"On"`
	}))
	var fault *strictjson.Fault
	fmt.Println(errors.As(err, &fault), fault.Path, fault.Column)
	// Output: true on 2
}

func ExampleFaults_Error() {
	fmt.Println(strictjson.Faults{{Path: "a", Msg: "too long"}, {Path: "b", Msg: "missing"}})
	// Output:
	// a: too long
	// b: missing
}
