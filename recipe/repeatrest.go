package recipe

import "slices"

// repeatRest is the rest of a repeat that a later event moves: the time that would have been next, and its part of the limit. All
// times of a repeat count as one, also those that are moved. A moved repeat counts anew when it is begun; if the limit is
// reached by then, the remaining times of the earlier one are carried out instead, at its instants.
type repeatRest struct {
	Nth      int           `json:"nth"`
	Reserved []reservation `json:"took"`
}

// inheritRest stores the rest of the repeat that the task replaces. A time that is being carried out at this moment counts.
func (t *task) inheritRest(one *task) {
	if t.Nth != 1 {
		return
	}
	left := repeatRest{Nth: one.Nth}
	if one.Begun {
		left.Nth++
	}
	for _, k := range one.Reserved {
		if k.Used = k.Used || one.Begun; k.Used {
			left.Reserved = append(left.Reserved, k)
		}
	}
	switch {
	case len(left.Reserved) > 0:
		t.Rest = &left
	case one.Rest != nil: // it was moved itself
		t.Rest = one.Rest
	}
}

// continueRest makes the task the next one of those that are left, and reports whether there is one.
func (t *task) continueRest() bool {
	left := t.Rest
	t.Rest = nil
	if left == nil || left.Nth > t.Repeat.Times {
		return false
	}
	t.Reserved, t.Nth, t.Key = slices.Clone(left.Reserved), left.Nth, t.keyOf(left.Nth)
	return true
}
