package trigger

import (
	"reflect"
	"slices"
	"strings"
)

// Change is what a field was and what it is.
type Change struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Change returns what changed at the path ("case.priority"; "priority" is understood when the event's own item has
// the field). ok is false, and the change is zero, when nothing changed there.
//
// A path changed when Changes tells of it or of a part of it, or of the whole around it with another value there; then
// the change is of what the path leads to: "case.contact.name" of a change of "case.contact". Of a whole of which only
// parts are told, From and To are maps of these parts. What a change of status and an added tag say is a change of
// "case.status" and "case.tags", also when Changes does not repeat it.
func (e Event) Change(path string) (c Change, ok bool) {
	if c, ok = e.Changes[path]; ok {
		return c, true
	}
	full := e.fullPath(path)
	if c, ok = e.toldAt(full); ok {
		return c, true
	}
	if c, ok = e.changedWithin(full); ok {
		return c, true
	}
	return e.changedParts(full)
}

// fullPath is the path with the name of the event's own item before it, unless it begins with an item.
func (e Event) fullPath(path string) string {
	item := e.Item().Kind
	first, _, _ := strings.Cut(path, ".")
	if item == "" || first == MentionItem || first == CaseItem || first == RecordItem {
		return path
	}
	return item + "." + path
}

// toldAt is what the event tells of exactly this path.
func (e Event) toldAt(full string) (c Change, ok bool) {
	if c, ok = e.Changes[full]; ok {
		return c, true
	}
	if short, isOwn := strings.CutPrefix(full, e.Item().Kind+"."); isOwn {
		if c, ok = e.Changes[short]; ok {
			return c, true
		}
	}
	switch {
	case full == "case.status" && e.Kind == CaseStatusChanged && e.From != e.To:
		return Change{From: string(e.From), To: string(e.To)}, true
	case full == "case.tags" && e.Tag != "" && e.Kind == CaseTagAdded:
		without, with := e.tags()
		return Change{From: without, To: with}, true
	}
	return c, false
}

// tags are those of the case without and with the tag of the event.
func (e Event) tags() (without, with []string) {
	if e.Case != nil {
		with = slices.Clone(e.Case.Tags)
	}
	if !slices.Contains(with, e.Tag) {
		with = append(with, e.Tag)
	}
	return slices.DeleteFunc(slices.Clone(with), func(t string) bool { return t == e.Tag }), with
}

// changedWithin is what a change of the whole around the path says of the path.
func (e Event) changedWithin(full string) (c Change, ok bool) {
	for i := strings.LastIndexByte(full, '.'); i > 0; i = strings.LastIndexByte(full[:i], '.') {
		whole, told := e.toldAt(full[:i])
		if !told {
			continue
		}
		part := Change{From: at(whole.From, full[i+1:]), To: at(whole.To, full[i+1:])}
		if sameValue(part.From, part.To) {
			return c, false
		}
		return part, true
	}
	return c, false
}

// changedParts is what the event tells of parts of the path.
func (e Event) changedParts(full string) (c Change, ok bool) {
	var parts []string // from the shortest path on, so that the result does not depend on the order of a map
	for path := range e.Changes {
		if path = e.fullPath(path); partOf(path, full) {
			parts = append(parts, path)
		}
	}
	for _, path := range []string{"case.status", "case.tags"} {
		if partOf(path, full) && !slices.Contains(parts, path) {
			if _, told := e.toldAt(path); told {
				parts = append(parts, path)
			}
		}
	}
	if len(parts) == 0 {
		return c, false
	}
	slices.Sort(parts)
	from, to := map[string]any{}, map[string]any{}
	for _, path := range parts {
		c, _ := e.toldAt(path)
		put(from, path[len(full)+1:], c.From)
		put(to, path[len(full)+1:], c.To)
	}
	return Change{From: from, To: to}, true
}

// partOf reports whether a path leads to a part of a whole.
func partOf(path, whole string) bool {
	return len(path) > len(whole)+1 && path[len(whole)] == '.' && path[:len(whole)] == whole
}

// put sets what is at a path of nested maps.
func put(m map[string]any, path string, v any) {
	first, rest, more := strings.Cut(path, ".")
	if !more {
		m[first] = v
		return
	}
	inner, ok := m[first].(map[string]any)
	if !ok {
		inner = map[string]any{}
		m[first] = inner
	}
	put(inner, rest, v)
}

// at is what a value holds at a path, by the names of JSON; nil when there is nothing. A name may have dots.
func at(v any, path string) any {
	r := reflect.ValueOf(v)
	for r.Kind() == reflect.Pointer || r.Kind() == reflect.Interface {
		r = r.Elem()
	}
	switch r.Kind() {
	case reflect.Map:
		for i := len(path); i > 0; i = strings.LastIndexByte(path[:i], '.') {
			if inner, ok := member(r, path[:i]); ok {
				return deeper(inner, path[i:])
			}
		}
	case reflect.Struct:
		name, _, _ := strings.Cut(path, ".")
		for i := range r.NumField() {
			f := r.Type().Field(i)
			if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); f.IsExported() && tag == name {
				return deeper(r.Field(i).Interface(), path[len(name):])
			}
		}
	}
	return nil
}

// deeper goes on with what follows a dot.
func deeper(v any, rest string) any {
	if rest == "" {
		return v
	}
	return at(v, rest[1:])
}

func member(m reflect.Value, name string) (any, bool) {
	if m.Type().Key().Kind() != reflect.String {
		return nil, false
	}
	v := m.MapIndex(reflect.ValueOf(name).Convert(m.Type().Key()))
	if !v.IsValid() {
		return nil, false
	}
	return v.Interface(), true
}

// sameValue reports whether two values say the same: nothing and what is empty do, and numbers of other types do.
func sameValue(a, b any) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case isEmpty(x) || isEmpty(y):
		return isEmpty(x) && isEmpty(y)
	case x.CanInt() && y.CanInt():
		return x.Int() == y.Int()
	case isNumber(x) && isNumber(y):
		return float(x) == float(y)
	case x.Kind() == reflect.String && y.Kind() == reflect.String:
		return x.String() == y.String()
	}
	return reflect.DeepEqual(a, b)
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.String, reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Pointer:
		return v.IsNil()
	}
	return false
}

func isNumber(v reflect.Value) bool { return v.CanInt() || v.CanUint() || v.CanFloat() }

func float(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}
