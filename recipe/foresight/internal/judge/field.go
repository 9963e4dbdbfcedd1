package judge

import (
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// field is a field of an event, by its path in filters; key is the member of a host's object.
type field struct{ path, key string }

func (f field) String() string {
	if f.key == "" {
		return f.path
	}
	return f.path + "." + f.key
}

// item returns the item that holds the field: "mention", "case", "record", or "" for the event itself.
func (f field) item() string {
	root, _, _ := strings.Cut(f.path, ".")
	switch {
	case root == trigger.MentionItem, root == trigger.CaseItem, root == trigger.RecordItem:
		return root
	case recordFields[f.path] != "":
		return trigger.RecordItem
	}
	return ""
}

// recordFields are the fields of a record that filters read as the event's, with their names there.
var recordFields = map[string]string{"event.source": "source", "event.object": "object", "event.record_id": "id"}

// set writes a value into the event, whose items are its own. Nil empties the field. It reports whether the event has the
// field, and whether its type takes the value.
func (f field) set(ev *trigger.Event, value any) bool {
	target := reflect.ValueOf(ev)
	names := strings.Split(f.path, ".")
	switch root := names[0]; {
	case root == "event" && recordFields[f.path] != "":
		target, names = reflect.ValueOf(ev.Record), []string{recordFields[f.path]}
	case root == "event":
		names = names[1:]
		if names[0] == "time" {
			names[0] = "at"
		}
	case root == trigger.RecordItem:
		names = []string{"record", "fields"}
	}
	for _, name := range names {
		if target.Kind() == reflect.Pointer {
			if target.IsNil() {
				return value == nil
			}
			target = target.Elem()
		}
		i, ok := jsonField(target.Type(), name)
		if !ok {
			return false
		}
		target = target.Field(i)
	}
	return f.assign(target, value)
}

func (f field) assign(target reflect.Value, value any) bool {
	if f.key != "" {
		members, ok := target.Interface().(map[string]any)
		if !ok {
			return false
		}
		changed := make(map[string]any, len(members)+1)
		for name, v := range members {
			changed[name] = v
		}
		delete(changed, f.key)
		if value != nil {
			changed[f.key] = value
		}
		target.Set(reflect.ValueOf(changed))
		return true
	}
	if value == nil {
		target.SetZero()
		return true
	}
	v := reflect.ValueOf(value)
	switch {
	case target.Kind() == reflect.Pointer && v.CanInt() && target.Type().Elem().Kind() == reflect.Int:
		n := int(v.Int())
		target.Set(reflect.ValueOf(&n))
	case v.Type() == target.Type():
		target.Set(v)
	case v.Kind() == target.Kind() && target.Kind() == reflect.String:
		target.SetString(v.String())
	default:
		return false
	}
	return true
}

// jsonFields are the fields of a struct type by their JSON names.
var jsonFields sync.Map

func jsonField(t reflect.Type, name string) (int, bool) {
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return 0, false
	}
	known, ok := jsonFields.Load(t)
	if !ok {
		byName := make(map[string]int)
		for i := range t.NumField() {
			tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			byName[tag] = i
		}
		known, _ = jsonFields.LoadOrStore(t, byName)
	}
	i, ok := known.(map[string]int)[name]
	return i, ok
}
