package filter

import "github.com/expr-lang/expr/ast"

// pathFinder collects the longest field paths of an expression, each once.
type pathFinder struct{ list []ast.Node }

func (f *pathFinder) find(n ast.Node) {
	if isPath(n) {
		for _, old := range f.list {
			if old.String() == n.String() {
				return
			}
		}
		f.list = append(f.list, n)
		return
	}
	for _, c := range children(n) {
		f.find(c)
	}
}
