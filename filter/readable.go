package filter

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// shownElsewhere are the JSON names of the fields of [trigger.Event] and [trigger.Record] that are not fields of event in
// filters: documents of their own, and the fields that the functions changed and was read.
var shownElsewhere = []string{"mention", "case", "record", "changes", "cause", "fields", "polled"}

func isShownElsewhere(f reflect.StructField) bool {
	return slices.Contains(shownElsewhere, jsonName(f))
}

// readable are the types of fields that filters, texts, indexes and [trigger.Diff] read, in addition to texts of any type
// and structs of these.
var readable = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[*int](), reflect.TypeFor[time.Time](), reflect.TypeFor[[]string](), reflect.TypeFor[map[string]any](),
}

// mustBeReadable panics when filters and texts could not read a field of a type of package trigger, or would treat its zero
// value as missing. The types never change while a program runs, so every test finds this.
func mustBeReadable(in string, f reflect.StructField) {
	switch {
	case !f.IsExported() || f.Tag.Get("json") == "-":
		return
	case jsonName(f) == "":
		panic(fmt.Sprintf("filter: field %s of %s has no name in JSON, by which filters call it: give it a tag such as `json:\"name,omitempty\"`", f.Name, in))
	case f.Type.Kind() == reflect.String, slices.Contains(readable, f.Type):
		return
	case f.Type.Kind() == reflect.Struct:
		return // its own fields are checked next
	}
	panic(fmt.Sprintf("filter: field %s of %s is of type %v, which filters and texts cannot read: want a text, bool, *int (nil when it is unknown), "+
		"time.Time, []string, map[string]any or a struct of these; put a list of structs into Fields, as []any of map[string]any",
		f.Name, in, f.Type))
}

// mustBeRoots panics when a field of [trigger.Polled] is not a root of the schema.
func (s *schema) mustBeRoots() {
	t := reflect.TypeFor[trigger.Polled]()
	for i := range t.NumField() {
		f := t.Field(i)
		if root := s.roots[jsonName(f)]; root == nil || root.goPath[0] != f.Name {
			panic(fmt.Sprintf("filter: field %s of trigger.Polled is no document in filters: add it to newSchema in filter/fields.go and to fillEvent in filter/view.go", f.Name))
		}
	}
}
