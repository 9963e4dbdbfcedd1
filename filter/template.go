package filter

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// Template is a compiled text with placeholders. It is immutable and safe for concurrent use, each goroutine with a
// [View] of its own.
type Template struct {
	parts  []templatePart
	escape Escape
	tasks  []string

	calendars []string
	words     []*Error
}

// Words returns the words that the text compares a field with and that are not in the host's closed list for it. Each
// has its place and wraps a [*trigger.WordError].
func (t *Template) Words() []*Error { return slices.Clone(t.words) }

// Calendars returns the sorted names of the calendars that the text uses. If one of these calendars changes, the
// template must be compiled again.
func (t *Template) Calendars() []string { return t.calendars }

// taskReader is a visitor that finds the names read from task.
type taskReader map[string]int

func (r taskReader) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		id, isID := n.Node.(*ast.IdentifierNode)
		name, isName := n.Property.(*ast.StringNode)
		if isID && isName && id.Value == "task" {
			r[name.Value]++
			r[""]-- // of the identifier alone, which was visited before
		}
	case *ast.IdentifierNode:
		if n.Value == "task" {
			r[""]++
		}
	}
}

// names returns the names that are read, sorted.
func (r taskReader) names() []string {
	maps.DeleteFunc(r, func(_ string, n int) bool { return n == 0 })
	return slices.Sorted(maps.Keys(r))
}

// templatePart is constant text followed by a placeholder.
type templatePart struct {
	text   string
	value  *program // nil without a placeholder
	inJSON bool     // the placeholder is inside a JSON string
}

// Limits of a template: bytes of its text, placeholders, reported faults, bytes of its rendered text.
const (
	maxTemplate     = 64 << 10
	maxPlaceholders = 256
	maxFaults       = 100
	maxRendered     = 32 << 20
)

// Template compiles text with {{ expression }} placeholders; esc is the format of the text. Text without {{ is
// constant. The error joins all faults, each an [*Error] with its place in the text; of very many only the first.
func (c *Compiler) Template(text string, esc Escape) (t *Template, err error) {
	defer recoverFault(&err)
	fs := &faults{origin: origin{text: text}}
	if len(text) > maxTemplate {
		fs.addAtOffset(0, "the text has %d bytes, more than %d", len(text), maxTemplate)
		return nil, fs.err()
	}
	t = &Template{escape: esc}
	var in jsonText
	reads := make(taskReader)
	for fs.text != "" && len(fs.list) <= maxFaults {
		before, _, found := strings.Cut(fs.text, "{{")
		in.follow(before)
		p := templatePart{text: before, inJSON: in.quoted}
		fs.origin = fs.after(len(before))
		if found && !c.placeholder(fs, t, reads, &p, in.escaped && esc == JSON) {
			break
		}
		t.parts = append(t.parts, p)
	}
	if len(fs.list) > maxFaults {
		fs.list = append(fs.list[:maxFaults], &Error{Msg: "and more faults"})
	}
	if err := fs.err(); err != nil {
		return nil, err
	}
	t.tasks, t.words = reads.names(), fs.words
	slices.Sort(t.calendars)
	return t, nil
}

// placeholder compiles the placeholder at the start of the faults' text and advances beyond it. It reports whether to
// go on. escaped says that a backslash precedes it.
func (c *Compiler) placeholder(fs *faults, t *Template, reads taskReader, p *templatePart, escaped bool) bool {
	size, why := placeholderSize(fs.text)
	if why == "" && len(t.parts) >= maxPlaceholders {
		why = fmt.Sprintf("more than %d placeholders", maxPlaceholders)
	}
	if why != "" {
		fs.addAtOffset(0, "%s", why)
		return false
	}
	if escaped {
		fs.addAtOffset(0, `a \ before the {{ would change what is inserted, write \\ for one \`)
	}
	whole := fs.origin
	fs.origin = whole.after(len("{{"))
	p.value = c.value(fs, t, reads, whole.text[len("{{"):size-len("}}")])
	fs.origin = whole.after(size)
	return true
}

// placeholderSize returns the length of the placeholder at the start of s, which ends at the first }} outside of
// quotes, or why it is not one.
func placeholderSize(s string) (size int, why string) {
	var quote byte
	for i := len("{{"); i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\' && quote != '`':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case strings.HasPrefix(s[i:], "//"), strings.HasPrefix(s[i:], "/*"):
			return 0, "a comment is not allowed in a placeholder, leave it out"
		case strings.HasPrefix(s[i:], "}}"):
			return i + len("}}"), ""
		}
	}
	return 0, "the {{ is not closed, }} is missing"
}

// value compiles the expression of a placeholder. It returns nil after noting a fault.
func (c *Compiler) value(fs *faults, t *Template, reads taskReader, text string) *program {
	before := len(fs.list)
	tree := c.parse(fs, text, maxDepth)
	if tree == nil {
		return nil
	}
	ast.Walk(&tree.Node, reads)
	l := &lowering{faults: fs, calendars: c.Calendars, world: c.World}
	p := l.expr(tree.Node)
	if len(fs.list) > before {
		return nil
	}
	for name := range l.named {
		if !slices.Contains(t.calendars, name) {
			t.calendars = append(t.calendars, name)
		}
	}
	node := p.nilWhenMissing()
	if p.kind == anItem && p.field != nil && len(p.field.goPath) == 1 && p.field.itemRoot() != "" {
		node = &ast.ConditionalNode{Ternary: true, Cond: hasItem(p.field.itemRoot()), Exp1: node, Exp2: &ast.NilNode{}}
	}
	prog, err := c.assemble(fs.origin, tree.Source, node)
	for _, e := range Errors(err) {
		fs.append(e)
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

// Render returns the text for one event. A missing value becomes the empty text, or null where a JSON text needs a
// value. Lists are joined by ", ", times are RFC 3339, objects JSON. The error is a [*RunError].
func (t *Template) Render(v *View) (string, error) {
	v.meter.start("template")
	var b strings.Builder
	for i := range t.parts {
		p := &t.parts[i]
		b.WriteString(p.text)
		if p.value == nil {
			continue
		}
		s, err := p.render(v, t.escape)
		if err != nil {
			return "", err
		}
		if b.Len()+len(s) > maxRendered {
			return "", p.runError("the text becomes too long")
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// render returns the text that replaces the placeholder.
func (p *templatePart) render(v *View, esc Escape) (string, error) {
	return p.evaluate(v, func(d typedValue) (string, error) { return esc.format(d, p.inJSON) })
}

// evaluate passes the placeholder's value to write and returns the result. Methods of a host's values may panic.
func (p *templatePart) evaluate(v *View, write func(typedValue) (string, error)) (s string, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = "", p.runError("the value cannot be written")
		}
	}()
	x, err := p.value.eval(v)
	if err != nil {
		return "", err
	}
	if !v.meter.spendOnValue(reflect.ValueOf(x), 0) {
		return "", p.runError(v.meter.tooLong())
	}
	if s, err = write(valueOf(x)); err != nil {
		return "", p.runError(err.Error())
	}
	return s, nil
}

func (p *templatePart) runError(msg string) error {
	line, column := p.value.origin.place(0)
	return &RunError{Line: line, Column: column, Msg: msg}
}
