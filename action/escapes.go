package action

import (
	"cmp"
	"reflect"
	"strings"
)

// escapes returns the members of a config type that carry an escape tag.
func escapes(t reflect.Type) map[string]string {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var found map[string]string
	for i := range t.NumField() {
		f := t.Field(i)
		if how := f.Tag.Get("escape"); how != "" {
			if found == nil {
				found = make(map[string]string)
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			found[cmp.Or(name, f.Name)] = how
		}
	}
	return found
}
