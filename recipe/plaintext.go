package recipe

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/naming"
)

// escapes reports whether a JSON document may hold a text with a control character or one that was not valid UTF-8: most
// do not, and need not be looked at.
func escapes(document []byte) bool {
	for i := 0; i < len(document); i++ {
		switch document[i] {
		case '\\':
			if i++; document[i] != '"' && document[i] != '\\' {
				return true
			}
		case 0x7f, 0xc2: // the latter begins those from U+0080 to U+009F
			return true
		}
	}
	return false
}

// plainText adds a fault for each text of a part of a set that cannot be stored, or is no legal name. All texts are names
// except values and texts of filters, and values of attributes. Configs of actions are left to their kinds.
type plainText struct{ fault.Place }

// deepestText is the depth to which a set is checked. Deeper parts are faults for another reason.
const deepestText = 100

var (
	filterType = reflect.TypeFor[filter.Filter]()
	rawType    = reflect.TypeFor[json.RawMessage]()
)

func (t plainText) check(v reflect.Value, path string, want func(string) error, depth int) {
	if depth > deepestText {
		return
	}
	switch v.Kind() {
	case reflect.String:
		if err := want(v.String()); err != nil {
			t.In(path).Add(err)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			t.check(v.Elem(), path, want, depth+1)
		}
	case reflect.Slice:
		for i := 0; v.Type() != rawType && i < v.Len(); i++ {
			at := fault.Index(path, i)
			if _, one := v.Interface().(json.Marshaler); one && v.Len() == 1 {
				at = path // it is written as one value
			}
			t.check(v.Index(i), at, want, depth+1)
		}
	case reflect.Map:
		t.checkMap(v, path, depth)
	case reflect.Struct:
		if v.Type() == filterType {
			t.checkFilter(v.Interface().(filter.Filter), path, depth)
			return
		}
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			here := want
			if name == "values" {
				here = naming.CheckText
			}
			t.check(v.Field(i), fault.Join(path, name), here, depth+1)
		}
	}
}

// checkMap checks the names and the texts of a map.
func (t plainText) checkMap(v reflect.Value, path string, depth int) {
	names := make(map[string]reflect.Value, v.Len())
	for all := v.MapRange(); all.Next(); {
		names[all.Key().String()] = all.Value()
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		at := fault.Join(path, name)
		if err := naming.Check(name); err != nil {
			at = fault.Member(path, name)
			t.In(at).Add(err)
		}
		t.check(names[name], at, naming.CheckText, depth+1)
	}
}

func (t plainText) checkFilter(f filter.Filter, path string, depth int) {
	t.check(reflect.ValueOf(f.Text), path, naming.CheckText, depth+1)
	t.check(reflect.ValueOf(f.Saved), fault.Join(path, "saved"), naming.Check, depth+1)
	t.check(reflect.ValueOf(f.Tree), path, naming.Check, depth+1)
}
