package filter

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"

	"github.com/commis-recipes/commis/internal/fault"
)

// Cond is one node of a condition tree. Exactly one of All, Any, Not and Field is set. A Field comes with an Op and its
// Values, each a string, a number or a bool. Conditions nest at most 64 deep. The zero value is not valid.
//
// The operators are:
//
//	is, is_not                   equals one, or none, of the values; a list has one, or none, of them
//	contains_any, contains_all   the text has any, or all, of the words or phrases; see Words in the package comment
//	contains_none                the text has none of them
//	contains_text                the text contains one of the values, ignoring case and runs of space
//	starts_with, ends_with       the text begins or ends with one of the values, ignoring case
//	is_text                      the text is one of the values, compared as in contains_text and without outer space
//	matches                      the text matches an RE2 expression of at most 1,000 characters
//	has_all                      the list has every value
//	gt, gte, lt, lte, between    numbers and times (ISO 8601 or unix seconds), and words of the host's closed lists
//	                             (priority, sentiment, status) in the order of [Compiler.World]; between takes two
//	                             values and includes both, and a date as the second one includes its whole day in UTC
//	older_than, newer_than       a time is at least, or less than, a duration ("2d") before event.at
//	changed                      the update changed the field; takes no values
//	changed_from, changed_to     the field changed, and was, or is now, one of the values; a list lost, or gained, one
//	exists, not_exists           the field is present and not empty, or missing or empty; takes no values
//
// is accepts the text "25" for the number 25 and "true" for true, whichever of the two the field holds. contains_text,
// starts_with, ends_with and is_text also accept a list, of which one text must match.
type Cond struct {
	All    []Cond `json:"all,omitzero"`
	Any    []Cond `json:"any,omitzero"`
	Not    *Cond  `json:"not,omitzero"`
	Field  string `json:"field,omitzero"`
	Op     string `json:"op,omitzero"`
	Values []any  `json:"values,omitzero"`
}

const (
	maxDepth = 64   // how deep a filter may nest, as a tree or in brackets
	maxNodes = 2000 // how many parts a filter may have
)

func (c *Cond) isZero() bool {
	return c.All == nil && c.Any == nil && c.Not == nil && c.Field == "" && c.Op == "" && c.Values == nil
}

// checkShape notes faults in the form of the tree, before its fields and operators are looked up. It reports whether
// the tree is small enough to be checked further.
func (c *Cond) checkShape(fs *faults, path string, depth int) bool {
	if depth == 1 {
		switch nodes, bytes := c.size(depth); {
		case nodes > maxNodes:
			fs.addAtPath(path, "has more than %d conditions and values", maxNodes)
			return false
		case bytes > 2*MaxText:
			fs.addAtPath(path, "has more than %d bytes in its fields and values", 2*MaxText)
			return false
		}
	}
	if depth > maxDepth {
		fs.addAtPath(path, "is nested deeper than %d", maxDepth)
		return false
	}
	var set []string
	for _, s := range []struct {
		name string
		set  bool
	}{{"all", c.All != nil}, {"any", c.Any != nil}, {"not", c.Not != nil}, {"field", c.Field != ""}} {
		if s.set {
			set = append(set, s.name)
		}
	}
	switch {
	case len(set) == 0 && (c.Op != "" || c.Values != nil):
		fs.addAtPath(path, "field is missing")
	case len(set) == 0:
		fs.addAtPath(path, "is empty, want all, any, not or field")
	case len(set) > 1:
		fs.addAtPath(path, "has both %s and %s, want one", set[0], set[1])
	case c.Field == "" && (c.Op != "" || c.Values != nil):
		fs.addAtPath(path, "has %s beside op or values, which belong to a field", set[0])
	case c.Field != "" && c.Op == "":
		fs.addAtPath(path, "op is missing")
	}
	return c.checkMembers(fs, path, depth)
}

// checkMembers checks the members of a group and the values of a test.
func (c *Cond) checkMembers(fs *faults, path string, depth int) bool {
	for i, v := range c.Values {
		if _, err := scalar(v); err != nil {
			fs.addAtPath(fault.Index(fault.Join(path, "values"), i), "%v", err)
		}
	}
	ok := true
	for _, g := range []struct {
		name string
		list []Cond
	}{{"all", c.All}, {"any", c.Any}} {
		if g.list != nil && len(g.list) == 0 {
			fs.addAtPath(fault.Join(path, g.name), "is empty, write at least one condition")
		}
		for i := range g.list {
			ok = g.list[i].checkShape(fs, fault.Index(fault.Join(path, g.name), i), depth+1) && ok
		}
	}
	if c.Not != nil {
		ok = c.Not.checkShape(fs, fault.Join(path, "not"), depth+1) && ok
	}
	return ok
}

// size counts conditions and values, and the bytes of their texts. It stops counting beyond the limits.
func (c *Cond) size(depth int) (nodes, bytes int) {
	nodes, bytes = 1+len(c.Values), len(c.Field)+len(c.Op)
	for i := 0; i < len(c.Values) && i <= maxNodes; i++ {
		if r := reflect.ValueOf(c.Values[i]); r.Kind() == reflect.String {
			bytes += r.Len()
		}
	}
	if depth > maxDepth {
		return nodes, bytes
	}
	count := func(inner *Cond) {
		if nodes <= maxNodes && bytes <= 2*MaxText {
			n, b := inner.size(depth + 1)
			nodes, bytes = nodes+n, bytes+b
		}
	}
	for i := range c.All {
		count(&c.All[i])
	}
	for i := range c.Any {
		count(&c.Any[i])
	}
	if c.Not != nil {
		count(c.Not)
	}
	return nodes, bytes
}

// scalar returns a value of a tree as a string, bool, int64 or float64.
func scalar(v any) (any, error) {
	if n, ok := v.(json.Number); ok {
		if d := parseNumber(n.String()); d.kind == aNumber {
			return d.goValue(), nil
		}
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.String:
		return r.String(), nil
	case reflect.Bool:
		return r.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if r.Uint() > math.MaxInt64 {
			return float64(r.Uint()), nil
		}
		return int64(r.Uint()), nil
	case reflect.Float32, reflect.Float64:
		if math.IsNaN(r.Float()) || math.IsInf(r.Float(), 0) {
			return nil, fmt.Errorf("is not a finite number")
		}
		return r.Float(), nil
	case reflect.Slice, reflect.Array:
		return nil, fmt.Errorf("is a list, want a text, a number, true or false")
	case reflect.Map, reflect.Struct:
		return nil, fmt.Errorf("is an object, want a text, a number, true or false")
	}
	return nil, fmt.Errorf("is null, want a text, a number, true or false")
}
