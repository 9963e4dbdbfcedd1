package filter

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// datum is a value of an event in a form that can be compared without asking for its Go type again.
// Text that is empty, a time that is zero and a number that is not one are nothing: missing.
type datum struct {
	kind  kind
	truth bool
	whole bool // a number that int64 holds exactly
	int   int64
	float float64 // the number, also when it is whole; of an object or a list its length
	text  string
	time  time.Time
	raw   any // a list, an object, an item
}

// read tells what a value is. Hosts put whatever they have into records, so every Go type has an answer.
func read(x any) datum {
	switch v := x.(type) {
	case nil:
		return datum{kind: nothing}
	case string:
		return textDatum(v)
	case bool:
		return datum{kind: aTruth, truth: v}
	case int:
		return intDatum(int64(v))
	case int64:
		return intDatum(v)
	case float64:
		return floatDatum(v)
	case *int:
		if v == nil {
			return datum{kind: nothing}
		}
		return intDatum(int64(*v))
	case time.Time:
		if v.IsZero() {
			return datum{kind: nothing}
		}
		return datum{kind: aTime, time: v}
	case time.Duration:
		return datum{kind: aDuration, int: int64(v)}
	case []string:
		return datum{kind: aTextList, float: float64(len(v)), raw: x}
	case []any:
		return datum{kind: aList, float: float64(len(v)), raw: x}
	case map[string]any:
		return datum{kind: anObject, float: float64(len(v)), raw: x}
	case json.Number:
		if d := number(string(v)); d.kind == aNumber {
			return d
		}
		return textDatum(string(v))
	}
	return readRare(reflect.ValueOf(x))
}

// readRare reads what is none of the usual Go types.
func readRare(v reflect.Value) datum {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return datum{kind: nothing}
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return textDatum(v.String())
	case reflect.Bool:
		return datum{kind: aTruth, truth: v.Bool()}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if d, ok := v.Interface().(time.Duration); ok {
			return datum{kind: aDuration, int: int64(d)}
		}
		return intDatum(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() <= math.MaxInt64 {
			return intDatum(int64(v.Uint()))
		}
		return floatDatum(float64(v.Uint()))
	case reflect.Float32, reflect.Float64:
		return floatDatum(v.Float())
	case reflect.Slice, reflect.Array:
		return datum{kind: aList, float: float64(v.Len()), raw: v.Interface()}
	case reflect.Map:
		return datum{kind: anObject, float: float64(v.Len()), raw: v.Interface()}
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return read(t)
		}
		return datum{kind: anItem, raw: v.Interface()}
	}
	return datum{kind: nothing} // a function, a channel: nothing that a filter could use
}

func textDatum(s string) datum {
	if s == "" {
		return datum{kind: nothing}
	}
	return datum{kind: aText, text: s}
}

func intDatum(n int64) datum { return datum{kind: aNumber, whole: true, int: n, float: float64(n)} }

func floatDatum(f float64) datum {
	if math.IsNaN(f) {
		return datum{kind: nothing}
	}
	return datum{kind: aNumber, float: f}
}

var triggerPackage = reflect.TypeFor[trigger.Contact]().PkgPath()

// empty reports whether exists says no.
func (d datum) empty() bool {
	switch d.kind {
	case nothing:
		return true
	case aTextList, aList, anObject:
		return d.float == 0
	case anItem:
		v := reflect.ValueOf(d.raw)
		if z, ok := d.raw.(interface{ IsZero() bool }); ok && v.Type().PkgPath() == triggerPackage {
			return z.IsZero() // no method of a host's value is called: it might panic
		}
		return v.IsZero()
	}
	return false
}

// same reports whether two values are equal. Nothing equals nothing, not even itself; lists and objects are not
// compared.
func (d datum) same(e datum) bool {
	if d.kind != e.kind {
		return false
	}
	switch d.kind {
	case aText:
		return d.text == e.text
	case aNumber:
		if d.whole && e.whole {
			return d.int == e.int
		}
		return d.float == e.float
	case aTruth:
		return d.truth == e.truth
	case aTime:
		return d.time.Equal(e.time)
	case aDuration:
		return d.int == e.int
	}
	return false
}

// order compares two values of one kind that has an order.
func (d datum) order(e datum) (cmp int, ok bool) {
	if d.kind != e.kind {
		return 0, false
	}
	switch {
	case d.kind == aText:
		return strings.Compare(d.text, e.text), true
	case d.kind == aTime:
		return d.time.Compare(e.time), true
	case d.kind == aDuration || d.kind == aNumber && d.whole && e.whole:
		return sign(d.int < e.int, d.int > e.int), true
	case d.kind == aNumber:
		return sign(d.float < e.float, d.float > e.float), true
	}
	return 0, false
}

func sign(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}

// value is the datum as a filter goes on with it; nil for nothing.
func (d datum) value() any {
	switch d.kind {
	case aText:
		return d.text
	case aNumber:
		if d.whole {
			return d.int
		}
		return d.float
	case aTruth:
		return d.truth
	case aTime:
		return d.time
	case aDuration:
		return time.Duration(d.int)
	}
	return d.raw
}

// String describes the value in a message: `text "abc"`, "the number 4".
func (d datum) String() string {
	switch d.kind {
	case aText:
		return "text " + strconv.Quote(clip(d.text))
	case aNumber:
		return fmt.Sprintf("the number %v", d.value())
	case aTruth:
		return strconv.FormatBool(d.truth)
	}
	return d.kind.String()
}
