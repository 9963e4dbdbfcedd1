package filter

import (
	"fmt"
	"reflect"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Compiler turns filters and templates into programs. The zero value is ready to use. A Compiler keeps scratch memory
// between calls, so it must not be copied and is not safe for concurrent use; the programs it returns are.
type Compiler struct {
	// Saved holds the filters that others may refer to by name.
	Saved map[string]Filter
	// MaxComplexity limits the score of a filter. An alternative adds to the score, and conditions joined by and
	// multiply: (a or b or c) and (d or e) scores 6. Zero means no limit; Qualtrics Social Connect has one of 80.
	MaxComplexity int
	// Calendars are the opening hours that open and open_time may name. No value may be nil.
	Calendars map[string]Hours

	// World holds the host's closed lists of words, whose order [Compiler.Compile] uses and against which
	// [Program.Words] checks. It must not change afterwards. Nil means the default lists.
	World *trigger.World

	// HostFields are members of the host's own objects that [Compiler.Complete] suggests, such as case.fields.product or
	// record.amount. They change nothing else: filters may name any member of these objects.
	HostFields []Field

	config *conf.Config
}

// Compile checks a filter and compiles it. The error joins all faults, each an [*Error].
func (c *Compiler) Compile(f Filter) (p *Program, err error) {
	defer recoverFault(&err)
	return c.compile(f, nil)
}

// internalFault returns the error for a fault of this package rather than of the filter; expr's own message would mean
// nothing to an administrator.
func internalFault() *Error { return &Error{Msg: "cannot be compiled, write it in another way"} }

// recoverFault turns a panic of expr's parser or compiler into a fault. No such panic is known.
func recoverFault(err *error) {
	if r := recover(); r != nil {
		*err = internalFault()
	}
}

// compile compiles f. via holds the names of the saved filters being resolved.
func (c *Compiler) compile(f Filter, via []string) (*Program, error) {
	if err := f.checkSingle(); err != nil {
		return nil, &Error{Msg: err.Error()}
	}
	switch {
	case f.Saved != "":
		return c.compileSaved(f.Saved, via)
	case f.Tree != nil:
		return c.compileTree(f.Tree)
	case f.Text != "":
		return c.compileText(f.Text, maxDepth)
	}
	return &Program{source: "true", every: true}, nil
}

func (c *Compiler) compileTree(t *Cond) (*Program, error) {
	var fs faults
	if t.checkShape(&fs, "", 1) {
		t.check(&fs, "", c)
	}
	if len(fs.list) > 0 {
		return nil, fs.err()
	}
	p, err := c.compileText(t.Text(), maxDepth+8) // the depth was checked as a tree already
	for _, e := range Errors(err) {
		if e.Err == nil {
			fs.addAtPath("", "as text (%s): %v", shorten(t.Text()), e)
		}
	}
	if p != nil {
		p.words = fs.words // with their paths in the tree
	}
	return p, fs.err()
}

func (c *Compiler) compileText(text string, depth int) (*Program, error) {
	fs := &faults{origin: origin{text: text}}
	tree, node, named := c.lower(fs, text, depth)
	if len(fs.list) > 0 {
		return nil, fs.err()
	}
	p := &Program{source: text, calendars: named, world: c.World, words: fs.words}
	rows := formulaOf(tree.Node, c.World).Rows()
	p.rows.Store(&rows)
	if rows.Decided() {
		return p, nil
	}
	run, err := c.assemble(fs.origin, tree.Source, node)
	if err != nil {
		return nil, err
	}
	p.run.Store(run)
	return p, nil
}

// lower parses and lowers a text, noting its faults. It also returns the calendars the text names.
func (c *Compiler) lower(fs *faults, text string, depth int) (*parser.Tree, ast.Node, map[string]Hours) {
	tree := c.parse(fs, text, depth)
	if tree == nil {
		return nil, nil, nil
	}
	if n := score(tree.Node); c.MaxComplexity > 0 && n > c.MaxComplexity {
		fs.append(&Error{Msg: fmt.Sprintf("the complexity is %d, more than %d; use fewer alternatives", n, c.MaxComplexity)})
	}
	l := &lowering{faults: fs, calendars: c.Calendars, world: c.World}
	node := l.truth(tree.Node)
	return tree, node, l.named
}

// recompile compiles a filter that compiled before, with the calendars it names.
func (c *Compiler) recompile(p *Program) (*program, error) {
	fs := &faults{origin: origin{text: p.source}}
	c.Calendars, c.World = p.calendars, p.world
	tree, node, _ := c.lower(fs, p.source, maxDepth+8)
	if len(fs.list) > 0 {
		return nil, fs.err()
	}
	return c.assemble(fs.origin, tree.Source, node)
}

// parse guards and parses an expression. It returns nil after noting a fault.
func (c *Compiler) parse(fs *faults, text string, depth int) *parser.Tree {
	if !guard(fs, text, depth) {
		return nil
	}
	return parse(fs, text, c.conf())
}

// assemble makes a program of a lowered tree. An error means a fault in this package, not in the filter.
func (c *Compiler) assemble(o origin, source file.Source, node ast.Node) (*program, error) {
	lowered := &parser.Tree{Node: node, Source: source}
	if _, err := checker.Check(lowered, c.conf()); err != nil {
		return nil, internalFault()
	}
	code, err := compiler.Compile(lowered, c.conf())
	if err != nil {
		return nil, internalFault()
	}
	return &program{code: code, origin: o}, nil
}

// conf returns expr's configuration: the environment, the limit on nodes, and no built-in functions other than the
// loops.
func (c *Compiler) conf() *conf.Config {
	if c.config == nil {
		c.config = conf.New(reflect.Zero(known.env).Interface())
		c.config.MaxNodes = maxNodes
	}
	return c.config
}

// Errors returns every fault in an error of [Compiler.Compile] or [Compiler.Template], in order; nil for nil.
func Errors(err error) []*Error {
	var all []*Error
	for e, other := range fault.Walk[*Error](err) {
		if other != nil {
			e = &Error{Msg: other.Error()}
		}
		all = append(all, e)
	}
	return all
}

// program is one compiled expression and its place in the text it came from.
type program struct {
	code   *vm.Program
	origin origin
}
