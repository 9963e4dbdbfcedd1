package filter

import (
	"time"

	"github.com/commis-recipes/commis/internal/wording"
	"github.com/expr-lang/expr/ast"
)

// sameAsOperator are the functions that say the same as an operator of trees.
var sameAsOperator = map[string]string{
	"word": "contains_any", "words": "contains_all", "contains_text": "contains_text", "starts_with": "starts_with",
	"ends_with": "ends_with", "is_text": "is_text", "is": "is", "changed": "changed",
}

// calledBy returns the name and the arguments of a call.
func calledBy(n ast.Node) (name string, args []ast.Node) {
	switch n := n.(type) {
	case *ast.BuiltinNode:
		return n.Name, n.Arguments
	case *ast.CallNode:
		if id, ok := n.Callee.(*ast.IdentifierNode); ok {
			return id.Value, n.Arguments
		}
	}
	return "", nil
}

// call describes a call of a test; false for one that is no test, or has too few arguments.
func (d *describer) call(n ast.Node, denied bool) (sentence, bool) {
	name, args := calledBy(n)
	f, known := functionNamed(name)
	if !known || len(args) < f.min || len(args) > f.max {
		return sentence{}, false
	}
	if op, same := sameAsOperator[name]; same {
		on, subject := d.kindOf(args[0]), d.noun(args[0])
		if name == "changed" {
			on, subject = unknown, d.namedField(args[0])
		}
		subject.text = subject.within()
		return d.compare(op, on, subject, d.values(args[1:]), denied), true
	}
	p := d.words.Functions[name]
	if p.Denies == "" {
		return sentence{}, false
	}
	text, join := d.arguments(p.Form(denied, len(args)-1), args), single
	if _, loops := args[len(args)-1].(*ast.PredicateNode); loops {
		join = spread
	}
	return sentence{text, join}, true
}

// arguments fills a phrase in with the arguments of a call.
func (d *describer) arguments(phrase string, args []ast.Node) string {
	var subject noun
	texts := make([]string, len(args))
	for i, a := range args {
		if test, ok := a.(*ast.PredicateNode); ok {
			d.loops++
			texts[i] = d.bracketed(d.truth(test.Node, false))
			d.loops--
			continue
		}
		v := d.noun(a)
		texts[i] = v.within()
		if i == 0 {
			subject = v
		}
	}
	all := numbered(texts)
	all["all"] = wording.Join(texts, d.words.LastAnd)
	if len(texts) > 0 {
		all["or"], all["and"] = wording.Join(texts[1:], d.words.LastOr), wording.Join(texts[1:], d.words.LastAnd)
	}
	return d.fill(phrase, subject, all)
}

// namedField returns the noun of the field that a constant names, as in changed("case.priority").
func (d *describer) namedField(n ast.Node) noun {
	s, ok := n.(*ast.StringNode)
	if !ok {
		return d.noun(n)
	}
	return d.field(s.Value)
}

// noun describes a value.
func (d *describer) noun(n ast.Node) noun {
	switch n := n.(type) {
	case *ast.NilNode:
		return noun{text: d.words.Nothing}
	case *ast.StringNode:
		return noun{text: d.words.Text(n.Value)}
	case *ast.ChainNode:
		return d.noun(n.Node)
	case *ast.PointerNode:
		return noun{text: d.words.Element}
	case *ast.UnaryNode:
		if n.Operator == "-" && !isConstant(n) {
			return noun{text: d.fill(d.words.Arithmetic["neg"], noun{}, map[string]string{"1": d.noun(n.Node).within()}), loose: true}
		}
	case *ast.BinaryNode:
		if text, ok := d.words.Arithmetic[n.Operator]; ok {
			return noun{text: d.fill(text, noun{}, numbered(d.values([]ast.Node{n.Left, n.Right}))), loose: true}
		}
	case *ast.ConditionalNode:
		return noun{text: d.fill(d.words.Arithmetic["?"], noun{}, map[string]string{
			"1": d.bracketed(d.truth(n.Cond, false)), "2": d.noun(n.Exp1).within(), "3": d.noun(n.Exp2).within(),
		}), loose: true}
	case *ast.MemberNode:
		return d.member(n)
	case *ast.IdentifierNode:
		if known.roots[n.Value] != nil {
			return d.field(n.Value)
		}
	case *ast.CallNode, *ast.BuiltinNode:
		return d.result(n)
	}
	return noun{text: sourceText(n)}
}

func (d *describer) member(n *ast.MemberNode) noun {
	if path := pathOf(n); path != "" {
		return d.field(path)
	}
	name, ok := n.Property.(*ast.StringNode)
	if !ok {
		return noun{text: wording.English.Text(n.String())}
	}
	of := d.noun(n.Node)
	return noun{text: d.fill(d.words.Member, noun{}, map[string]string{"name": d.words.Text(name.Value), "of": of.within()})}
}

// result describes the value of a call.
func (d *describer) result(n ast.Node) noun {
	name, args := calledBy(n)
	if span, ok := constantSpan(n); ok {
		return noun{text: d.words.Duration(span)}
	}
	p, known := d.words.Functions[name]
	switch {
	case name == "date" && len(args) == 1 && isConstant(args[0]):
		return noun{text: d.noun(args[0]).text}
	case name == "was" && len(args) == 1:
		f := d.namedField(args[0])
		return noun{text: d.fill(p.Says, f, map[string]string{"1": f.text}), plural: f.plural}
	case known && p.Denies == "":
		return noun{text: d.arguments(p.Says, args), loose: name == "count"}
	}
	if s, ok := d.call(n, false); ok {
		return noun{text: s.text, loose: true}
	}
	return noun{text: wording.English.Text(n.String())}
}

// constantSpan returns the length of a constant duration.
func constantSpan(n ast.Node) (time.Duration, bool) {
	name, args := calledBy(n)
	if name != "duration" || len(args) != 1 {
		return 0, false
	}
	s, ok := args[0].(*ast.StringNode)
	if !ok {
		return 0, false
	}
	return parseDuration(s.Value)
}
