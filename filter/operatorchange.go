package filter

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// changePath returns a path as updates write it, "case.fields.a b" for case.fields["a b"]; empty when it leads into a
// list.
func changePath(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.ChainNode:
		return changePath(n.Node)
	case *ast.MemberNode:
		base := changePath(n.Node)
		if name, ok := n.Property.(*ast.StringNode); ok && base != "" {
			return base + "." + name.Value
		}
	}
	return ""
}

func changedTest(f treeField, _ []string) (string, level) {
	return "changed(" + quote(f.changePath) + ")", tightLevel
}

// was returns the field's earlier value, as a field of a tree.
func (f treeField) was() treeField {
	return treeField{path: "was(" + quote(f.changePath) + ")", kind: unknown}
}

// changedFromTest is true when the field was one of the values. A list had one of them and no longer does.
func changedFromTest(f treeField, values []string) (string, level) {
	if f.kind.list() {
		return listChange(f, values, func(v string) string {
			had, _ := isOneTest(f.was(), []string{v})
			has, _ := isNotTest(f, []string{v})
			return had + " and " + has
		})
	}
	changed, _ := changedTest(f, nil)
	was := f.was()
	if f.kind == aTime {
		was = treeField{path: "date(" + was.path + ")", kind: aTime}
	}
	test, _ := isOneTest(was, values)
	return changed + " and " + test, joinedLevel
}

// changedToTest is true when the field is now one of the values. A list has one of them and did not before.
func changedToTest(f treeField, values []string) (string, level) {
	if f.kind.list() {
		return listChange(f, values, func(v string) string {
			has, _ := isOneTest(f, []string{v})
			had, _ := isNotTest(f.was(), []string{v})
			return has + " and " + had
		})
	}
	changed, _ := changedTest(f, nil)
	test, _ := isOneTest(f, values)
	return changed + " and " + test, joinedLevel
}

// listChange renders a change of a list that gained or lost one of the values.
func listChange(f treeField, values []string, of func(value string) string) (string, level) {
	changed, _ := changedTest(f, nil)
	var tests []string
	for _, v := range values {
		tests = append(tests, of(v))
	}
	if len(tests) == 1 {
		return changed + " and " + tests[0], joinedLevel
	}
	return changed + " and (" + strings.Join(tests, " or ") + ")", joinedLevel
}

// ageTest compares how long before the event a time is. A host's field is read as a time.
func ageTest(op string) func(treeField, []string) (string, level) {
	return func(f treeField, values []string) (string, level) {
		path := f.path
		if f.kind == unknown {
			path = "date(" + path + ")"
		}
		return "event.at - " + path + op + values[0], tightLevel
	}
}
