package recipetest

import (
	"iter"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// texts yields the texts in a value, with their paths.
func texts(path string, value any) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) { eachText(path, value, yield) }
}

func eachText(path string, value any, yield func(path, text string) bool) bool {
	switch v := value.(type) {
	case string:
		return yield(path, v)
	case object:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !eachText(strictjson.MemberPath(path, name), v[name], yield) {
				return false
			}
		}
	case []any:
		for i, one := range v {
			if !eachText(fault.Index(path, i), one, yield) {
				return false
			}
		}
	}
	return true
}

// hasText reports whether the text is somewhere in the value.
func hasText(value any, text string) bool {
	for _, one := range texts("", value) {
		if one == text {
			return true
		}
	}
	return false
}
