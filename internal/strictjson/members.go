package strictjson

import (
	"encoding/json"
	"reflect"
)

// Members returns the fields of a struct type by the names of encoding/json, each as a [reflect.StructField.Index],
// including fields of embedded structs. It omits names that several fields have.
func Members(t reflect.Type) map[string][]int { return fieldsOf(t).index }

var marshalerType = reflect.TypeFor[json.Marshaler]()

// Custom reports whether values of the type encode or decode themselves, so that its fields do not describe its JSON.
func Custom(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(unmarshalerType) || p.Implements(textType) || p.Implements(marshalerType)
}
