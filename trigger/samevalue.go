package trigger

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"time"
)

// sameValue reports whether two values are equal: texts, numbers, true and false, instants, lists and maps. An empty
// value is missing, and missing members are ignored.
func sameValue(a, b any) bool { return sameWithin(a, b, 2*maxParts) }

// sameWithin compares depth levels, and below them the Go values.
func sameWithin(a, b any, depth int) bool {
	if depth == 0 {
		return reflect.DeepEqual(a, b)
	}
	a, b = orMissing(a), orMissing(b)
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	switch x := a.(type) {
	case time.Time:
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && sameMaps(x, y, depth-1)
	case []any, []string:
		list, other := listOf(a), listOf(b)
		return other != nil && slices.EqualFunc(list, other, func(a, b any) bool { return sameWithin(a, b, depth-1) })
	}
	if x, ok := exactNumber(a); ok {
		y, ok := exactNumber(b)
		return ok && x.Cmp(y) == 0
	}
	return reflect.DeepEqual(a, b)
}

func sameMaps(a, b map[string]any, depth int) bool {
	for name := range a {
		if !sameWithin(a[name], b[name], depth) {
			return false
		}
	}
	for name := range b {
		if _, known := a[name]; !known && orMissing(b[name]) != nil {
			return false
		}
	}
	return true
}

// listOf returns the elements of a list, or nil for any other value.
func listOf(x any) []any {
	switch list := x.(type) {
	case []any:
		return list
	case []string:
		all := make([]any, len(list))
		for i, text := range list {
			all[i] = text
		}
		return all
	}
	return nil
}

// sameSet reports whether two lists contain the same texts, in any order and number.
func sameSet(a, b []string) bool {
	for _, list := range [2][2][]string{{a, b}, {b, a}} {
		for _, word := range list[0] {
			if !slices.Contains(list[1], word) {
				return false
			}
		}
	}
	return true
}

// exactNumber returns a number's exact value. ok is false for any other value, and for a number that is not finite.
func exactNumber(x any) (n *big.Float, ok bool) {
	v := reflect.ValueOf(x)
	switch {
	case v.CanInt():
		return new(big.Float).SetInt64(v.Int()), true
	case v.CanUint():
		return new(big.Float).SetUint64(v.Uint()), true
	case v.CanFloat():
		if f := v.Float(); f-f == 0 {
			return big.NewFloat(f), true
		}
	case v.Type() == reflect.TypeFor[json.Number]():
		return jsonNumber(x.(json.Number))
	}
	return nil, false
}

func jsonNumber(text json.Number) (n *big.Float, ok bool) {
	if i, err := text.Int64(); err == nil {
		return new(big.Float).SetInt64(i), true
	}
	if f, err := text.Float64(); err == nil {
		return big.NewFloat(f), true
	}
	return nil, false
}

// sameMembers is sameSet for a host's lists.
func sameMembers(a, b []any) bool {
	in := func(list []any, x any) bool {
		return slices.ContainsFunc(list, func(y any) bool { return sameValue(x, y) })
	}
	return !slices.ContainsFunc(a, func(x any) bool { return !in(b, x) }) && !slices.ContainsFunc(b, func(x any) bool { return !in(a, x) })
}
