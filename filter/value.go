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

// typedValue is a value of an event whose type is known, ready to be compared. An empty text, a zero time and a NaN are
// of kind nothing: missing.
type typedValue struct {
	kind  kind
	truth bool
	whole bool // an int64 holds the number exactly
	int   int64
	float float64 // the number, whether whole or not; for an object or a list its length
	text  string
	time  time.Time
	raw   any // a list, an object, an item
}

// valueOf returns the typed value of x. Hosts put any Go type into records, so every type is accepted.
func valueOf(x any) typedValue {
	switch v := x.(type) {
	case nil:
		return typedValue{kind: nothing}
	case string:
		return typedText(v)
	case bool:
		return typedValue{kind: aTruth, truth: v}
	case int:
		return typedInt(int64(v))
	case int64:
		return typedInt(v)
	case float64:
		return typedFloat(v)
	case *int:
		if v == nil {
			return typedValue{kind: nothing}
		}
		return typedInt(int64(*v))
	case time.Time:
		if v.IsZero() {
			return typedValue{kind: nothing}
		}
		return typedValue{kind: aTime, time: v}
	case time.Duration:
		return typedValue{kind: aDuration, int: int64(v)}
	case []string:
		return typedValue{kind: aTextList, float: float64(len(v)), raw: x}
	case []any:
		return typedValue{kind: aList, float: float64(len(v)), raw: x}
	case map[string]any:
		return typedValue{kind: anObject, float: float64(len(v)), raw: x}
	case json.Number:
		if d := parseNumber(string(v)); d.kind == aNumber {
			return d
		}
		return typedText(string(v))
	}
	return valueByReflection(reflect.ValueOf(x))
}

// valueByReflection returns the typed value of a less usual Go type.
func valueByReflection(v reflect.Value) typedValue {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return typedValue{kind: nothing}
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return typedText(v.String())
	case reflect.Bool:
		return typedValue{kind: aTruth, truth: v.Bool()}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if d, ok := v.Interface().(time.Duration); ok {
			return typedValue{kind: aDuration, int: int64(d)}
		}
		return typedInt(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() <= math.MaxInt64 {
			return typedInt(int64(v.Uint()))
		}
		return typedFloat(float64(v.Uint()))
	case reflect.Float32, reflect.Float64:
		return typedFloat(v.Float())
	case reflect.Slice, reflect.Array:
		return typedValue{kind: aList, float: float64(v.Len()), raw: v.Interface()}
	case reflect.Map:
		return typedValue{kind: anObject, float: float64(v.Len()), raw: v.Interface()}
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return valueOf(t)
		}
		return typedValue{kind: anItem, raw: v.Interface()}
	}
	return typedValue{kind: nothing} // a function or a channel, useless in a filter
}

func typedText(s string) typedValue {
	if s == "" {
		return typedValue{kind: nothing}
	}
	return typedValue{kind: aText, text: s}
}

func typedInt(n int64) typedValue {
	return typedValue{kind: aNumber, whole: true, int: n, float: float64(n)}
}

func typedFloat(f float64) typedValue {
	if math.IsNaN(f) {
		return typedValue{kind: nothing}
	}
	return typedValue{kind: aNumber, float: f}
}

var triggerPackage = reflect.TypeFor[trigger.Contact]().PkgPath()

// isEmpty reports whether exists is false for the value.
func (d typedValue) isEmpty() bool {
	switch d.kind {
	case nothing:
		return true
	case aTextList, aList, anObject:
		return d.float == 0
	case anItem:
		v := reflect.ValueOf(d.raw)
		if z, ok := d.raw.(interface{ IsZero() bool }); ok && v.Type().PkgPath() == triggerPackage {
			return z.IsZero() // a host's own methods are not called: they might panic
		}
		return v.IsZero()
	}
	return false
}

// equals reports whether two values are equal. A missing value equals nothing, not even another missing one. Lists and
// objects are not compared.
func (d typedValue) equals(e typedValue) bool {
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

// compare compares two values of a kind that has an order.
func (d typedValue) compare(e typedValue) (cmp int, ok bool) {
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

// goValue returns the value as an expression uses it; nil when it is missing.
func (d typedValue) goValue() any {
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

// String describes the value for a message: `text "abc"`, "the number 4".
func (d typedValue) String() string {
	switch d.kind {
	case aText:
		return "text " + strconv.Quote(shorten(d.text))
	case aNumber:
		return fmt.Sprintf("the number %v", d.goValue())
	case aTruth:
		return strconv.FormatBool(d.truth)
	}
	return d.kind.String()
}
