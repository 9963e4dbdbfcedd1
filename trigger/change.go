package trigger

import (
	"reflect"
	"slices"
	"strings"
)

// Change is what a field was and what it is. Nil is a field that is missing.
type Change struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Change returns what changed in the field at the path ("case.priority"; "priority" is understood when the event's own
// item has the field). ok is false when the field did not change.
//
// A field changed when [Event.Changes] tells it; when it tells a part of it, whose whole it then does not know, so that
// the change is zero; and when it tells the nearest whole around it with another value there. The status of a
// [CaseStatusChanged] event and the tags of one of a tag have changed without being told.
func (e Event) Change(path string) (c Change, ok bool) {
	paths := [2]string{path}
	if prefix := e.Item().Kind + "."; strings.HasPrefix(path, prefix) {
		paths[1] = path[len(prefix):]
	} else {
		paths = [2]string{prefix + path, path} // by whichever name it is asked for, the whole name comes first
	}
	for _, p := range paths {
		if c, ok = e.Changes[p]; ok {
			return c, true
		}
	}
	if c, ok = e.impliedChange(paths); ok {
		return c, true
	}
	if e.changedPart(paths) {
		return Change{}, true
	}
	return e.changeWithin(paths)
}

// Changed reports whether the event may tell a change: by its Changes or by its kind.
func (e Event) Changed() bool { return len(e.Changes) > 0 || e.Kind.tells() != tellsNothing }

// changedPart reports whether the event tells a part of what the paths lead to.
func (e Event) changedPart(paths [2]string) bool {
	for _, p := range paths {
		for told := range e.Changes {
			if n := len(p); n > 0 && len(told) > n && told[n] == '.' && told[:n] == p {
				return true
			}
		}
	}
	if !slices.Contains(paths[:], CaseItem) {
		return false
	}
	for _, told := range []string{"case.status", "case.tags"} {
		if _, ok := e.impliedChange([2]string{told}); ok {
			return true
		}
	}
	return false
}

// impliedChange returns the change that the event's kind tells.
func (e Event) impliedChange(paths [2]string) (c Change, ok bool) {
	switch tells := e.Kind.tells(); {
	case tells == tellsStatus && e.From != e.To && slices.Contains(paths[:], "case.status"):
		return Change{From: orMissing(string(e.From)), To: orMissing(string(e.To))}, true
	case e.Case == nil || !slices.Contains(paths[:], "case.tags"):
	case tells == tellsTagAdded:
		return Change{From: orMissing(tagsWithout(e.Case.Tags, e.Tag)), To: tagsWith(e.Case.Tags, e.Tag)}, true
	case tells == tellsTagRemoved:
		return Change{From: tagsWith(e.Case.Tags, e.Tag), To: orMissing(tagsWithout(e.Case.Tags, e.Tag))}, true
	}
	return Change{}, false
}

// changeWithin returns the change of a part of the nearest whole that is told.
func (e Event) changeWithin(paths [2]string) (c Change, ok bool) {
	for _, p := range paths {
		for i := strings.LastIndexByte(p, '.'); i > 0; i = strings.LastIndexByte(p[:i], '.') {
			whole, told := e.Changes[p[:i]]
			if !told {
				continue
			}
			c := Change{From: partOf(whole.From, p[i+1:]), To: partOf(whole.To, p[i+1:])}
			if sameValue(c.From, c.To) {
				return Change{}, false
			}
			return c, true
		}
	}
	return Change{}, false
}

// partOf returns the value at a path in a value, nil without one.
func partOf(x any, path string) any {
	if path == "" || x == nil {
		return orMissing(x)
	}
	if m, ok := x.(map[string]any); ok {
		if value, ok := m[path]; ok { // a host's name may hold dots
			return orMissing(value)
		}
		name, rest, _ := strings.Cut(path, ".")
		return partOf(m[name], rest)
	}
	v := reflect.Indirect(reflect.ValueOf(x))
	if !v.IsValid() || !isPlainStruct(v.Type()) {
		return nil
	}
	if v.Type().PkgPath() != reflect.TypeFor[Event]().PkgPath() {
		return nil
	}
	return partOf(plainValue(v), path)
}

func tagsWithout(tags []string, tag string) []string {
	return slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return t == tag })
}

func tagsWith(tags []string, tag string) []string {
	if slices.Contains(tags, tag) {
		return tags
	}
	return append(slices.Clone(tags), tag)
}
