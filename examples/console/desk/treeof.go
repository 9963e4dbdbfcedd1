package desk

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/commis-recipes/commis/filter"
)

// treeOf returns a tree of conditions that means the same as an expression, or why there is none. Each condition is found by trial:
// its text (filter.Cond.Text) is the part of the expression, letter for letter but for brackets and spaces.
func treeOf(text string) (*filter.Cond, error) {
	node, err := parse(text)
	if err != nil {
		return nil, err
	}
	return condOf(node)
}

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

func condOf(node ast.Node) (*filter.Cond, error) {
	if group, ok := node.(*ast.BinaryNode); ok && (group.Operator == "and" || group.Operator == "or") {
		var list []filter.Cond
		for _, part := range parts(group, group.Operator) {
			c, err := condOf(part)
			if err != nil {
				return nil, err
			}
			list = append(list, *c)
		}
		if group.Operator == "and" {
			return &filter.Cond{All: list}, nil
		}
		return &filter.Cond{Any: list}, nil
	}
	if c := testOf(node); c != nil {
		return c, nil
	}
	if not, ok := node.(*ast.UnaryNode); ok && not.Operator == "not" {
		c, err := condOf(not.Node)
		if err != nil {
			return nil, err
		}
		return &filter.Cond{Not: c}, nil
	}
	return nil, fmt.Errorf("the form has no condition for %s", short(node.String(), 80))
}

// parts returns the parts of a chain of and, or of or.
func parts(node ast.Node, operator string) []ast.Node {
	if n, ok := node.(*ast.BinaryNode); ok && n.Operator == operator {
		return append(parts(n.Left, operator), parts(n.Right, operator)...)
	}
	return []ast.Node{node}
}

// testOf returns the test of one field whose text is the node, or nil.
func testOf(node ast.Node) *filter.Cond {
	var found operands
	ast.Walk(&node, &found)
	if len(found.values) == 0 {
		found.values = nil
	}
	want := node.String()
	for _, field := range found.fields {
		for _, op := range filter.Operators() {
			c := &filter.Cond{Field: field, Op: op.Name, Values: found.values}
			if text := c.Text(); len(text) <= filter.MaxText {
				if again, err := parse(text); err == nil && again.String() == want {
					return c
				}
			}
		}
	}
	return nil
}

// operands are the fields and the constants of a part of an expression, in their order.
type operands struct {
	fields []string
	values []any
}

// Visit implements [ast.Visitor].
func (o *operands) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode, *ast.IdentifierNode:
		o.fields = append(o.fields, n.String())
		if m, ok := n.(*ast.MemberNode); ok {
			o.dropName(m)
		}
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

// dropName drops the constant that is a member's name: it was visited before the member.
func (o *operands) dropName(m *ast.MemberNode) {
	if _, ok := m.Property.(*ast.StringNode); ok && len(o.values) > 0 {
		o.values = o.values[:len(o.values)-1]
	}
}

// short returns a text of at most n letters.
func short(text string, n int) string {
	if letters := []rune(text); len(letters) > n {
		return string(letters[:n-1]) + "…"
	}
	return text
}
