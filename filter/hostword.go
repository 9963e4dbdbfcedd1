package filter

import (
	"slices"

	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
)

// hostWords returns the closed list of the host for a field, in the host's order; nil for a field without one.
func hostWords(w *trigger.World, path string) []string {
	if w == nil {
		w = &trigger.World{}
	}
	return w.Words(path)
}

// closedList returns the closed list for a part: a field, or the earlier value of a field.
func (l *lowering) closedList(p part) []string {
	if p.path != "" {
		return hostWords(l.world, p.path)
	}
	c, ok := p.src.(*ast.CallNode)
	if !ok || !calls(c, "was") || len(c.Arguments) != 1 {
		return nil
	}
	path, ok := c.Arguments[0].(*ast.StringNode)
	if !ok {
		return nil
	}
	for _, item := range []string{"", trigger.CaseItem + ".", trigger.MentionItem + "."} {
		if list := hostWords(l.world, item+path.Value); list != nil {
			return list
		}
	}
	return nil
}

// checkWord notes a constant that is not in the closed list of the operand it is compared with.
func (l *lowering) checkWord(with, p part) {
	s, ok := p.src.(*ast.StringNode)
	if !ok || s.Value == "" {
		return
	}
	if err := wordError(l.closedList(with), s.Value); err != nil {
		line, column := l.faults.place(firstNode(p.src).Location().From)
		l.faults.appendWord(&Error{Line: line, Column: column, Msg: err.Error(), Err: err})
	}
}

// wordError returns nil for a word of the list, and for any word when list is nil.
func wordError(list []string, word string) error {
	if list == nil || slices.Contains(list, word) {
		return nil
	}
	return &trigger.WordError{Word: word, List: slices.Clone(list)}
}

// ranked lowers a < b for words in the order of a host's list.
func (l *lowering) ranked(n *ast.BinaryNode, a, b part, list []string) ast.Node {
	first := a
	first.node = priced(n, a.node, price{call: 8 * len(list)})
	return call(n, compareRanked, first.cast(aText), b.cast(aText), constant(&ranking{list, n.Operator}))
}

// ranking is an ordered list of words and an operator that compares them.
type ranking struct {
	list     []string
	operator string
}

// compareRanked implements a < b for words. A word that is missing or not in the list has no place in the order: no
// word is above or below it.
func compareRanked(a, b, by any) bool {
	r := by.(*ranking)
	x, y := slices.Index(r.list, valueOf(a).text), slices.Index(r.list, valueOf(b).text)
	return x >= 0 && y >= 0 && r.compares(x, y)
}

func (r *ranking) compares(x, y int) bool {
	switch r.operator {
	case "<":
		return x < y
	case "<=":
		return x <= y
	case ">":
		return x > y
	}
	return x >= y
}

// wordsComparing returns the words of the list that compare true with word.
func (r *ranking) wordsComparing(word string) []string {
	y := slices.Index(r.list, word)
	var words []string
	for x, w := range r.list {
		if y >= 0 && r.compares(x, y) {
			words = append(words, w)
		}
	}
	return words
}
