package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
)

// Template is text with placeholders, compiled. It is immutable and safe for concurrent use, each goroutine with a
// [View] of its own.
type Template struct {
	parts  []piece
	escape Escape
}

// piece is constant text, or a placeholder behind it.
type piece struct {
	text   string
	value  *program // nil for constant text alone
	inJSON bool     // the placeholder stands within quotes of a JSON text
}

// Limits of a template: bytes of its text, its placeholders, bytes of what it renders to.
const (
	maxTemplate     = 64 << 10
	maxPlaceholders = 256
	maxRendered     = 32 << 20
)

// Template compiles text with {{ expression }} placeholders; esc says what the text is. Text without {{ is constant.
// The error joins every fault, each an [*Error] with its place in the text.
func (c *Compiler) Template(text string, esc Escape) (t *Template, err error) {
	defer rescue(&err)
	t = &Template{escape: esc}
	fs := &faults{origin: origin{text: text}}
	if len(text) > maxTemplate {
		fs.at(0, "the text has %d bytes, more than %d", len(text), maxTemplate)
		return nil, fs.err()
	}
	quoted := false
	for n, rest := 0, text; rest != ""; n++ {
		before, after, found := strings.Cut(rest, "{{")
		quoted = withinQuotes(before, quoted)
		p := piece{text: before, inJSON: quoted}
		rest = ""
		if found {
			from := len(text) - len(after)
			fs.base = utf8.RuneCountInString(text[:from])
			size := placeholder(after)
			if size < 0 {
				fs.at(-2, "the {{ is not closed, }} is missing")
				break
			}
			if n == maxPlaceholders {
				fs.at(-2, "more than %d placeholders", maxPlaceholders)
				break
			}
			p.value = c.value(fs, after[:size])
			rest = after[size+len("}}"):]
		}
		t.parts = append(t.parts, p)
	}
	if err := fs.err(); err != nil {
		return nil, err
	}
	return t, nil
}

// placeholder returns where the expression at the start of s ends: at the first }} outside of quotes. -1 is nowhere.
func placeholder(s string) int {
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\' && quote != '`':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case strings.HasPrefix(s[i:], "}}"):
			return i
		}
	}
	return -1
}

// withinQuotes follows the strings of a JSON text.
func withinQuotes(s string, quoted bool) bool {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '\\' && quoted:
			i++
		}
	}
	return quoted
}

// value compiles the expression of a placeholder, nil after noting a fault.
func (c *Compiler) value(fs *faults, text string) *program {
	before := len(fs.list)
	tree := c.parse(fs, text, maxDepth)
	if tree == nil {
		return nil
	}
	p := (&lowering{fs: fs}).expr(tree.Node)
	if len(fs.list) > before {
		return nil
	}
	node := p.optional()
	if p.kind == anItem && len(p.field.goPath) == 1 && p.field.item() != "" {
		node = &ast.ConditionalNode{Ternary: true, Cond: has(p.field.item()), Exp1: node, Exp2: &ast.NilNode{}}
	}
	prog, err := c.finish(fs.origin, tree.Source, node)
	for _, e := range Errors(err) {
		fs.add(e)
	}
	return prog
}

// Constant reports whether the template has no placeholders.
func (t *Template) Constant() bool {
	for _, p := range t.parts {
		if p.value != nil {
			return false
		}
	}
	return true
}

// Render returns the text for one event. What is missing is the empty text, and null where a JSON text wants a value.
// Lists are joined by ", ", times are RFC 3339, objects JSON. The error is a [*RunError].
func (t *Template) Render(v *View) (string, error) {
	var b strings.Builder
	for i := range t.parts {
		p := &t.parts[i]
		b.WriteString(p.text)
		if p.value == nil {
			continue
		}
		s, err := p.insert(v, t.escape)
		if err != nil {
			return "", err
		}
		if b.Len()+len(s) > maxRendered {
			return "", p.fails("the text becomes too long")
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// insert is what the placeholder becomes. Values of a host may have methods that panic.
func (p *piece) insert(v *View, esc Escape) (s string, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = "", p.fails(fmt.Sprintf("the value cannot be written: %v", r))
		}
	}()
	x, err := p.value.eval(v)
	if err != nil {
		return "", err
	}
	if s, err = esc.write(read(x), p.inJSON); err != nil {
		return "", p.fails(err.Error())
	}
	return s, nil
}

func (p *piece) fails(msg string) error {
	line, column := p.value.origin.place(0)
	return &RunError{Line: line, Column: column, Msg: msg}
}
