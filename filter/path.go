package filter

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// root lowers the first name of a path.
func (l *lowering) root(n *ast.IdentifierNode) part {
	f := known.roots[n.Value]
	if f == nil {
		l.unknown(n, n.Value)
		return failed(n)
	}
	return part{node: f.node(n), kind: f.kind, src: n, field: f, path: f.path}
}

// unknown notes a fault about a field that there is not.
func (l *lowering) unknown(at ast.Node, path string) {
	if slices.Contains(functionNames(), path) {
		l.bad(at, "%s is a function, write %s(…)", path, path)
		return
	}
	l.bad(at, "unknown field %s%s", clip(path), didYouMean(path, known.paths))
}

// node reads the field from the environment.
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
		l.unknown(n, path)
		return failed(n)
	}
	base := l.expr(n.Node)
	name, named := n.Property.(*ast.StringNode)
	switch {
	case base.kind == broken:
		return failed(n)
	case base.kind == anItem && base.field == nil:
		l.bad(n, "%s is one object or another, name the field in each of them", base.name())
	case base.kind == anItem && named:
		if f := base.field.part(name.Value); f != nil {
			return part{node: f.node(start(n)), kind: f.kind, src: n, field: f, path: f.path}
		}
		l.unknown(n, join(base.path, name.Value))
	case base.kind == anItem:
		l.bad(n, "%s has fields by name, as in %s.%s", base.path, base.path, base.field.names()[0])
	case base.kind == anObject || base.kind == unknown || base.kind.list():
		return l.within(n, base)
	default:
		l.bad(n, "%s is %v, which has no fields", base.name(), base.kind)
	}
	return failed(n)
}

// within lowers what is in an object or a list of a host's.
func (l *lowering) within(n *ast.MemberNode, base part) part {
	key := l.expr(n.Property)
	if key.kind == broken {
		return failed(n)
	}
	want := aText
	if base.kind.list() {
		want = aNumber
	}
	if key.kind != want && key.kind != unknown && (base.kind != unknown || key.kind != aText && key.kind != aNumber) {
		l.bad(n, "%s has no field %s", base.name(), key.name())
		return failed(n)
	}
	p := part{kind: unknown, src: n}
	if base.kind == aTextList {
		p.kind = aText
	}
	if base.path != "" && key.constant() {
		p.path = base.path + segment(constantValue(key.node))
	}
	holder := base.node
	if base.kind == unknown {
		holder = call(start(n), asHolder, base.node, base.site())
	}
	p.node = call(start(n), member, holder, key.node)
	return p
}

// segment is how a name or a number is written behind a path.
func segment(key any) string {
	name, ok := key.(string)
	switch {
	case !ok:
		return fmt.Sprintf("[%v]", key)
	case plainName(name):
		return "." + name
	}
	return "[" + quote(name) + "]"
}

// plainName reports whether a name can stand behind a dot.
func plainName(s string) bool {
	for i, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != "" && !slices.Contains(operatorWords(), s) && !slices.Contains([]string{"let", "if", "else", "nil", "true", "false"}, s)
}

// start is the first node of a path, where a message about it points.
func start(n ast.Node) ast.Node {
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

// unknownPath returns the whole path when its first name is unknown, so that one message can name all of it.
func unknownPath(n ast.Node) string {
	first, ok := start(n).(*ast.IdentifierNode)
	if !ok || known.roots[first.Value] != nil {
		return ""
	}
	return dotted(n)
}

// dotted is a path of names as written, "" for anything else.
func dotted(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.ChainNode:
		return dotted(n.Node)
	case *ast.MemberNode:
		base := dotted(n.Node)
		if name, ok := n.Property.(*ast.StringNode); ok && base != "" {
			return base + "." + name.Value
		}
		return base
	}
	return ""
}

// isPath reports whether an expression is nothing but names and numbers behind each other.
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

// member is base.key or base[key]; what is not there is missing.
func member(base, key any) any {
	switch b := base.(type) {
	case nil:
		return nil
	case map[string]any:
		if k, ok := key.(string); ok {
			return b[k]
		}
	}
	b, k := read(base), read(key)
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
