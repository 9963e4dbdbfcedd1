package filter

import (
	"slices"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// The functions here return the failures of a call, see [failures]; args are its arguments.

func neverFails(failures, []ast.Node) *index.Formula { return nil }

// castFails is for functions whose first argument must be of a kind. Where that is a number, a duration may fail anywhere: the
// least has no opposite.
func castFails(want kind) func(failures, []ast.Node) *index.Formula {
	return func(c failures, args []ast.Node) *index.Formula { return c.cast(args[0], want) }
}

// plainFails is for functions that look at a text or the texts of a list.
func plainFails(c failures, args []ast.Node) *index.Formula {
	return c.readFails(args[0], noTextOrList, aText, aTextList, aList)
}

// readFails is for functions that read some kinds of value; item is that of members which are of none of them.
func (c failures) readFails(n ast.Node, item byte, kinds ...kind) *index.Formula {
	switch k := c.kind(n); {
	case k == nothing || slices.Contains(kinds, k):
		return c.value(n)
	case k == unknown:
		return memberIs(n, item)
	}
	return anywhere()
}

// isFails is for is: it stops at a text that it can only compare as a number.
func isFails(c failures, args []ast.Node) *index.Formula {
	var numbers, truths bool
	for _, n := range args[1:] {
		d, ok := constantOf(n)
		switch {
		case !ok:
			return anywhere()
		case d.kind == aText:
			return c.value(args[0])
		}
		numbers, truths = numbers || d.kind == aNumber, truths || d.kind == aTruth
	}
	switch k := c.kind(args[0]); {
	case k != unknown, !numbers && !truths:
		return c.value(args[0])
	case numbers:
		return memberIs(args[0], isWord)
	}
	return anywhere()
}

// numberFails is for number and float, and int.
func numberFails(c failures, args []ast.Node) *index.Formula {
	return c.readFails(args[0], noNumeral, aNumber)
}

func boolFails(c failures, args []ast.Node) *index.Formula {
	return c.readFails(args[0], noTruthWord, aTruth)
}

func dateFails(c failures, args []ast.Node) *index.Formula {
	switch {
	case isConstant(args[0]):
		return nil
	case len(args) > 1:
		return anywhere()
	}
	return c.readFails(args[0], noTime, aTime)
}

func lengthFails(c failures, args []ast.Node) *index.Formula {
	return c.readFails(args[0], noLength, aText, aTextList, aList, anObject)
}

// openFails is for open and open_time, whose further arguments are times.
func openFails(c failures, args []ast.Node) *index.Formula {
	var all *index.Formula
	for _, n := range args[1:] {
		all = union(all, c.cast(n, aTime))
	}
	return all
}

// minMaxFails is for min and max: all operands must be of the kind of the first whose kind is known.
func minMaxFails(c failures, args []ast.Node) *index.Formula {
	want := unknown
	for _, n := range args {
		switch k := c.kind(n); {
		case k == broken:
			return anywhere()
		case want == unknown && (k == aNumber || k == aTime || k == aDuration):
			want = k
		}
	}
	if want == unknown {
		want = aNumber
	}
	var all *index.Formula
	for _, n := range args {
		all = union(all, c.cast(n, want))
	}
	return all
}

// loopFails is for any, all, none, one and count.
func loopFails(c failures, args []ast.Node) *index.Formula {
	test, ok := args[1].(*ast.PredicateNode)
	if !ok || c.loop {
		return anywhere()
	}
	body := failures{loop: true}
	if c.kind(args[0]) == aTextList {
		body.element = aText
	}
	return union(c.cast(args[0], aList), body.cast(test.Node, aTruth))
}
