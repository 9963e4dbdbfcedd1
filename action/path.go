package action

import "strconv"

// index returns the path of a list's entry: "users[1]".
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// member returns the path of a value under a name that the administrator chose: `fields["Store Name"]`.
func member(path, name string) string { return path + "[" + strconv.Quote(name) + "]" }
