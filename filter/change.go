package filter

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// change lowers changed and was.
func (l *lowering) change(c funcCall) part {
	path, ok := l.constantText(c, 0)
	if !ok {
		return failedPart(c.src)
	}
	if !changeable(path) {
		l.faultAt(c.args[0], "unknown field %s%s", shorten(path), didYouMean(path, known.paths))
		return failedPart(c.src)
	}
	name, kind := envChanged, aTruth
	if c.name == "was" {
		name, kind = envWas, unknown
	}
	node := placed(c.src, &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: []ast.Node{&ast.StringNode{Value: path}}})
	return part{node: node, kind: kind, src: c.src}
}

// changeable reports whether an update can report the path as changed: a mention or a case as a whole, one of their
// fields (with or without "mention." or "case." in front), or a member of a host's own fields.
func changeable(path string) bool {
	if path == "mention" || path == "case" || path == "record" {
		return true
	}
	for _, p := range []string{path, "mention." + path, "case." + path} {
		if !strings.HasPrefix(p, "mention.") && !strings.HasPrefix(p, "case.") {
			continue
		}
		if slices.Contains(known.paths, p) {
			return true
		}
		if i := strings.Index(p, "fields."); i > 0 && slices.Contains(known.paths, p[:i+len("fields")]) {
			return true
		}
	}
	return strings.HasPrefix(path, "record.")
}
