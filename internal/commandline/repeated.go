package commandline

import (
	"fmt"
	"io"
	"strings"
)

// WarnRepeated writes a warning about n events of a file that were dropped, since an earlier event with other content has their ID. ids are
// the first of them.
func WarnRepeated(w io.Writer, file string, n int, ids []string) {
	if n == 0 {
		return
	}
	shown := make([]string, len(ids))
	for i, id := range ids {
		shown[i] = fmt.Sprintf("%q", id)
	}
	more := ""
	if n > len(ids) {
		more = fmt.Sprintf(" and %d more", n-len(ids))
	}
	fmt.Fprintf(w, "%s: warning: dropped as redeliveries, though an earlier event with the same id says something else: %s%s; every event has an id of its own\n",
		file, strings.Join(shown, ", "), more)
}
