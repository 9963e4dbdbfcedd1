package strictjson

import (
	"reflect"
	"slices"
	"strings"
)

// fields are the members of a struct, by the names of encoding/json.
type fields struct {
	names []string         // in the order of the struct, for suggestions
	index map[string][]int // the index of the field with a name
}

// field is a candidate for a name.
type field struct {
	name   string
	index  []int
	tagged bool
}

// fieldsOf resolves names as Go does: the least deeply embedded field wins, then one with a tag; if several are left,
// the name is unused.
func fieldsOf(t reflect.Type) *fields {
	byName := map[string][]field{}
	fs := &fields{index: map[string][]int{}}
	for _, f := range collectFields(t, nil, nil) {
		if byName[f.name] == nil {
			fs.names = append(fs.names, f.name)
		}
		byName[f.name] = append(byName[f.name], f)
	}
	for name, all := range byName {
		if f, ok := winner(all); ok {
			fs.index[name] = f.index
		}
	}
	fs.names = slices.DeleteFunc(fs.names, func(name string) bool { return fs.index[name] == nil })
	return fs
}

func winner(all []field) (f field, ok bool) {
	depth := len(all[0].index)
	for _, f := range all {
		depth = min(depth, len(f.index))
	}
	all = slices.DeleteFunc(all, func(f field) bool { return len(f.index) > depth })
	if slices.ContainsFunc(all, func(f field) bool { return f.tagged }) {
		all = slices.DeleteFunc(all, func(f field) bool { return !f.tagged })
	}
	return all[0], len(all) == 1
}

// collectFields returns the fields of t and of the structs it embeds. within stops the recursion of a type that embeds
// itself.
func collectFields(t reflect.Type, index []int, within []reflect.Type) []field {
	if slices.Contains(within, t) {
		return nil
	}
	within = append(slices.Clone(within), t)
	var all []field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, _ := sf.Tag.Lookup("json")
		if tag == "-" {
			continue
		}
		name, _, _ := strings.Cut(tag, ",")
		here := append(slices.Clone(index), i)
		if inner, ok := embedded(sf); ok && name == "" {
			all = append(all, collectFields(inner, here, within)...)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		f := field{name: name, index: here, tagged: name != ""}
		if name == "" {
			f.name = sf.Name
		}
		all = append(all, f)
	}
	return all
}

// embedded returns the struct whose fields are promoted. A pointer to an unexported type cannot be set by reflection.
func embedded(sf reflect.StructField) (reflect.Type, bool) {
	if !sf.Anonymous {
		return nil, false
	}
	if sf.Type.Kind() == reflect.Pointer && sf.IsExported() {
		return sf.Type.Elem(), sf.Type.Elem().Kind() == reflect.Struct
	}
	return sf.Type, sf.Type.Kind() == reflect.Struct
}
