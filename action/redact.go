package action

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Redact returns the config with "[redacted]" in the place of every [Secret] in it, however deep, for reports and
// logs. A kind without secrets has its config returned as it is; nil stands for one that cannot be read or whose kind
// has no handler, since nobody can tell what is secret in it.
func (hs *Handlers) Redact(kindName string, with json.RawMessage) json.RawMessage {
	k, ok := hs.kinds[kindName]
	switch {
	case !ok:
		return nil
	case k.secret == nil:
		return with
	}
	shown, err := redactIn(k.secret, with)
	if err != nil {
		return nil
	}
	return shown
}

var secretType = reflect.TypeFor[Secret]()

// secretive returns the type when its values may hold secrets, and nil otherwise.
func secretive(t reflect.Type) reflect.Type {
	if holdsSecret(t, map[reflect.Type]bool{}) {
		return t
	}
	return nil
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
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsSecret(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsSecret(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}

// redactIn returns the JSON of a value of the type without its secrets.
func redactIn(t reflect.Type, raw json.RawMessage) (json.RawMessage, error) {
	if string(raw) == "null" || secretive(t) == nil {
		return raw, nil
	}
	if t == secretType {
		if string(raw) == `""` {
			return raw, nil
		}
		return json.RawMessage(`"` + redacted + `"`), nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		return redactIn(t.Elem(), raw)
	case reflect.Slice, reflect.Array:
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return nil, err
		}
		for i := range items {
			var err error
			if items[i], err = redactIn(t.Elem(), items[i]); err != nil {
				return nil, err
			}
		}
		return json.Marshal(items)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	if err := redactMembers(t, members); err != nil {
		return nil, err
	}
	return json.Marshal(members)
}

// redactMembers redacts the members of an object that is a map or a struct.
func redactMembers(t reflect.Type, members map[string]json.RawMessage) (err error) {
	if t.Kind() == reflect.Map {
		for name := range members {
			if members[name], err = redactIn(t.Elem(), members[name]); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if inner := embedded(f); inner != nil && name == "" { // its members stand among ours
			if err := redactMembers(inner, members); err != nil {
				return err
			}
			continue
		}
		if name == "" {
			name = f.Name
		}
		if raw, ok := members[name]; ok {
			if members[name], err = redactIn(f.Type, raw); err != nil {
				return err
			}
		}
	}
	return nil
}

// embedded returns the struct that an embedded field is or points to, or nil.
func embedded(f reflect.StructField) reflect.Type {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !f.Anonymous || t.Kind() != reflect.Struct {
		return nil
	}
	return t
}
