package filter

import (
	"slices"
	"strconv"

	"github.com/commis-recipes/commis/internal/wording"
	"github.com/expr-lang/expr/ast"
)

// expression describes an expression; one that cannot be read is quoted.
func (d *describer) expression(text string) sentence {
	fs := &faults{origin: origin{text: text}}
	tree := new(Compiler).parse(fs, text, maxDepth+8)
	if tree == nil {
		return d.quoted(text, false)
	}
	return d.truth(tree.Node, false)
}

// quoted describes what has no words of its own.
func (d *describer) quoted(text string, denied bool) sentence {
	return d.phrase(d.words.Expression, denied, map[string]string{"text": wording.English.Text(text)})
}

// truth describes a test, or its denial.
func (d *describer) truth(n ast.Node, denied bool) sentence {
	switch n := n.(type) {
	case *ast.BoolNode:
		if n.Value != denied {
			return sentence{text: d.words.Always}
		}
		return sentence{text: d.words.Never}
	case *ast.ChainNode:
		return d.truth(n.Node, denied)
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return d.truth(n.Node, !denied)
		}
	case *ast.BinaryNode:
		return d.binary(n, denied)
	case *ast.ConditionalNode:
		text := d.fill(d.words.Compares["?"].Says, noun{}, map[string]string{
			"1": d.bracketed(d.truth(n.Cond, false)), "2": d.bracketed(d.truth(n.Exp1, denied)), "3": d.bracketed(d.truth(n.Exp2, denied)),
		})
		return sentence{text, spread}
	case *ast.CallNode, *ast.BuiltinNode:
		if s, ok := d.call(n, denied); ok {
			return s
		}
	case *ast.PredicateNode:
		return d.truth(n.Node, denied)
	}
	if truth, ok := d.words.Truths[pathOf(n)]; ok {
		return sentence{text: d.item(truth.Form(denied, 1), "")}
	}
	v := d.noun(n)
	return sentence{text: d.fill(d.words.Compares["true"].Form(denied, 1), v, map[string]string{"1": v.text})}
}

// bracketed returns a sentence as a part of another one.
func (d *describer) bracketed(s sentence) string {
	if s.join != single {
		return "(" + s.text + ")"
	}
	return s.text
}

func (d *describer) binary(n *ast.BinaryNode, denied bool) sentence {
	switch n.Operator {
	case "and", "&&", "or", "||":
		by, operators := byAnd, []string{"and", "&&"}
		if !slices.Contains(operators, n.Operator) {
			by, operators = byOr, []string{"or", "||"}
		}
		var parts []sentence
		for _, operand := range operandsOf(n, operators) {
			parts = append(parts, d.truth(operand, denied))
		}
		if denied {
			by = byAnd + byOr - by
		}
		return d.group(parts, by)
	case "!=":
		return d.comparison("==", n.Left, n.Right, !denied)
	case "==", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches":
		return d.comparison(n.Operator, n.Left, n.Right, denied)
	}
	v := d.noun(n)
	return sentence{text: d.fill(d.words.Compares["true"].Form(denied, 1), v, map[string]string{"1": v.within()})}
}

// operandsOf returns the operands of a chain of one operator.
func operandsOf(n ast.Node, operators []string) []ast.Node {
	var all []ast.Node
	for {
		b, ok := n.(*ast.BinaryNode)
		if !ok || !slices.Contains(operators, b.Operator) {
			all = append(all, n)
			slices.Reverse(all)
			return all
		}
		right := operandsOf(b.Right, operators)
		slices.Reverse(right)
		all, n = append(all, right...), b.Left
	}
}

// treeOperators are the operators of trees that say the same.
var treeOperators = map[string]string{"==": "is", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "matches": "matches"}

func (d *describer) comparison(op string, left, right ast.Node, denied bool) sentence {
	if isConstant(left) && !isConstant(right) && op != "in" {
		if turned, ok := map[string]string{"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]; ok {
			op, left, right = turned, right, left
		}
	}
	a, b := d.noun(left), d.noun(right)
	switch {
	case op == "==" && emptyNode(right):
		return d.compare("not_exists", unknown, a, nil, denied)
	case op == "==" && isTruth(right):
		return d.truth(left, denied != !right.(*ast.BoolNode).Value)
	case op == "in":
		if list, ok := right.(*ast.ArrayNode); ok {
			return d.compare("is", unknown, a, d.values(list.Nodes), denied)
		}
		if d.kindOf(right).list() {
			return d.compare("is", aList, b, []string{a.within()}, denied)
		}
		return sentence{text: d.fill(d.words.Compares["in"].Form(denied, 1), b, map[string]string{"1": a.within(), "2": b.within()})}
	case op == ">=" || op == "<":
		if s, ok := d.age(op, left, right, denied); ok {
			return s
		}
	}
	if tree, ok := treeOperators[op]; ok {
		a.text = a.within()
		return d.compare(tree, d.kindOf(left), a, []string{b.within()}, denied)
	}
	return sentence{text: d.fill(d.words.Compares[op].Form(denied, 1), a, map[string]string{"1": a.within(), "2": b.within()})}
}

// age describes event.at - field >= duration("2d") as older_than and newer_than do.
func (d *describer) age(op string, left, right ast.Node, denied bool) (sentence, bool) {
	minus, ok := left.(*ast.BinaryNode)
	if !ok || minus.Operator != "-" || pathOf(minus.Left) != "event.at" || isConstant(minus.Right) {
		return sentence{}, false
	}
	span, ok := constantSpan(right)
	if !ok {
		return sentence{}, false
	}
	f := d.noun(minus.Right)
	f.text = f.within()
	name := map[string]string{">=": "older_than", "<": "newer_than"}[op]
	return d.compare(name, aTime, f, []string{d.words.Duration(span)}, denied), true
}

func emptyNode(n ast.Node) bool {
	s, isText := n.(*ast.StringNode)
	_, isNil := n.(*ast.NilNode)
	return isNil || isText && s.Value == ""
}

func isTruth(n ast.Node) bool {
	_, ok := n.(*ast.BoolNode)
	return ok
}

// kindOf returns the kind of a part of an expression.
func (d *describer) kindOf(n ast.Node) kind {
	return (&lowering{faults: &faults{}, loop: d.loops > 0}).expr(n).kind
}

// pathOf returns the path of a field or of a member of a host's object, "" for any other expression.
func pathOf(n ast.Node) string {
	if !isPath(n) {
		return ""
	}
	return (&lowering{faults: &faults{}}).expr(n).path
}

// values returns the texts of constants, or of other values.
func (d *describer) values(nodes []ast.Node) []string {
	all := make([]string, len(nodes))
	for i, n := range nodes {
		all[i] = d.noun(n).within()
	}
	return all
}

// numbered returns values as placeholders {1} to {9}.
func numbered(values []string) map[string]string {
	all := make(map[string]string, len(values))
	for i, v := range values {
		if i < 9 {
			all[strconv.Itoa(i+1)] = v
		}
	}
	return all
}
