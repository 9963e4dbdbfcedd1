package recipe

import "slices"

// rest is what a repeat has left when a later event moves it: which time would have been the next, and what it has used of its
// limit. All times of a repeat count as one, also those that are moved. One that is moved counts anew when it is begun; where
// its limit is reached by then, the times that are left of the earlier one are carried out in its place, at its instants.
type rest struct {
	Nth  int    `json:"nth"`
	Took []took `json:"took"`
}

// inherit notes what is left of one whose place the task takes. A time that is being carried out at this moment counts.
func (t *task) inherit(one *task) {
	if t.Nth != 1 {
		return
	}
	left := rest{Nth: one.Nth}
	if one.Begun {
		left.Nth++
	}
	for _, k := range one.Took {
		if k.Used = k.Used || one.Begun; k.Used {
			left.Took = append(left.Took, k)
		}
	}
	switch {
	case len(left.Took) > 0:
		t.Rest = &left
	case one.Rest != nil: // it was moved itself
		t.Rest = one.Rest
	}
}

// useRest makes the task the next one of those that are left, and reports whether there is one.
func (t *task) useRest() bool {
	left := t.Rest
	t.Rest = nil
	if left == nil || left.Nth > t.Repeat.Times {
		return false
	}
	t.Took, t.Nth, t.Key = slices.Clone(left.Took), left.Nth, t.keyOf(left.Nth)
	return true
}
