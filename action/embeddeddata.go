package action

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/fault"
)

// EmbeddedData is a directory's further data about a contact or a transaction, by name. A survey finds a value only by
// exactly the same name, including case, spaces and punctuation. See [EmbeddedData.NearMisses].
type EmbeddedData map[string]string

// The limits of embedded data, in characters ("Contact fields", Qualtrics XM Directory).
const (
	maxDataName  = 200
	maxDataValue = 1024
)

// NearMisses returns the names of a survey's fields that are not in d but resemble a name in d, each with that name:
// "store name" and "Store Name". Such a field would stay empty. It is nil when no name resembles another.
func (d EmbeddedData) NearMisses(survey []string) map[string]string {
	known := make(map[string]string, len(d))
	for _, name := range slices.Sorted(maps.Keys(d)) {
		known[plain(name)] = name
	}
	var near map[string]string
	for _, field := range survey {
		like := plain(field)
		name, ok := known[like]
		if _, exact := d[field]; exact || !ok || like == "" {
			continue
		}
		if near == nil {
			near = make(map[string]string)
		}
		near[field] = name
	}
	return near
}

// plain returns the letters and digits of a name in lower case.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func (d EmbeddedData) check(f *faults, path string) {
	for _, name := range slices.Sorted(maps.Keys(d)) {
		at := fault.Member(path, name)
		f.line(at, name)
		switch {
		case blank(name):
			f.add(at, "a name is missing")
		case strings.Contains(name, "{{"):
			f.add(at, "a name cannot hold an {{ expr }}")
		case utf8.RuneCountInString(name) > maxDataName:
			f.add(path, "the name %.20q... is longer than %d characters", name, maxDataName)
		case name == "Points":
			f.add(at, "the name is reserved")
		}
		if utf8.RuneCountInString(d[name]) > maxDataValue {
			f.value(at, "longer than %d characters", maxDataValue)
		}
	}
}
