package filter

import (
	"reflect"

	"github.com/expr-lang/expr/ast"
)

// price is the price of a function call on a value, in budget units.
type price struct {
	call    int  // for every call
	byte    int  // for each byte of a text
	element int  // for each element of a list
	most    int  // how many bytes of a text are looked at; zero means all
	within  bool // the texts of a list are charged too
}

// priced returns the node of a value, made to charge the price of a function that costs more the larger the value is.
func priced(n, value ast.Node, p price) ast.Node {
	pay := &ast.CallNode{Callee: &ast.IdentifierNode{Value: envPay}, Arguments: []ast.Node{value, constant(&p)}}
	return placed(n, pay)
}

// pay charges the price of a value to the budget and returns the value.
func (v *View) pay(x, p any) any {
	p.(*price).charge(&v.meter, valueOf(x))
	return x
}

func (p *price) charge(m *meter, d typedValue) {
	m.spend(p.call, 1)
	switch {
	case d.kind == aText:
		m.spend(p.chargedBytes(d.text), p.byte)
	case d.kind.list():
		m.spend(int(d.float), p.element)
		if p.within {
			p.chargeElements(m, d)
		}
	}
}

func (p *price) chargeElements(m *meter, list typedValue) {
	v := reflect.ValueOf(list.raw)
	for i := range v.Len() {
		if e := valueOf(v.Index(i).Interface()); e.kind == aText {
			m.spend(p.chargedBytes(e.text), p.byte)
		}
	}
}

// chargedBytes returns how many bytes of a text are charged. A text too long to be a number is rejected unread.
func (p *price) chargedBytes(s string) int {
	switch {
	case p.most == 0:
		return len(s)
	case len(s) > p.most:
		return 0
	}
	return len(s)
}
