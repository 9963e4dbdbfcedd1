package strictjson

import (
	"reflect"
	"sync"
)

// Decode reads the one document in data into v, which must be a non-nil pointer; anything else is a programmer's error
// and panics.
//
// The error is nil or [Faults]. A fault of syntax is the only fault, and then v is unchanged. After any other fault v
// holds everything that could be read, so that a caller can go on to collect faults of meaning as well.
//
// Structs, pointers, slices, maps with string keys, strings, booleans, numbers, any, [time.Time] (RFC 3339), []byte
// (base64), [json.RawMessage] and types with UnmarshalJSON or UnmarshalText can be read into. Names match struct tags
// exactly. A missing member leaves its field unchanged; pointers, slices and maps are allocated anew. Duplicate members
// are read one after the other.
//
//   - null makes a pointer, slice, map or any nil; a type with UnmarshalJSON and a RawMessage receive it unchanged;
//     everywhere else it is a fault.
//   - An integer field accepts digits with an optional minus, so neither 1.0 nor 1e3.
//   - any receives an int for an integer that fits into one, float64 for every other number, map[string]any and []any.
//   - UnmarshalJSON receives the raw value, which it must not change or retain. If its error is or wraps faults, they
//     are added with their Path, Line and Column, which are relative to the raw value, made absolute; any other error
//     is one fault.
//
// Decode neither changes nor retains data, and is safe for concurrent use.
func Decode(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		panic("strictjson: Decode needs a non-nil pointer")
	}
	doc := newDocument(data)
	if bad := check(doc); bad != nil {
		return Faults{doc.syntaxFault(bad)}
	}
	d := &decoder{doc}
	d.rewind()
	d.value(target.Elem())
	if fs := doc.allFaults(); len(fs) > 0 {
		return fs
	}
	return nil
}

// decoder is the second pass: it reads text known to be well-formed into Go values.
type decoder struct{ *document }

// readers has the reader of each type that was read so far. They depend on nothing but the type.
var readers sync.Map

// reader reads the value at the document's position into v, which must be settable, and moves the position past it,
// whether the value fits or not.
type reader func(d *decoder, v reflect.Value)

func (d *decoder) value(v reflect.Value) {
	t := v.Type()
	read, ok := readers.Load(t)
	if !ok {
		read, _ = readers.LoadOrStore(t, readerOf(t))
	}
	read.(reader)(d, v)
}
