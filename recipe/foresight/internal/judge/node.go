package judge

// node is a formula over the values of fields.
type node struct {
	join join
	a, b *node
	// A leaf is one row of the truths of a variable's options.
	variable *variable
	row      int
	always   truth // of a constant
}

type join uint8

const (
	aLeaf join = iota
	aConstant
	anAnd
	anOr
	aNot
	anUnless // the operand does not hold, also where it ends in an error
)

func constant(t truth) *node { return &node{join: aConstant, always: t} }

func both(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &node{join: anAnd, a: a, b: b}
}

func either(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &node{join: anOr, a: a, b: b}
}

// truth returns the possible results of the formula with the values that are chosen by now.
func (n *node) truth() truth {
	switch n.join {
	case aConstant:
		return n.always
	case anAnd:
		a := n.a.truth()
		if a&yes == 0 {
			return a
		}
		return a.and(n.b.truth())
	case anOr:
		a := n.a.truth()
		if a&no == 0 {
			return a
		}
		return a.or(n.b.truth())
	case aNot:
		return n.a.truth().not()
	case anUnless:
		return n.a.truth().unless()
	}
	if n.variable.chosen < 0 {
		return n.variable.possible[n.row]
	}
	return n.variable.options[n.variable.chosen].truths[n.row]
}

// open returns a variable without a value that the formula depends on, or nil.
func (n *node) open() *variable {
	switch n.join {
	case aConstant:
		return nil
	case anAnd, anOr:
		if n.a.truth()&(n.a.truth()-1) != 0 {
			if v := n.a.open(); v != nil {
				return v
			}
		}
		if t := n.b.truth(); t&(t-1) != 0 {
			return n.b.open()
		}
		return n.a.open()
	case aNot, anUnless:
		return n.a.open()
	}
	if n.variable.chosen >= 0 || len(n.variable.options) < 2 {
		return nil
	}
	return n.variable
}
