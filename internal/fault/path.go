package fault

import (
	"strconv"
	"strings"
)

// Join joins a path and one that starts where it leads to: "actions[1]" and "with.to[0]" are "actions[1].with.to[0]". Either
// may be empty.
func Join(path, rest string) string {
	if path == "" || rest == "" || rest[0] == '[' {
		return path + rest
	}
	return path + "." + rest
}

// Index returns the path of an element of a list: "users[1]".
func Index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Member returns the path of what has a name that somebody chose freely: `fields["Store Name"]`.
func Member(path, name string) string { return path + "[" + strconv.Quote(name) + "]" }

// Within reports whether a path is the outer one or leads to a part of it. All paths are within the empty one.
func Within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (outer == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}
