package action

import (
	"reflect"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// tagged returns the value of a struct tag for each member of a config type, including those of embedded configs. The tag
// of an embedded config itself applies to all its members.
func tagged(t reflect.Type, key string) map[string]string {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var found map[string]string
	for name, index := range strictjson.Members(t) {
		how := ""
		for i := range index {
			if how = t.FieldByIndex(index[:i+1]).Tag.Get(key); how != "" {
				break
			}
		}
		if how == "" {
			continue
		}
		if found == nil {
			found = make(map[string]string)
		}
		found[name] = how
	}
	return found
}
