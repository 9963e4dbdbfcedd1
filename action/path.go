package action

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// steps splits a path into names and indexes.
func steps(path string) []string {
	var all []string
	for path != "" {
		var one string
		if quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(path, "[")); err == nil && path[0] == '[' {
			one, _ = strconv.Unquote(quoted)
			path = strings.TrimPrefix(path[1+len(quoted):], "]")
		} else if path[0] == '[' {
			one, path, _ = strings.Cut(path[1:], "]")
		} else {
			n := strings.IndexAny(path, ".[")
			if n < 0 {
				n = len(path)
			}
			one, path = path[:n], path[n:]
		}
		all, path = append(all, one), strings.TrimPrefix(path, ".")
	}
	return all
}

// written joins names and indexes to a path; it is the inverse of steps.
func written(steps []string) string {
	var path string
	for _, one := range steps {
		switch {
		case one != "" && strings.Trim(one, "0123456789") == "":
			path += "[" + one + "]"
		case !simpleName.MatchString(one):
			path = fault.Member(path, one)
		case path == "":
			path = one
		default:
			path += "." + one
		}
	}
	return path
}

var simpleName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// sortedNames returns the names of an object's members in order.
func sortedNames(members map[string]any) []string { return slices.Sorted(maps.Keys(members)) }
