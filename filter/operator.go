package filter

import (
	"slices"
	"strings"
)

// operator is one operator of a condition tree.
type operator struct {
	help
	min, max int                                         // the number of its values
	on       func(k kind) bool                           // the kinds it can compare
	wants    string                                      // the same, in words
	value    func(on kind, v any) (text, problem string) // writes a value as part of an expression
	test     func(f treeField, values []string) (text string, level level)
	compared compared
}

// compared says which property an operator compares with its values, where that needs a check of its own.
type compared uint8

const (
	compares       compared = iota // the field
	comparesRange                  // the field, with two ends in order; a date as the upper end includes its whole day
	comparesAge                    // how long before the event the field is
	comparesChange                 // the values of the field before and after the update, which must report them
)

// rangeEnd returns the i-th value as the operator compares with it: a date as the upper end of between means the end of
// that day.
func (o operator) rangeEnd(on kind, i int, v any) any {
	if s, ok := v.(string); ok && o.compared == comparesRange && i == 1 && on != aNumber && on != aWord && isDate(s) {
		return strings.TrimSpace(s) + "T23:59:59.999999999Z"
	}
	return v
}

// ofList reports whether the operator compares whole values, so that a word must be in its closed list.
func (o operator) ofList() bool { return o.on(aNumber) }

func operatorNamed(name string) (operator, bool) {
	all := operators()
	i := slices.IndexFunc(all, func(o operator) bool { return o.name == name })
	if i < 0 {
		return operator{}, false
	}
	return all[i], true
}

func operatorNames() []string {
	var names []string
	for _, o := range operators() {
		names = append(names, o.name)
	}
	return names
}

func isSingle(k kind) bool     { return k != anObject && k != anItem }
func isTextual(k kind) bool    { return k == aText || k == aWord || k == unknown }
func isTextOrList(k kind) bool { return isTextual(k) || k.list() }
func isTimeKind(k kind) bool   { return k == aTime || k == unknown }
func isListKind(k kind) bool   { return k.list() || k == unknown }
func isOrdered(k kind) bool    { return k == aNumber || k == aTime || k == aWord || k == unknown }
func anyKind(k kind) bool      { return true }

// level is how tightly the parts of an expression bind, to know where brackets are needed.
type level uint8

const (
	looseLevel  level = iota // a or b
	joinedLevel              // a and b
	tightLevel               // anything else
)

func isOneTest(f treeField, values []string) (string, level) {
	path, on := f.path, f.kind
	switch {
	case on == unknown || on == aList || on == aTextList && len(values) > 1:
		return "is(" + path + ", " + strings.Join(values, ", ") + ")", tightLevel
	case on == aTextList:
		return values[0] + " in " + path, tightLevel
	case len(values) == 1:
		return path + " == " + values[0], tightLevel
	}
	return path + " in [" + strings.Join(values, ", ") + "]", tightLevel
}

func isNotTest(f treeField, values []string) (string, level) {
	path, on := f.path, f.kind
	switch {
	case on == unknown || on == aList || on == aTextList && len(values) > 1:
		return "not is(" + path + ", " + strings.Join(values, ", ") + ")", tightLevel
	case on == aTextList:
		return values[0] + " not in " + path, tightLevel
	case len(values) == 1:
		return path + " != " + values[0], tightLevel
	}
	return path + " not in [" + strings.Join(values, ", ") + "]", tightLevel
}

func hasAllTest(f treeField, values []string) (string, level) {
	var tests []string
	for _, v := range values {
		test, _ := isOneTest(f, []string{v})
		tests = append(tests, test)
	}
	if len(tests) == 1 {
		return tests[0], tightLevel
	}
	return strings.Join(tests, " and "), joinedLevel
}

// callTest renders a call of a function with the field and the values.
func callTest(function, before string) func(treeField, []string) (string, level) {
	return func(f treeField, values []string) (string, level) {
		return before + function + "(" + f.path + ", " + strings.Join(values, ", ") + ")", tightLevel
	}
}

// compareTest renders one comparison, or two when from is set. A host's field is read as a number or a time, like the
// value.
func compareTest(from, to string) func(treeField, []string) (string, level) {
	return func(f treeField, values []string) (string, level) {
		path := f.path
		if f.kind == unknown {
			reader := "number"
			if strings.HasPrefix(values[0], "date(") {
				reader = "date"
			}
			path = reader + "(" + path + ")"
		}
		if from == "" {
			return path + to + values[0], tightLevel
		}
		return path + from + values[0] + " and " + path + to + values[1], joinedLevel
	}
}

func matchTest(f treeField, values []string) (string, level) {
	return f.path + " matches " + values[0], tightLevel
}

// fixedTest renders a test without values.
func fixedTest(test string) func(treeField, []string) (string, level) {
	return func(f treeField, _ []string) (string, level) { return f.path + test, tightLevel }
}
