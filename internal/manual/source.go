package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// packages are the packages whose comments make up the manual.
var (
	folders  = []string{"trigger", "schedule", "action", "filter", "recipe", "recipe/archive", "webhook", "webhook/inbound"}
	packages = names(folders)
)

func names(folders []string) []string {
	all := slices.Clone(folders)
	for i := range all {
		all[i] = filepath.Base(all[i])
	}
	return all
}

// constant is an exported text constant that administrators write or read.
type constant struct {
	name, value, typ, comment string
	block                     string // the comment of its block
}

// source holds the comments of one package.
type source struct {
	pkg       string
	constants []constant
	numbers   map[string]string            // comments of constants that are not texts, by name
	literals  map[string]string            // the values of those that are a number or a duration
	types     map[string]string            // comments of types, by name
	fields    map[string]map[string]string // comments of the fields of struct types
}

// code holds the comments of all packages, by name.
type code map[string]*source

func readCode(root string) (code, error) {
	all := code{}
	for i, pkg := range packages {
		s := &source{pkg: pkg, numbers: map[string]string{}, literals: map[string]string{}, types: map[string]string{}, fields: map[string]map[string]string{}}
		files, err := filepath.Glob(filepath.Join(root, folders[i], "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			s.read(file)
		}
		all[pkg] = s
	}
	if len(all["recipe"].constants) == 0 {
		return nil, fmt.Errorf("%s is not the root of the repository", root)
	}
	return all, nil
}

func (s *source) read(file *ast.File) {
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				if g.Tok == token.CONST {
					s.readConstant(spec, g.Doc, !g.Lparen.IsValid())
				}
			case *ast.TypeSpec:
				s.types[spec.Name.Name] = comment(spec.Doc, g.Doc)
				if st, ok := spec.Type.(*ast.StructType); ok {
					s.fields[spec.Name.Name] = fieldComments(st)
				}
			}
		}
	}
}

// readConstant reads a constant; a single constant has the comment of its block.
func (s *source) readConstant(spec *ast.ValueSpec, block *ast.CommentGroup, alone bool) {
	name := spec.Names[0].Name
	if len(spec.Values) != 1 {
		return
	}
	text := comment(spec.Doc, spec.Comment)
	if alone {
		text = comment(block)
	}
	lit, ok := spec.Values[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		s.numbers[name], s.literals[name] = text, literal(spec.Values[0])
		return
	}
	value, err := strconv.Unquote(lit.Value)
	if err != nil || !ast.IsExported(name) {
		return
	}
	typ := ""
	if id, ok := spec.Type.(*ast.Ident); ok {
		typ = id.Name
	}
	s.constants = append(s.constants, constant{name: name, value: value, typ: typ, comment: text, block: comment(block)})
}

// literal formats a value that is a number or a number of hours.
func literal(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.BasicLit:
		if n, err := strconv.Atoi(strings.ReplaceAll(x.Value, "_", "")); err == nil {
			return number(n)
		}
	case *ast.BinaryExpr:
		n, isNumber := x.X.(*ast.BasicLit)
		unit, isUnit := x.Y.(*ast.SelectorExpr)
		if isNumber && isUnit && x.Op == token.MUL && unit.Sel.Name == "Hour" {
			return n.Value + "h"
		}
	}
	return ""
}

// fieldComments returns the comment of each field. A field without one shares the comment of the field above it if that
// names both, as in "Users and Teams are told".
func fieldComments(st *ast.StructType) map[string]string {
	all := map[string]string{}
	shared := ""
	for _, f := range st.Fields.List {
		text := comment(f.Doc, f.Comment)
		for _, name := range f.Names {
			switch {
			case text == "" && slices.Contains(strings.FieldsFunc(shared, notLetter), name.Name):
				all[name.Name] = shared
			default:
				all[name.Name], shared = text, text
			}
		}
	}
	return all
}

func notLetter(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') }

// comment returns the text of the first group that is not nil.
func comment(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if g != nil {
			return strings.TrimSpace(g.Text())
		}
	}
	return ""
}

// constantsOf returns the constants of a type, in order; "" is the type of untyped texts.
func (s *source) constantsOf(typ string) []constant {
	var all []constant
	for _, c := range s.constants {
		if c.typ == typ {
			all = append(all, c)
		}
	}
	return all
}
