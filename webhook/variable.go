package webhook

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/commis-recipes/commis/action"
)

// Variable is one value that a webhook sends.
type Variable struct {
	// Key is the name under which it is sent; empty means that of the variable.
	Key string `json:"key,omitempty"`
	// Variable is the path of a field, "mention.content" (or "content"), "case.contact.name", "recipe.name",
	// "event.time", or of a whole item, "mention", "case" or "record", or "event", its id, kind and instant. Members of a document follow its path:
	// "record.state", `record["Store Name"]`, "mention.fields.tier".
	Variable string `json:"variable" schema:"required,text"`
}

// key returns the name under which it is sent.
func (v Variable) key() string {
	if v.Key != "" {
		return v.Key
	}
	return v.Variable
}

// read returns the variable's value, nil when it is missing. A zero field is a missing one, except for booleans.
func (v Variable) read(in *action.Input) (any, error) {
	s, names, err := find(v.Variable)
	if err != nil {
		return nil, err
	}
	value := known(s.value(in))
	for _, name := range names {
		doc, _ := value.(map[string]any)
		value = known(reflect.ValueOf(doc[name]))
	}
	return value, nil
}

// known returns the value, nil for one that is missing.
func known(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
	case reflect.Map:
		if v.IsNil() {
			return nil
		}
	case reflect.Struct:
		if z, ok := v.Interface().(interface{ IsZero() bool }); v.IsZero() || ok && z.IsZero() {
			return nil
		}
	}
	return v.Interface()
}

// find returns the variable with the path, and the rest of the path, names of members of a document.
func find(path string) (source, []string, error) {
	for _, p := range []string{path, "mention." + path} {
		if s, ok := catalogue[p]; ok {
			return s, nil, nil
		}
		for name, s := range catalogue {
			rest, found := strings.CutPrefix(p, name)
			if !s.open || !found {
				continue
			}
			if names, ok := split(rest); ok {
				return s, names, nil
			}
		}
	}
	return source{}, nil, fmt.Errorf("unknown variable %q", path)
}

// split returns the names that lead into a document: `.items["Store Name"]` has two.
func split(path string) (names []string, ok bool) {
	for path != "" {
		name, rest := "", ""
		switch path[0] {
		case '.':
			rest = strings.TrimLeftFunc(path[1:], inName)
			name = path[1 : len(path)-len(rest)]
		case '[':
			text, err := strconv.QuotedPrefix(path[1:])
			if err != nil {
				return nil, false
			}
			name, _ = strconv.Unquote(text)
			if rest, ok = strings.CutPrefix(path[1+len(text):], "]"); !ok {
				return nil, false
			}
		}
		if name == "" {
			return nil, false
		}
		names, path = append(names, name), rest
	}
	return names, names != nil
}

func inName(r rune) bool { return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) }
