package filter

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// compileSaved compiles the saved filter of a name; via holds the names of the saved filters being resolved.
func (c *Compiler) compileSaved(name string, via []string) (*Program, error) {
	f, ok := c.Saved[name]
	via = append(via, name)
	switch {
	case !ok:
		names := slices.Sorted(maps.Keys(c.Saved))
		return nil, &Error{Msg: "unknown saved filter " + strconv.Quote(shorten(name)) + didYouMean(name, names)}
	case slices.Index(via, name) < len(via)-1:
		return nil, &Error{Msg: cycleText(via)}
	}
	p, err := c.compile(f, via)
	if err == nil || f.Saved != "" {
		return p, err
	}
	var fs faults
	for _, e := range Errors(err) {
		fs.append(&Error{Msg: fmt.Sprintf("saved filter %q: %v", name, e)})
	}
	return nil, fs.err()
}

// cycleText describes a cycle of saved filters.
func cycleText(names []string) string {
	text := "saved filters refer to each other without an end: "
	for i, n := range names {
		if i > 0 {
			text += " to "
		}
		text += fmt.Sprintf("%q", n)
	}
	return text
}
