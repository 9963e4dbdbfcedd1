package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/commis-recipes/commis/filter"
)

// treeOf returns a tree of conditions that means the same as an expression, or says why it has none. Each condition is found by trial:
// its text (filter.Cond.Text) is the part of the expression, letter for letter but for brackets and spaces. An expression with faults
// has none: it comes from anybody, and the compiler refuses one that is too long or too deep to be taken apart.
func treeOf(text string, compiler *filter.Compiler) (*filter.Cond, error) {
	if _, err := compiler.Compile(filter.Filter{Text: text}); err != nil {
		return nil, errors.New("the expression has faults: " + filter.Errors(err)[0].Msg)
	}
	node, err := parse(text)
	if err != nil {
		return nil, err
	}
	return conditions{compiler}.of(node)
}

// conditions finds the conditions of an expression; the compiler says whether a test may have its field.
type conditions struct{ compiler *filter.Compiler }

func parse(text string) (ast.Node, error) {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	ast.Walk(&tree.Node, plainOperators{})
	return tree.Node, nil
}

// plainOperators writes operators in their usual form, so that texts of nodes can be compared.
type plainOperators struct{}

// Visit implements [ast.Visitor].
func (plainOperators) Visit(node *ast.Node) {
	plain := map[string]string{"&&": "and", "||": "or", "!": "not"}
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		if p, ok := plain[n.Operator]; ok {
			n.Operator = p
		}
	case *ast.UnaryNode:
		if p, ok := plain[n.Operator]; ok {
			n.Operator = p
		}
	}
}

func (cs conditions) of(node ast.Node) (*filter.Cond, error) {
	if group, ok := node.(*ast.BinaryNode); ok && (group.Operator == "and" || group.Operator == "or") {
		return cs.group(parts(group, group.Operator), group)
	}
	if c := cs.test(node, operandsOf(node).fields); c != nil {
		return c, nil
	}
	if not, ok := node.(*ast.UnaryNode); ok && not.Operator == "not" {
		c, err := cs.of(not.Node)
		if err != nil {
			return nil, err
		}
		return &filter.Cond{Not: c}, nil
	}
	return nil, fmt.Errorf("the form has no condition for %s", short(node.String(), 80))
}

// group returns the condition of a chain. A chain of and may be one test of a field, and so may two of its parts: "changed and is".
func (cs conditions) group(parts []ast.Node, whole *ast.BinaryNode) (*filter.Cond, error) {
	and := whole.Operator == "and"
	if and {
		if c := cs.test(whole, shared(parts)); c != nil {
			return c, nil
		}
	}
	var list []filter.Cond
	for i := 0; i < len(parts); i++ {
		if and && i+1 < len(parts) {
			pair := &ast.BinaryNode{Operator: "and", Left: parts[i], Right: parts[i+1]}
			if c := cs.test(pair, shared(parts[i:i+2])); c != nil {
				list = append(list, *c)
				i++
				continue
			}
		}
		c, err := cs.of(parts[i])
		if err != nil {
			return nil, err
		}
		list = append(list, *c)
	}
	if and {
		return &filter.Cond{All: list}, nil
	}
	return &filter.Cond{Any: list}, nil
}

// shared returns the fields that all parts name.
func shared(parts []ast.Node) []string {
	fields := operandsOf(parts[0]).fields
	for _, part := range parts[1:] {
		others := operandsOf(part).fields
		fields = slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return !slices.Contains(others, f) })
	}
	return fields
}

// parts returns the parts of a chain of and, or of or.
func parts(node ast.Node, operator string) []ast.Node {
	if n, ok := node.(*ast.BinaryNode); ok && n.Operator == operator {
		return append(parts(n.Left, operator), parts(n.Right, operator)...)
	}
	return []ast.Node{node}
}

// fieldsMost is the number of fields in the longest test: event.at, and both sides of a change.
const fieldsMost = 8

// test returns the test of one of the fields whose text is the node, or nil.
func (cs conditions) test(node ast.Node, fields []string) *filter.Cond {
	if len(fields) > fieldsMost {
		return nil
	}
	found := operandsOf(node)
	want := node.String()
	for _, field := range fields {
		for _, op := range filter.Operators() {
			c := &filter.Cond{Field: field, Op: op.Name, Values: found.values}
			if text := c.Text(); len(text) <= filter.MaxText {
				if again, err := parse(text); err == nil && again.String() == want && cs.valid(c) {
					return c
				}
			}
		}
	}
	return nil
}

// valid reports whether a test compiles. A word that the host does not have is a fault of the expression as well.
func (cs conditions) valid(c *filter.Cond) bool {
	_, err := cs.compiler.Compile(filter.Filter{Tree: c})
	return !slices.ContainsFunc(filter.Errors(err), func(e *filter.Error) bool { return e.Err == nil })
}

// operands are the fields and the constants of a part of an expression, in their order.
type operands struct {
	fields []string
	values []any
}

// operandsOf returns the operands of a part of an expression.
func operandsOf(node ast.Node) operands {
	var o operands
	ast.Walk(&node, &o)
	if len(o.values) == 0 {
		o.values = nil
	}
	return o
}

// Visit implements [ast.Visitor]. A node is visited after its parts.
func (o *operands) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		o.fields = append(o.fields, n.Value)
	case *ast.MemberNode:
		o.member(n)
	case *ast.CallNode:
		o.call(n)
	case *ast.StringNode:
		o.values = append(o.values, n.Value)
	case *ast.IntegerNode:
		o.values = append(o.values, json.Number(strconv.Itoa(n.Value)))
	case *ast.FloatNode:
		o.values = append(o.values, json.Number(n.String()))
	case *ast.BoolNode:
		o.values = append(o.values, n.Value)
	}
}

// member replaces the parts of a member by the whole: its name is no constant, and the value around it no field.
func (o *operands) member(n *ast.MemberNode) {
	if _, ok := n.Property.(*ast.StringNode); ok && len(o.values) > 0 {
		o.values = o.values[:len(o.values)-1]
	}
	o.drop(n.Node.String())
	o.fields = append(o.fields, n.String())
}

// call drops the function's name; the constant of a function about changes is a field.
func (o *operands) call(n *ast.CallNode) {
	name := n.Callee.String()
	o.drop(name)
	if field, ok := o.last(); ok && (name == "changed" || name == "was") && len(n.Arguments) == 1 {
		o.values = o.values[:len(o.values)-1]
		o.fields = append(o.fields, field)
	}
}

func (o *operands) last() (text string, ok bool) {
	if len(o.values) > 0 {
		text, ok = o.values[len(o.values)-1].(string)
	}
	return text, ok
}

// drop drops the last field of a name.
func (o *operands) drop(name string) {
	for i := len(o.fields) - 1; i >= 0; i-- {
		if o.fields[i] == name {
			o.fields = append(o.fields[:i], o.fields[i+1:]...)
			return
		}
	}
}

// short returns a text of at most n letters.
func short(text string, n int) string {
	if letters := []rune(text); len(letters) > n {
		return string(letters[:n-1]) + "…"
	}
	return text
}
