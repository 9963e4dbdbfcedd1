package trigger

import (
	"reflect"
	"slices"
	"strings"
)

// Change is the value of a field before and after an update. Nil means missing.
type Change struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Change returns the change of the field at the path ("case.priority"; "priority" also works for a field of the event's
// own item). ok is false when the field did not change.
//
// A field has changed when [Event.Changes] lists it; when it lists a part of it, in which case the returned change is
// zero because the whole is unknown; and when the nearest listed whole around it has another value there. The status of
// a [CaseStatusChanged] event and the tags of a tag event change without being listed.
func (e Event) Change(path string) (c Change, ok bool) {
	paths := [2]string{path}
	if prefix := e.Item().Kind + "."; strings.HasPrefix(path, prefix) {
		paths[1] = path[len(prefix):]
	} else {
		paths = [2]string{prefix + path, path} // the full name comes first, whichever name was asked for
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

// Changed reports whether the event may contain a change, in its Changes or implied by its kind.
func (e Event) Changed() bool { return len(e.Changes) > 0 || e.Kind.implies() != impliesNothing }

// changedPart reports whether the event lists a part of the value at one of the paths.
func (e Event) changedPart(paths [2]string) bool {
	for _, p := range paths {
		for path := range e.Changes {
			if n := len(p); n > 0 && len(path) > n && path[n] == '.' && path[:n] == p {
				return true
			}
		}
	}
	if !slices.Contains(paths[:], CaseItem) {
		return false
	}
	for _, path := range []string{"case.status", "case.tags"} {
		if _, ok := e.impliedChange([2]string{path}); ok {
			return true
		}
	}
	return false
}

// impliedChange returns the change that the event's kind implies.
func (e Event) impliedChange(paths [2]string) (c Change, ok bool) {
	switch implied := e.Kind.implies(); {
	case implied == impliesStatus && e.From != e.To && slices.Contains(paths[:], "case.status"):
		return Change{From: orMissing(string(e.From)), To: orMissing(string(e.To))}, true
	case e.Case == nil || !slices.Contains(paths[:], "case.tags"):
	case implied == impliesTagAdded:
		return Change{From: orMissing(tagsWithout(e.Case.Tags, e.Tag)), To: tagsWith(e.Case.Tags, e.Tag)}, true
	case implied == impliesTagRemoved:
		return Change{From: tagsWith(e.Case.Tags, e.Tag), To: orMissing(tagsWithout(e.Case.Tags, e.Tag))}, true
	}
	return Change{}, false
}

// changeWithin returns the change of a part of the nearest listed whole.
func (e Event) changeWithin(paths [2]string) (c Change, ok bool) {
	for _, p := range paths {
		for i := strings.LastIndexByte(p, '.'); i > 0; i = strings.LastIndexByte(p[:i], '.') {
			whole, ok := e.Changes[p[:i]]
			if !ok {
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

// partOf returns the value at a path inside x, or nil.
func partOf(x any, path string) any {
	if path == "" || x == nil {
		return orMissing(x)
	}
	if m, ok := x.(map[string]any); ok {
		if value, ok := m[path]; ok { // a host's name may contain dots
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
