package filter

import (
	"slices"
	"strings"
)

// last returns the i-th token before the place, from 1; a token of no kind without one.
func (p *place) last(i int) token {
	if i > len(p.tokens) {
		return token{}
	}
	return p.tokens[len(p.tokens)-i]
}

var (
	joiners     = []string{"and", "or", "not", "&&", "||", "!", "?", ":", "??"}
	comparisons = []string{"==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches"}
	arithmetics = []string{"+", "-", "*", "/", "%"}
)

// afterOperand reports whether an operand has just ended, so that an operator comes next.
func (p *place) afterOperand() bool {
	switch t := p.last(1); t.kind {
	case noToken:
		return false
	case nameToken:
		return p.last(2).is(".", "?.") || !t.is(joiners...) && !t.is(comparisons...)
	case symbolToken:
		return t.is(")", "]", "#")
	}
	return true
}

// enclosing is the innermost bracket around the place.
type enclosing struct {
	open     int // its index in the tokens; -1 without one
	commas   int // the commas in it, before the place
	start    int // the index of the token after the bracket or the last comma
	function string
}

// enclosing returns the innermost bracket around the token with the index.
func (p *place) enclosing(end int) enclosing {
	e := enclosing{open: -1, start: -1}
	depth := 0
	for i := end - 1; i >= 0; i-- {
		switch t := p.tokens[i]; {
		case t.is(")", "]", "}"):
			depth++
		case t.is("(", "[", "{") && depth > 0:
			depth--
		case t.is("(", "[", "{"):
			e.open = i
			if e.start < 0 {
				e.start = i + 1
			}
			if i > 0 && t.is("(") && p.tokens[i-1].kind == nameToken {
				e.function = p.tokens[i-1].text
			}
			return e
		case t.is(",") && depth == 0:
			e.commas++
			if e.start < 0 {
				e.start = i + 1
			}
		}
	}
	e.start = max(e.start, 0)
	return e
}

// left returns the index of the first token of the operand that ends before the token with the index, back to one of the
// operators in the same brackets.
func (p *place) left(end int, operators ...[]string) int {
	first := p.enclosing(end).start
	depth := 0
	for i := end - 1; i >= first; i-- {
		switch t := p.tokens[i]; {
		case t.is(")", "]", "}"):
			depth++
		case t.is("(", "[", "{"):
			depth--
		case depth == 0 && t.is(slices.Concat(operators...)...) && !(i > 0 && p.tokens[i-1].is(".", "?.")):
			return i + 1
		}
	}
	return first
}

// source returns the text of tokens from one index to another.
func (p *place) source(from, to int) string {
	if from >= to {
		return ""
	}
	return p.text[p.tokens[from].from:p.tokens[to-1].to]
}

// trial is the part of an expression around the place, in which a candidate must compile: before it, and after it. Where it
// must be a test, the candidate may be the beginning of one.
type trial struct {
	before, after string
	test          bool
}

// fits reports whether an expression compiles in the trial as a value of any kind.
func (p *place) fits(t trial, expression string) bool {
	_, ok := p.lower(t.before + " " + expression + " " + t.after)
	if !ok && t.test {
		_, ok = p.lower(t.before + " " + expression + " == nil " + t.after)
	}
	return ok
}

// lower parses and checks an expression.
func (p *place) lower(text string) (part, bool) {
	fs := &faults{origin: origin{text: text}}
	tree := p.compiler.parse(fs, text, maxDepth)
	if tree == nil {
		return part{}, false
	}
	l := &lowering{faults: fs, calendars: p.compiler.Calendars, world: p.compiler.World}
	lowered := l.expr(tree.Node)
	return lowered, len(fs.list) == 0 && len(fs.words) == 0
}

// around returns the trial for an operand or an operator at the place: the call that it is an argument of, and the call of any,
// all, none, one or count around it, for whose list # is.
func (p *place) around(end int) trial {
	var t trial
	for {
		e := p.enclosing(end)
		if e.open < 0 {
			return t
		}
		end = e.open
		if e.function == "" {
			continue
		}
		end--
		if f, ok := functionNamed(e.function); ok {
			// In a loop only the list matters, and the test is any.
			if isLoop(e.function) && e.commas == 1 {
				t.before = p.source(end, e.start) + " " + t.before
				t.after += ")"
				t.test = true
				continue
			}
			if t != (trial{}) {
				continue
			}
			t.before, t.after = p.source(end, e.start), f.rest(e.commas+1)+")"
		}
	}
}

func isLoop(function string) bool {
	return slices.Contains([]string{"any", "all", "none", "one", "count"}, function)
}

// rest returns sample arguments from the i-th on, each after a comma.
func (f function) rest(i int) string {
	var b strings.Builder
	for ; i < f.min; i++ {
		b.WriteString(", " + f.sample(i))
	}
	return b.String()
}

// sample returns an argument that the function accepts as its i-th.
func (f function) sample(i int) string {
	usage, _, _ := strings.Cut(f.usage, " or ")
	args := strings.Split(strings.Trim(usage, "()"), ", ")
	switch name := args[min(i, len(args)-1)]; name {
	case "text", "html", "value":
		return "mention.content"
	case "list":
		return "case.tags"
	case "test with #":
		return "# == nil"
	case "number", "a", "b":
		return "1"
	case "time", "from", "to":
		return "event.at"
	default:
		return name
	}
}
