package filter

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/expr-lang/expr/ast"
)

// rootField lowers the first name of a path.
func (l *lowering) rootField(n *ast.IdentifierNode) part {
	f := known.roots[n.Value]
	if f == nil {
		l.unknownField(n, n.Value)
		return failedPart(n)
	}
	return part{node: f.node(n), kind: f.kind, src: n, field: f, path: f.path}
}

// unknownField notes a fault about a field that does not exist.
func (l *lowering) unknownField(at ast.Node, path string) {
	if slices.Contains(functionNames(), path) {
		l.faultAt(at, "%s is a function, write %s(…)", path, path)
		return
	}
	l.faultAt(at, "unknown field %s%s", shorten(path), didYouMean(path, known.paths))
}

// node returns a node that reads the field from the environment.
func (f *field) node(at ast.Node) ast.Node {
	n := placed(at, &ast.IdentifierNode{Value: f.goPath[0]})
	for _, name := range f.goPath[1:] {
		n = placed(at, &ast.MemberNode{Node: n, Property: &ast.StringNode{Value: name}})
	}
	return n
}

// member lowers base.name, base["name"] and base[number].
func (l *lowering) member(n *ast.MemberNode) part {
	if path := unknownPath(n); path != "" {
		l.unknownField(n, path)
		return failedPart(n)
	}
	base := l.expr(n.Node)
	name, named := n.Property.(*ast.StringNode)
	switch {
	case base.kind == broken:
		return failedPart(n)
	case base.kind == anItem && base.field == nil:
		l.faultAt(n, "%s is one object or another, name the field in each of them", base.name())
	case base.kind == anItem && named:
		if f := base.field.member(name.Value); f != nil {
			return part{node: f.node(firstNode(n)), kind: f.kind, src: n, field: f, path: f.path}
		}
		l.unknownField(n, fault.Join(base.path, name.Value))
	case base.kind == anItem:
		l.faultAt(n, "%s has fields by name, as in %s.%s", base.path, base.path, base.field.memberNames()[0])
	case base.kind == anObject || base.kind == unknown || base.kind.list():
		return l.hostMember(n, base)
	default:
		l.faultAt(n, "%s is %v, which has no fields", base.name(), base.kind)
	}
	return failedPart(n)
}

// hostMember lowers a member of a host's object or list.
func (l *lowering) hostMember(n *ast.MemberNode, base part) part {
	key := l.expr(n.Property)
	if key.kind == broken {
		return failedPart(n)
	}
	want := aText
	if base.kind.list() {
		want = aNumber
	}
	if key.kind != want && key.kind != unknown && (base.kind != unknown || key.kind != aText && key.kind != aNumber) {
		l.faultAt(n, "%s has no field %s", base.name(), key.name())
		return failedPart(n)
	}
	p := part{kind: unknown, src: n}
	if base.kind == aTextList {
		p.kind = aText
	}
	if base.path != "" && key.constant() {
		p.path = base.path + pathSegment(constantValue(key.node))
	}
	holder := base.node
	if base.kind == unknown {
		holder = call(firstNode(n), asContainer, base.node, base.nameNode())
	}
	p.node = call(firstNode(n), member, holder, key.node)
	return p
}

// pathSegment returns a name or a number as written after a path.
func pathSegment(key any) string {
	name, ok := key.(string)
	switch {
	case !ok:
		return fmt.Sprintf("[%v]", key)
	case plainName(name):
		return "." + name
	}
	return "[" + quote(name) + "]"
}

// plainName reports whether a name can be written after a dot.
func plainName(s string) bool {
	for i, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != "" && !slices.Contains(operatorWords(), s) && !slices.Contains([]string{"let", "if", "else", "nil", "true", "false"}, s)
}

// firstNode returns the first node of a path, which messages about the path point to.
func firstNode(n ast.Node) ast.Node {
	for {
		switch m := n.(type) {
		case *ast.MemberNode:
			n = m.Node
		case *ast.ChainNode:
			n = m.Node
		default:
			return n
		}
	}
}

// unknownPath returns the whole path when its first name is unknown, so that one message can show all of it.
func unknownPath(n ast.Node) string {
	first, ok := firstNode(n).(*ast.IdentifierNode)
	if !ok || known.roots[first.Value] != nil {
		return ""
	}
	return dottedPath(n)
}

// dottedPath returns a path of names as written, or "" for any other expression.
func dottedPath(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.ChainNode:
		return dottedPath(n.Node)
	case *ast.MemberNode:
		base := dottedPath(n.Node)
		if name, ok := n.Property.(*ast.StringNode); ok && base != "" {
			return base + "." + name.Value
		}
		return base
	}
	return ""
}

// isPath reports whether an expression consists of a name followed by names and numbers only.
func isPath(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return true
	case *ast.ChainNode:
		return isPath(n.Node)
	case *ast.MemberNode:
		return isConstant(n.Property) && isPath(n.Node)
	}
	return false
}

// member implements base.key and base[key]. A member that does not exist is missing.
func member(base, key any) any {
	switch b := base.(type) {
	case nil:
		return nil
	case map[string]any:
		if k, ok := key.(string); ok {
			return b[k]
		}
	}
	b, k := valueOf(base), valueOf(key)
	switch {
	case b.kind == nothing || k.kind == nothing:
		return nil
	case b.kind.list() && k.kind == aNumber && k.whole:
		v := reflect.ValueOf(b.raw)
		if k.int < 0 {
			k.int += int64(v.Len())
		}
		if k.int < 0 || k.int >= int64(v.Len()) {
			return nil
		}
		return v.Index(int(k.int)).Interface()
	case b.kind == anObject && k.kind == aText:
		v := reflect.ValueOf(b.raw)
		if v.Type().Key().Kind() == reflect.String {
			if e := v.MapIndex(reflect.ValueOf(k.text).Convert(v.Type().Key())); e.IsValid() {
				return e.Interface()
			}
		}
		return nil
	case b.kind.list():
		stop("a list has elements by number, not by %v", k)
	case b.kind == anObject:
		stop("an object has fields by name, not by %v", k)
	}
	stop("%v has no fields", b)
	return nil
}
