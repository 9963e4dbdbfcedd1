package action

import (
	"encoding/json"
	"reflect"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// shape describes the JSON of a type: the parts that may hold secrets.
type shape struct {
	sort    sort
	elem    *shape            // of a list, and of the members of a map
	members map[string]*shape // of an object that is no map
}

// sort is a sort of shape.
type sort uint8

const (
	open   sort = iota // nothing in it is secret
	secret             // all of it is
	list
	object
)

// member returns the shape of an object's member; nil for an unknown one.
func (s *shape) member(name string) *shape {
	if s.members == nil {
		return s.elem
	}
	return s.members[name]
}

var (
	secretType = reflect.TypeFor[Secret]()
	rawType    = reflect.TypeFor[json.RawMessage]()
)

// shapes are the shapes of types that were looked at, since types may hold themselves.
type shapes map[reflect.Type]*shape

func (all shapes) of(t reflect.Type) *shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s := all[t]; s != nil {
		return s
	}
	s := new(shape)
	all[t] = s
	switch {
	case t == rawType:
		return s
	case t == secretType:
		s.sort = secret
		return s
	case strictjson.Custom(t): // its fields tell nothing of its JSON
		if holdsSecret(t, map[reflect.Type]bool{}) {
			s.sort = secret
		}
		return s
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() != reflect.Uint8 {
			s.sort, s.elem = list, all.of(t.Elem())
		}
	case reflect.Map:
		s.sort, s.elem = object, all.of(t.Elem())
		if holdsSecret(t.Key(), map[reflect.Type]bool{}) {
			s.sort = secret
		}
	case reflect.Struct:
		s.sort, s.members = object, make(map[string]*shape)
		for name, index := range strictjson.Members(t) {
			s.members[name] = all.of(t.FieldByIndex(index).Type)
		}
	}
	return s
}

// holdsSecret reports whether a value of the type may hold a secret. seen are the types that are being looked into.
func holdsSecret(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == secretType {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return holdsSecret(t.Elem(), seen)
	case reflect.Map:
		return holdsSecret(t.Key(), seen) || holdsSecret(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsSecret(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}
