package filter

import (
	"github.com/commis-recipes/commis/internal/index"
	"github.com/expr-lang/expr/ast"
)

// searchUses are the column uses of the search modes. Other modes look for words.
var searchUses = map[searchMode]columnUse{anyExact: exactUse, anyPart: partUse, startPart: startUse, endPart: endUse, wholePart: wholeUse}

// searchFormula returns the formula of word, words, exact, contains_text and similar functions on a text of the event, or,
// for some of them, on a list.
func searchFormula(n *ast.CallNode, name string) *index.Formula {
	f, mode := columnFieldOf(n.Arguments[0]), searchModeOf(name)
	if f.use != textUse && f.use != objectUse && (f.use != listUse || !mode.isPlain()) {
		return opaqueFormula(n)
	}
	g := f
	var ok bool
	if g.use, ok = searchUses[mode]; !ok {
		g.use = wordUse
	}
	var names []string
	for _, a := range n.Arguments[1:] {
		s, _ := a.(*ast.StringNode)
		if s == nil {
			return opaqueFormula(n)
		}
		t, err := newTermFor(mode, s.Value)
		if err != nil {
			return opaqueFormula(n)
		}
		names = append(names, f.found(t.name()))
	}
	all := index.Any(g.column(), names...)
	if mode == allWords {
		all = index.Any(g.column(), names[0])
		for _, name := range names[1:] {
			all = index.And(all, index.Any(g.column(), name))
		}
	}
	switch {
	case f.use != objectUse:
		return all
	case mode.isPlain():
		return f.unless(noTextOrList, all)
	}
	return f.unless(noText, all)
}
