package filter

import (
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/expr-lang/expr/ast"
)

// comparison is a test as the comparison of one field with constants; the zero value is any other test.
type comparison struct {
	how     matching.Comparison
	negated bool
	field   ast.Node
	values  []any
}

// comparisonOf returns the comparison that a test makes.
func comparisonOf(n ast.Node) comparison {
	var c comparison
	switch n := n.(type) {
	case *ast.BoolNode:
		return comparison{how: matching.Constant, values: []any{n.Value}}
	case *ast.BinaryNode:
		c = binaryComparison(n)
	case *ast.CallNode:
		c = callComparison(n)
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		c = comparison{how: matching.True, field: n}
	}
	if c.field == nil || !c.judged() {
		return comparison{}
	}
	return c
}

func binaryComparison(n *ast.BinaryNode) comparison {
	field, value, turned := n.Left, n.Right, false
	if _, constant := constantOf(field); constant && n.Operator != "in" {
		field, value, turned = value, field, true
	}
	orders := map[string]matching.Comparison{"<": matching.Less, "<=": matching.LessEqual, ">": matching.More, ">=": matching.MoreEqual}
	opposite := map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}
	texts := map[string]matching.Comparison{"contains": matching.Part, "startsWith": matching.Start, "endsWith": matching.End}
	switch op := n.Operator; op {
	case "==", "!=":
		how := matching.Equal
		if c, ok := constantOf(value); ok && c.kind == nothing {
			return comparison{how: matching.Missing, negated: op == "!=", field: field}
		}
		return comparing(how, field, value).negate(op == "!=")
	case "<", "<=", ">", ">=":
		if turned {
			op = opposite[op]
		}
		return comparing(orders[op], field, value)
	case "in":
		if list, ok := value.(*ast.ArrayNode); ok {
			return comparing(matching.Equal, field, list.Nodes...)
		}
		return comparing(matching.Has, value, field)
	case "contains", "startsWith", "endsWith":
		if !turned {
			return comparing(texts[op], field, value)
		}
	}
	return comparison{}
}

// callComparisons are the functions that compare a field with constants.
var callComparisons = map[string]matching.Comparison{
	"is": matching.Is, "word": matching.AnyWord, "words": matching.AllWords, "contains_text": matching.AnyPart,
}

func callComparison(n *ast.CallNode) comparison {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return comparison{}
	}
	how, ok := callComparisons[name.Value]
	if !ok {
		return comparison{}
	}
	return comparing(how, n.Arguments[0], n.Arguments[1:]...)
}

// comparing returns the comparison of one field; the zero value when one of the values is no constant.
func comparing(how matching.Comparison, field ast.Node, values ...ast.Node) comparison {
	c := comparison{how: how, field: field}
	for _, v := range values {
		value, ok := constantOf(v)
		switch value.kind {
		case aText, aNumber, aTruth, aTime:
		default:
			ok = false
		}
		if !ok {
			return comparison{}
		}
		c.values = append(c.values, value.goValue())
	}
	return c
}

func (c comparison) negate(negated bool) comparison {
	c.negated = negated
	return c
}

// judged reports whether the field is one whose values can be listed: a single value or a list of texts of the event, a
// member of a host's object, or a mention or case as a whole, which is only there or missing.
func (c comparison) judged() bool {
	path, _, kind := c.place()
	switch {
	case path == "":
		return false
	case kind == matching.ItemField:
		return c.how == matching.Missing
	case c.how == matching.Has:
		return kind == matching.ListField
	case kind == matching.ListField:
		return c.how == matching.Is || c.how == matching.Missing
	}
	return true
}

// place returns the field's path, the member of a host's object, and the kind; an empty path for any other field.
func (c comparison) place() (path, key string, kind matching.FieldKind) {
	if !isPath(c.field) {
		return "", "", 0
	}
	p := (&lowering{faults: &faults{}}).expr(c.field)
	if p.field == nil {
		if object, key, ok := hostField(c.field); ok && p.path != "" {
			return object, key, matching.HostField
		}
		return "", "", 0
	}
	switch p.kind {
	case aText:
		return p.path, "", matching.TextField
	case aNumber:
		return p.path, "", matching.NumberField
	case aTime:
		return p.path, "", matching.TimeField
	case aTruth:
		return p.path, "", matching.TruthField
	case aTextList:
		return p.path, "", matching.ListField
	case anItem:
		if len(p.field.goPath) == 1 && p.field.itemRoot() != "" {
			return p.path, "", matching.ItemField
		}
	}
	return "", "", 0
}
