package strictjson

import (
	"encoding/json"
	"reflect"
)

// Members returns the fields that a struct type takes, by the names of encoding/json, each as [reflect.StructField.Index]
// counts: those of the structs that it embeds are among them. Names that several fields have are left out.
func Members(t reflect.Type) map[string][]int { return fieldsOf(t).index }

var marshalerType = reflect.TypeFor[json.Marshaler]()

// Custom reports whether values of the type read or write themselves, so that its fields tell nothing of its JSON.
func Custom(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(unmarshalerType) || p.Implements(textType) || p.Implements(marshalerType)
}
