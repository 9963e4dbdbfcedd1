package recipetest

import "encoding/json"

// expectation is a happening that is expected, or that must not happen.
type expectation struct {
	Happening
	with map[string]object // the members of With as a config of each kind writes them
}

// expectation returns the happening as an expectation. Kinds whose configs cannot have the members are left out.
func (cs configs) expectation(h Happening) expectation {
	x := expectation{h, make(map[string]object)}
	for _, kind := range cs.kinds(h.Recipe) {
		if with, faults := cs.as(kind, h.With); len(faults) == 0 {
			x.with[kind] = with
		}
	}
	return x
}

// matches reports whether a happening is one that the expectation describes.
func (x expectation) matches(got Happening) bool {
	switch {
	case x.Recipe != got.Recipe, x.isRun() != (got.Do == ""):
		return false
	case x.Do != "" && x.Do != got.Do, x.Item != "" && x.Item != got.Item, !x.At.IsZero() && !x.At.Equal(got.At):
		return false
	}
	with, ok := x.with[got.Do]
	if !ok {
		return len(x.With) == 0
	}
	for name, value := range with {
		other, given := got.With[name]
		if _, none := value.(absent); none == given || given && !sameJSON(value, other) {
			return false
		}
	}
	return true
}

// sameJSON reports whether two values are the same in JSON.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
