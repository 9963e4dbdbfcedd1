package filter

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// textChange says what functions make of a text before it is compared: a letter of changeLetters for each, the first
// one first. Empty is the text itself.
type textChange string

// changeLetters are the functions of an index's text changes.
var changeLetters = map[string]textChange{"lower": "l", "upper": "u", "trim": "t"}

// mostChanges is how many functions an index follows; an event's text has a form for each way to combine them.
const mostChanges = 2

// of returns the changed text.
func (c textChange) of(text string) string {
	for _, letter := range c {
		switch letter {
		case 'l':
			text = strings.ToLower(text)
		case 'u':
			text = strings.ToUpper(text)
		case 't':
			text = strings.TrimSpace(text)
		}
	}
	return text
}

// nameOf returns the name of a column of a field's changed text, which changeIn splits.
func (c textChange) nameOf(field string) string {
	if c == "" {
		return field
	}
	return string(c) + "(" + field
}

// changeIn splits the name of a column. Names of members, which may hold any letter, begin with memberMark.
func changeIn(name string) (c textChange, field string) {
	if i := strings.IndexByte(name[:min(len(name), mostChanges+1)], '('); i >= 0 {
		return textChange(name[:i]), name[i+1:]
	}
	return "", name
}

// memberMark begins the name of a member of a host's object.
const memberMark = '@'

// memberName returns the name of a member, which readMember splits.
func memberName(path, key string) string { return fieldItem(memberMark, path, key) }

// readMember splits the name of a member, or returns another path.
func readMember(name string) (path, key string, member bool) {
	if name == "" || name[0] != memberMark {
		return name, "", false
	}
	_, path, key = readItem(name)
	return path, key, true
}

// textFieldOf returns the column field that an expression reads, also that of a text that lower, upper or trim change.
func textFieldOf(n ast.Node) columnField {
	name, args := callOf(n)
	letter := changeLetters[name]
	if letter == "" || len(args) != 1 {
		return columnFieldOf(n)
	}
	f := textFieldOf(args[0])
	if f.use != textUse && !f.ofMember() || len(f.change) == mostChanges {
		return columnField{}
	}
	if f.use == objectUse {
		f.use = letterWholeUse
	}
	f.change += letter
	return f
}

// callOf returns the name and the arguments of a call, or no name.
func callOf(n ast.Node) (name string, args []ast.Node) {
	switch n := n.(type) {
	case *ast.CallNode:
		if id, ok := n.Callee.(*ast.IdentifierNode); ok {
			return id.Value, n.Arguments
		}
	case *ast.BuiltinNode:
		return n.Name, n.Arguments
	}
	return "", nil
}
