package strictjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"time"
)

var (
	rawType         = reflect.TypeFor[json.RawMessage]()
	timeType        = reflect.TypeFor[time.Time]()
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
	textType        = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// readerOf returns the reader of a type. A type's own methods take precedence over its kind.
func readerOf(t reflect.Type) reader {
	switch t {
	case rawType:
		return readRaw
	case timeType:
		return readTime
	}
	if reflect.PointerTo(t).Implements(unmarshalerType) {
		return readCustom
	}
	if reflect.PointerTo(t).Implements(textType) {
		return readText
	}
	switch t.Kind() {
	case reflect.Pointer:
		return readPointer
	case reflect.Struct:
		return fieldsOf(t).read
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return readBytes
		}
		return readSlice
	case reflect.String:
		return readString
	case reflect.Bool:
		return readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return readInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return readUint
	case reflect.Float32, reflect.Float64:
		return readFloat
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return readMap
		}
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return readAny
		}
	}
	return readNothing
}

// readNothing is for fields that no JSON value can fill, such as a func.
func readNothing(d *decoder, _ reflect.Value) {
	d.fault(d.pos, "no value can be given here")
	d.skip()
}

func readPointer(d *decoder, v reflect.Value) {
	if d.null() {
		v.SetZero()
		return
	}
	target := reflect.New(v.Type().Elem())
	d.value(target.Elem())
	v.Set(target)
}
