package action

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Redact returns the config with "[redacted]" in the place of each member that is a [Secret] or a map of secrets, for
// reports and logs.
// A config without secrets is returned as it is; nil stands for one that cannot be read or whose kind has no handler.
func (hs *Handlers) Redact(kindName string, with json.RawMessage) json.RawMessage {
	k, ok := hs.kinds[kindName]
	switch {
	case !ok:
		return nil // cannot tell what is secret in it
	case len(k.secrets) == 0:
		return with
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(with, &members) != nil {
		return nil
	}
	for _, name := range k.secrets {
		if _, ok := members[name]; ok {
			members[name] = json.RawMessage(`"` + redacted + `"`)
		}
	}
	shown, err := json.Marshal(members)
	if err != nil {
		return nil
	}
	return shown
}

// secrets returns the JSON names of a config type's secret members.
func secrets(t reflect.Type) []string {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var found []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == reflect.TypeFor[Secret]() || f.Type == reflect.TypeFor[map[string]Secret]() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			found = append(found, name)
		}
	}
	return found
}
