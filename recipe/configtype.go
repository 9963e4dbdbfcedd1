package recipe

import (
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/action"
)

// configType is what engines with other handlers must know of the Go type of a kind's configs.
type configType struct {
	number uint64 // of the type, in this process
	plain  bool   // see plainData
}

var (
	configTypes     sync.Map // each configType, by its type
	configTypeCount atomic.Uint64
)

// configTypeOf returns what is known of the type of the kind's configs.
func configTypeOf(hs *action.Handlers, kind string) configType {
	t := hs.ConfigType(kind)
	if t == nil { // it was registered by action.HandleOther
		t = reflect.TypeFor[action.Other]()
	}
	if one, ok := configTypes.Load(t); ok {
		return one.(configType)
	}
	one, _ := configTypes.LoadOrStore(t, configType{configTypeCount.Add(1), plainData{}.config(t)})
	return one.(configType)
}

// plainData finds out whether the configs of a type have room for nothing but their JSON. Handlers of one tenant could leave
// something for those of another in one that has more, such as a pointer to the config or a client in it.
type plainData map[reflect.Type]bool // the types that were looked into

func (seen plainData) config(t reflect.Type) bool {
	return t.Kind() != reflect.Pointer && t.Kind() != reflect.Map && seen.value(t, false)
}

// value is config for a type of values in it. apart says that they are reached through a pointer, a list or a map, so that
// copies of the config share them.
func (seen plainData) value(t reflect.Type, apart bool) bool {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return false
	case reflect.Interface:
		return t.NumMethod() == 0 // any JSON
	case reflect.Pointer, reflect.Slice:
		return seen.value(t.Elem(), true)
	case reflect.Map:
		return seen.value(t.Key(), true) && seen.value(t.Elem(), true)
	case reflect.Array:
		return seen.value(t.Elem(), apart)
	case reflect.Struct:
		return seen.members(t, apart)
	}
	return true
}

// members is value for all fields of a struct. One that is not in the JSON must be a single value, which no copy shares.
func (seen plainData) members(t reflect.Type, apart bool) bool {
	if was, ok := seen[t]; ok && (was || !apart) || t == reflect.TypeFor[time.Time]() {
		return true
	}
	seen[t] = apart
	for i := range t.NumField() {
		switch f := t.Field(i); {
		case inJSON(f):
			if !seen.value(f.Type, apart) {
				return false
			}
		case apart, f.Type.Kind() > reflect.Complex128 && f.Type.Kind() != reflect.String:
			return false
		}
	}
	return true
}

// inJSON reports whether a field, or those of the struct that it embeds, are in the JSON of its struct.
func inJSON(f reflect.StructField) bool {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return f.Tag.Get("json") != "-" && (f.IsExported() || f.Anonymous && t.Kind() == reflect.Struct)
}
