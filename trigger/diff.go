package trigger

import (
	"reflect"
	"strings"
	"time"
)

// maxParts is how deep in a host's fields parts are listed one by one; deeper ones change with the part around them.
const maxParts = 16

// Diff returns the changes from one state of a case or a mention to a later one, as [Event.Changes] holds them: by the
// field's path, "case.priority". The result is empty when nothing changed, and then there is no event to send.
//
// A change is listed for each part and for each whole around it: a new e-mail address as "case.contact.email" and as
// "case.contact", a host's field as "case.fields.tier" and as "case.fields". Wholes and lists are values as JSON holds
// them. An empty value (a zero field, an empty text, list or map) is missing, and nil in a [Change]. Tags, and the
// users and teams an item is assigned to, are sets: their order is ignored. Numbers in a host's fields are compared by
// value, so 5 equals 5.0.
//
// A name in a host's fields that is empty or contains a dot has no path of its own, and changes with the map around it.
//
// Two items with different IDs, or without one, are an error of type [*FieldError]. Diff changes and retains neither
// item, but the result shares lists and maps of the host's fields with them.
func Diff[T Case | Mention](before, after T) (map[string]Change, error) {
	a, b := reflect.ValueOf(before), reflect.ValueOf(after)
	kind := MentionItem
	if a.Type() == reflect.TypeFor[Case]() {
		kind = CaseItem
	}
	switch from, to := a.FieldByName("ID").String(), b.FieldByName("ID").String(); {
	case from == "" || to == "":
		return nil, Invalid(kind+".id", "missing; a diff is of two states of one %s", kind)
	case from != to:
		return nil, Invalid(kind+".id", "%q before and %q after; a diff is of two states of one %s", from, to, kind)
	}
	d := diff{}
	d.addStructs(kind, a, b)
	return d, nil
}

// diff collects changes by path.
type diff map[string]Change

// addStructs adds the fields that differ between two structs of a type, and reports whether some do.
func (d diff) addStructs(path string, a, b reflect.Value) (changed bool) {
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		if d.addField(path+"."+name, a.Field(i), b.Field(i)) {
			changed = true
		}
	}
	return changed
}

// addField adds a field and its parts if they differ, and reports whether they do.
func (d diff) addField(path string, a, b reflect.Value) (changed bool) {
	from, to := plainValue(a), plainValue(b)
	switch {
	case isPlainStruct(a.Type()):
		changed = d.addStructs(path, a, b)
	case a.Type() == reflect.TypeFor[[]string]():
		changed = !sameSet(a.Interface().([]string), b.Interface().([]string))
	case a.Kind() == reflect.Map:
		changed = !sameValue(from, to)
		d.addMaps(path, a.Interface().(map[string]any), b.Interface().(map[string]any), maxParts)
	default:
		changed = !sameValue(from, to)
	}
	if changed {
		d[path] = Change{From: from, To: to}
	}
	return changed
}

// addMaps adds the members that differ between two of a host's maps, depth levels deep.
func (d diff) addMaps(path string, a, b map[string]any, depth int) {
	if depth == 0 {
		return
	}
	for name := range a {
		d.addMember(path, name, a, b, depth)
	}
	for name := range b {
		if _, known := a[name]; !known {
			d.addMember(path, name, a, b, depth)
		}
	}
}

func (d diff) addMember(path, name string, a, b map[string]any, depth int) {
	from, to := orMissing(a[name]), orMissing(b[name])
	if name == "" || strings.Contains(name, ".") || sameValue(from, to) {
		return
	}
	part := path + "." + name
	d[part] = Change{From: from, To: to}
	before, _ := from.(map[string]any)
	after, _ := to.(map[string]any)
	d.addMaps(part, before, after, depth-1)
}

// isPlainStruct reports whether values of the type have parts; an instant has none.
func isPlainStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]()
}

// plainValue returns a field's value as a change holds it: a struct as a map of its present members, and nil for a
// missing value.
func plainValue(v reflect.Value) any {
	switch {
	case v.Kind() == reflect.Bool:
		return v.Bool() // false is a value too
	case v.IsZero():
		return nil
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Pointer:
		return v.Elem().Interface()
	case isPlainStruct(v.Type()):
		all := make(map[string]any, v.NumField())
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if field := plainValue(v.Field(i)); field != nil {
				all[name] = field
			}
		}
		return orMissing(all)
	}
	return orMissing(v.Interface())
}

// orMissing returns x, or nil for an empty value, which is missing.
func orMissing(x any) any {
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Map:
		if v.Len() == 0 {
			return nil
		}
	}
	return x
}
