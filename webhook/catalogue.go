package webhook

import (
	"reflect"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// source is the place of a variable in an event.
type source struct {
	value func(in *action.Input) reflect.Value // invalid when it is missing
	open  bool                                 // a document, whose members have paths too
}

// happened is an event without its items.
type happened struct {
	ID   string       `json:"id"`
	Kind trigger.Kind `json:"kind"`
	At   time.Time    `json:"at"`
}

// catalogue has every variable by its path. The fields of mentions, cases and events are found by reflection, so a new
// field is a new variable. It never changes.
var catalogue = newCatalogue()

func newCatalogue() map[string]source {
	all := map[string]source{}
	collect(all, "mention", reflect.TypeFor[*trigger.Mention](), func(in *action.Input) reflect.Value {
		return reflect.ValueOf(in.Event.Mention)
	})
	collect(all, "case", reflect.TypeFor[*trigger.Case](), func(in *action.Input) reflect.Value {
		return reflect.ValueOf(in.Event.Case)
	})
	record := func(in *action.Input) trigger.Record {
		if in.Event.Record == nil {
			return trigger.Record{}
		}
		return *in.Event.Record
	}
	for path, value := range map[string]func(in *action.Input) any{
		"record":          func(in *action.Input) any { return record(in).Fields },
		"recipe.id":       func(in *action.Input) any { return in.Recipe.ID },
		"recipe.name":     func(in *action.Input) any { return in.Recipe.Name },
		"event":           func(in *action.Input) any { return happened{in.Event.ID, in.Event.Kind, in.Event.At} },
		"event.time":      func(in *action.Input) any { return in.Event.At },
		"event.source":    func(in *action.Input) any { return record(in).Source },
		"event.object":    func(in *action.Input) any { return record(in).Object },
		"event.record_id": func(in *action.Input) any { return record(in).ID },
	} {
		all[path] = source{
			value: func(in *action.Input) reflect.Value { return reflect.ValueOf(value(in)) },
			open:  path == "record",
		}
	}
	collectEvent(all)
	return all
}

// collectEvent adds the event's own fields: its texts and its instant.
func collectEvent(all map[string]source) {
	t := reflect.TypeFor[trigger.Event]()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type.Kind() != reflect.String && f.Type != reflect.TypeFor[time.Time]() {
			continue // an item has variables of its own
		}
		collect(all, "event."+jsonName(f), f.Type, func(in *action.Input) reflect.Value {
			return reflect.ValueOf(&in.Event).Elem().Field(i)
		})
	}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// collect adds a variable of the type, and its fields.
func collect(all map[string]source, path string, t reflect.Type, value func(in *action.Input) reflect.Value) {
	all[path] = source{value: value, open: t.Kind() == reflect.Map}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		outer := value
		value = func(in *action.Input) reflect.Value {
			if v := outer(in); !v.IsNil() {
				return v.Elem()
			}
			return reflect.Value{}
		}
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range t.NumField() {
		collect(all, path+"."+jsonName(t.Field(i)), t.Field(i).Type, func(in *action.Input) reflect.Value {
			if v := value(in); v.IsValid() {
				return v.Field(i)
			}
			return reflect.Value{}
		})
	}
}
