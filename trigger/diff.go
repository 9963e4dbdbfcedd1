package trigger

import (
	"reflect"
	"strings"
	"time"
)

// maxParts is how deep in a host's fields parts are told one by one; what is deeper changes with the part around it.
const maxParts = 16

// Diff returns what changed from one state of a case, or of a mention, to a later one, as [Event.Changes] holds it: by
// the field's path, "case.priority". Without a change the result is empty, and there is nothing to send an event for.
//
// A change is told for each part and for each whole around it: a new e-mail address as "case.contact.email" and as
// "case.contact", a host's field as "case.fields.tier" and as "case.fields". A whole and a list are values as JSON holds
// them. What is empty - a zero field, an empty text, list or map - is missing, and nil in a [Change]. Tags, and the users
// and teams that an item is assigned to, are sets: their order makes no difference. Numbers in a host's fields are
// compared by value, so that 5 and 5.0 are the same.
//
// A name in a host's fields that is empty or holds a dot has no path of its own, and changes with the map around it.
//
// Two items with different IDs, or without one, are an error of type [*FieldError]. Diff keeps and changes neither item,
// but the result shares lists and maps of the host's fields with them.
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

// addStructs tells the fields of two structs of a type that differ, and reports whether some do.
func (d diff) addStructs(path string, a, b reflect.Value) (changed bool) {
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		if d.addField(path+"."+name, a.Field(i), b.Field(i)) {
			changed = true
		}
	}
	return changed
}

// addField tells a field and its parts when they differ, and reports whether they do.
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

// addMaps tells the members of a host's maps that differ, depth levels deep.
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

// isPlainStruct reports whether a field of the type has parts; an instant has none.
func isPlainStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]()
}

// plainValue returns a field's value as a change holds it: a struct as a map without what is missing, nil for what is
// missing itself.
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

// orMissing returns nil for a value that is empty, which is missing.
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
