package judge

// truth is a set of possible results of a test: one of them, or several while fields have no value yet.
type truth uint8

const (
	no truth = 1 << iota
	yes
	failed // it ends in an error
)

// not returns the results of "not x".
func (t truth) not() truth {
	out := t & failed
	if t&yes != 0 {
		out |= no
	}
	if t&no != 0 {
		out |= yes
	}
	return out
}

// and returns the results of "x and y"; y is evaluated only where x holds.
func (t truth) and(y truth) truth {
	out := t & (no | failed)
	if t&yes != 0 {
		out |= y
	}
	return out
}

// or returns the results of "x or y"; y is evaluated only where x does not hold.
func (t truth) or(y truth) truth {
	out := t & (yes | failed)
	if t&no != 0 {
		out |= y
	}
	return out
}

// unless returns the results of "x does not hold", which an error does not either.
func (t truth) unless() truth {
	var out truth
	if t&yes != 0 {
		out |= no
	}
	if t&(no|failed) != 0 {
		out |= yes
	}
	return out
}

func truthOf(holds bool, err error) truth {
	switch {
	case err != nil:
		return failed
	case holds:
		return yes
	}
	return no
}
