package filter

import (
	"slices"
	"strings"
)

// operator is one operator of a condition tree.
type operator struct {
	name     string
	min, max int                                         // how many values it takes
	on       func(k kind) bool                           // what it can compare
	wants    string                                      // the same, in words
	value    func(on kind, v any) (text, problem string) // how a value is written in an expression
	test     func(path string, on kind, values []string) (text string, level level)
}

// operators returns every operator of a tree.
func operators() []operator {
	return []operator{
		{"is", 1, many, single, "single values and lists", equalValue, isOneTest},
		{"is_not", 1, many, single, "single values and lists", equalValue, isNotTest},
		{"contains_any", 1, many, textual, "text", wordValue, callTest("word", "")},
		{"contains_all", 1, many, textual, "text", wordValue, callTest("words", "")},
		{"contains_none", 1, many, textual, "text", wordValue, callTest("word", "not ")},
		{"contains_text", 1, many, textual, "text", partValue, callTest("contains_text", "")},
		{"matches", 1, 1, textual, "text", patternValue, matchTest},
		{"has_all", 1, many, listed, "lists", equalValue, hasAllTest},
		{"gt", 1, 1, ordered, "numbers and times", orderValue, compareTest("", " > ")},
		{"gte", 1, 1, ordered, "numbers and times", orderValue, compareTest("", " >= ")},
		{"lt", 1, 1, ordered, "numbers and times", orderValue, compareTest("", " < ")},
		{"lte", 1, 1, ordered, "numbers and times", orderValue, compareTest("", " <= ")},
		{"between", 2, 2, ordered, "numbers and times", orderValue, compareTest(" >= ", " <= ")},
		{"exists", 0, 0, anything, "", nil, fixedTest(" != nil")},
		{"not_exists", 0, 0, anything, "", nil, fixedTest(" == nil")},
	}
}

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

func single(k kind) bool   { return k != anObject && k != anItem }
func textual(k kind) bool  { return k == aText || k == unknown }
func listed(k kind) bool   { return k.list() || k == unknown }
func ordered(k kind) bool  { return k == aNumber || k == aTime || k == unknown }
func anything(k kind) bool { return true }

// level is how loosely the parts of an expression hang together, to know where brackets are needed.
type level uint8

const (
	loose  level = iota // a or b
	joined              // a and b
	tight               // anything else
)

func isOneTest(path string, on kind, values []string) (string, level) {
	switch {
	case on == unknown || on == aList || on == aTextList && len(values) > 1:
		return "is(" + path + ", " + strings.Join(values, ", ") + ")", tight
	case on == aTextList:
		return values[0] + " in " + path, tight
	case len(values) == 1:
		return path + " == " + values[0], tight
	}
	return path + " in [" + strings.Join(values, ", ") + "]", tight
}

func isNotTest(path string, on kind, values []string) (string, level) {
	switch {
	case on == unknown || on == aList || on == aTextList && len(values) > 1:
		return "not is(" + path + ", " + strings.Join(values, ", ") + ")", tight
	case on == aTextList:
		return values[0] + " not in " + path, tight
	case len(values) == 1:
		return path + " != " + values[0], tight
	}
	return path + " not in [" + strings.Join(values, ", ") + "]", tight
}

func hasAllTest(path string, on kind, values []string) (string, level) {
	var tests []string
	for _, v := range values {
		test, _ := isOneTest(path, on, []string{v})
		tests = append(tests, test)
	}
	if len(tests) == 1 {
		return tests[0], tight
	}
	return strings.Join(tests, " and "), joined
}

// callTest renders a call of a function on the field and the values.
func callTest(function, before string) func(string, kind, []string) (string, level) {
	return func(path string, _ kind, values []string) (string, level) {
		return before + function + "(" + path + ", " + strings.Join(values, ", ") + ")", tight
	}
}

// compareTest renders one comparison, or two when there is a first operator. A field of a host's is read as what
// the value is.
func compareTest(from, to string) func(string, kind, []string) (string, level) {
	return func(path string, on kind, values []string) (string, level) {
		if on == unknown {
			reader := "number"
			if strings.HasPrefix(values[0], "date(") {
				reader = "date"
			}
			path = reader + "(" + path + ")"
		}
		if from == "" {
			return path + to + values[0], tight
		}
		return path + from + values[0] + " and " + path + to + values[1], joined
	}
}

func matchTest(path string, _ kind, values []string) (string, level) {
	return path + " matches " + values[0], tight
}

// fixedTest renders a test without values.
func fixedTest(test string) func(string, kind, []string) (string, level) {
	return func(path string, _ kind, _ []string) (string, level) { return path + test, tight }
}
