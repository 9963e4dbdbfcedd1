package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
)

// MissingSecret is a secret that [Export] left out, and that an administrator fills in after [Import].
type MissingSecret struct {
	// Recipe is the ID of the recipe.
	Recipe string `json:"recipe"`
	// Path is where the secret was in it: "actions[0].with.authorization".
	Path string `json:"path"`
}

var errSecret = errors.New("has a secret whose place is ambiguous")

// withoutSecrets returns an action's config without its secrets, and where they were, relative to the config.
// A secret in an object goes with its member, one in a list becomes the empty text.
func withoutSecrets(hs *action.Handlers, a action.Action) (with json.RawMessage, left []string, err error) {
	config, err := hs.DecodeTemplate(a.Do, a.With)
	if err != nil || len(a.With) == 0 {
		return a.With, nil, err
	}
	var doc, shown any
	d := json.NewDecoder(bytes.NewReader(a.With))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		return nil, nil, err
	}
	probe, err := json.Marshal(probeOf(doc))
	if err != nil {
		return nil, nil, err
	}
	if json.Unmarshal(hs.Redact(a.Do, probe), &shown) == nil {
		left = removeHidden(doc, shown, "", nil)
	}
	switch {
	case len(left) != countSecrets(reflect.ValueOf(config)):
		return nil, nil, errSecret
	case len(left) == 0:
		return a.With, nil, nil
	}
	with, err = document(doc)
	return with, left, err
}

// shownText replaces every text, to find out which of them are shown.
const shownText = "x"

// probeOf copies a document with shownText for each text, so that no text can look like a redacted one.
func probeOf(doc any) any {
	switch doc := doc.(type) {
	case string:
		if doc != "" {
			return shownText
		}
	case []any:
		list := make([]any, len(doc))
		for i, v := range doc {
			list[i] = probeOf(v)
		}
		return list
	case map[string]any:
		members := make(map[string]any, len(doc))
		for name, v := range doc {
			members[name] = probeOf(v)
		}
		return members
	}
	return doc
}

// removeHidden takes the texts out of a document that are not shown in its probe, and adds their paths to left.
func removeHidden(doc, shown any, path string, left []string) []string {
	secret := func(v, shown any) bool {
		text, ok := v.(string)
		return ok && text != "" && shown != shownText
	}
	switch doc := doc.(type) {
	case []any:
		list, _ := shown.([]any)
		for i := range min(len(doc), len(list)) {
			at := fault.Index(path, i)
			if secret(doc[i], list[i]) {
				doc[i] = ""
				left = append(left, at)
				continue
			}
			left = removeHidden(doc[i], list[i], at, left)
		}
	case map[string]any:
		members, _ := shown.(map[string]any)
		for _, name := range sortedKeys(doc) {
			at := memberPath(path, name)
			if secret(doc[name], members[name]) {
				delete(doc, name)
				left = append(left, at)
				continue
			}
			left = removeHidden(doc[name], members[name], at, left)
		}
	}
	return left
}

// countSecrets counts the secrets of a config, at any depth.
func countSecrets(v reflect.Value) (n int) {
	if v.IsValid() && v.Type() == reflect.TypeFor[action.Secret]() {
		if v.Len() > 0 {
			return 1
		}
		return 0
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return countSecrets(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				n += countSecrets(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			n += countSecrets(v.Index(i))
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			n += countSecrets(it.Value())
		}
	}
	return n
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// memberPath joins the name of a member to a path.
func memberPath(path, name string) string {
	if plainName.MatchString(name) {
		return fault.Join(path, name)
	}
	runes := []rune(name)
	return fault.Member(path, string(runes[:min(len(runes), 64)]))
}
