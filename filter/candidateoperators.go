package filter

import "slices"

// operators returns the operators that fit the operand before the place.
func (p *place) operators() []Candidate {
	end := len(p.tokens)
	if e := p.enclosing(end); e.open >= 0 && p.tokens[e.open].is("[") {
		return nil
	}
	t := p.around(end)
	first := p.left(end, joiners)
	test := p.source(first, end)
	whole, ok := p.operand(t, test)
	if !ok {
		return nil
	}
	var all []Candidate
	for _, op := range expressionOperators {
		if whole.kind == aTruth && first < end-1 && !slices.Contains(joiners, op) && !isPath(whole.src) {
			continue
		}
		for _, sample := range operandSamples {
			if p.fits(trial{t.before + " " + test + " " + op, t.after, t.test}, sample) {
				one := p.operator(op)
				if last := p.last(1); last.is("#") && last.to == p.from {
					one.Insert = " " + op // #in would be a name
				}
				all = append(all, one)
				break
			}
		}
	}
	return all
}

// operand returns the operand before the place, as a part of what is around it.
func (p *place) operand(t trial, text string) (part, bool) {
	if whole, ok := p.lower(text); ok {
		return whole, true
	}
	return part{kind: unknown}, p.fits(t, text) // # alone has no meaning
}

// expressionOperators are the operators that may follow an operand.
var expressionOperators = []string{
	"and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "startsWith", "endsWith", "matches", "+", "-", "*", "/", "%", "??", "?",
}

// operandSamples are operands of each kind.
var operandSamples = []string{`"a"`, "1", "true", "event.at", `duration("1h")`, `["a"]`, "[1]", "case.tags", "nil", "true : false"}

func (p *place) operator(op string) Candidate {
	return Candidate{Label: op, Kind: CompleteOperator, Detail: p.words.Complete.Operators[op], Insert: op}
}
