package recipe

import (
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// decodeFault is a fault of the text that a set was decoded from: what is there is not in the set.
type decodeFault struct {
	Fault
	meant string // the member that an unknown one was probably meant to be
}

// withDecodeFaults returns the faults of the text, and those of the set that do not only follow from them.
func (s Set) withDecodeFaults(others faults) faults {
	if len(s.decodeFaults) == 0 {
		return others
	}
	var all faults
	for _, u := range s.decodeFaults {
		one := u.Fault
		all.Append(&one)
	}
	for _, f := range others.found() {
		if !slices.ContainsFunc(s.decodeFaults, func(u decodeFault) bool { return u.leadsTo(f.Document) }) {
			all.Append(f)
		}
	}
	return all
}

// concludes has the members whose faults may come from another one that is missing beside them.
var concludes = map[string][]string{
	"after":      {"at", "in"},
	"all_topics": {"topics", "each"},
	"calendar":   {"zone"},
	"days":       {"calendar", "zone"},
	"every":      {"in"},
	"from":       {"after", "at", "repeat"},
	"id":         {"do"},
	"in":         {"after", "repeat"},
	"topics":     {"all_topics", "each", "on"},
	"unless":     {"after", "at", "repeat", "hours"},
	"zone":       {"calendar"},
}

// namedIn has the members that name what is elsewhere in the set.
var namedIn = map[string]string{"calendar": "calendars", "in": "calendars", "filter": "filters", "saved": "filters"}

// leadsTo reports whether a fault of the set may be one only because of what could not be read: that itself, what is in it or
// around it, the member that an unknown one was meant to be, and what concludes from a member that it is missing.
func (u decodeFault) leadsTo(document string) bool {
	if fault.Within(document, u.Document) || fault.Within(u.Document, document) || u.Document == "" {
		return true
	}
	object, member := cutMember(document)
	beside, missing := cutMember(u.Document)
	if u.meant != "" {
		missing = u.meant
	}
	if object == beside && (member == missing || slices.Contains(concludes[member], missing)) {
		return true
	}
	place, named := namedIn[member]
	return named && fault.Within(u.Document, place)
}

// cutMember returns the path of the object that a path's last member is in, and the name of the member.
func cutMember(path string) (object, member string) {
	for strings.HasSuffix(path, "]") {
		path = path[:max(strings.LastIndexByte(path, '['), 0)]
	}
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}
