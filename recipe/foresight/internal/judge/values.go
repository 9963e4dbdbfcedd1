package judge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// maxListed is the highest number of constants whose combinations in a host's list are all tried.
const maxListed = 5

// values returns the values of the field that make a difference, beside absent; ok is false when they cannot be listed.
func (b *builder) values(v *variable) (all []any, ok bool) {
	switch v.kind() {
	case matching.NumberField:
		return numbers(v.constants(), true), true
	case matching.TimeField:
		return times(v.constants()), true
	case matching.TruthField:
		return []any{true, false}, true
	case matching.HostField:
		return hostValues(v)
	}
	return b.textValues(v)
}

// textValues returns the texts that make a difference.
func (b *builder) textValues(v *variable) ([]any, bool) {
	named := slices.Clone(v.values)
	for _, word := range b.shape.world.Words(v.field.path) {
		named = append(named, word)
	}
	switch v.field.path {
	case "event.actor":
		for _, who := range trigger.Actors() {
			named = append(named, string(who))
		}
	case "mention.type":
		named = append(named, "inbox", trigger.SentType)
	}
	named = append(named, v.constants(append([]matching.Comparison{matching.Equal, matching.Is}, orders...)...)...)
	slices.SortFunc(named, func(x, y any) int { return cmp.Compare(x.(string), y.(string)) })
	named = slices.Compact(named)
	list := b.shape.world.Words(v.field.path)
	if !v.compares(orders...) || list != nil {
		if i := slices.Index(named, any("inbox")); v.field.path == "mention.type" && i > 0 { // the usual one comes first
			named[0], named[i] = named[i], named[0]
		}
		return append(named, another(named)), true
	}
	return between(named)
}

// another returns a text that differs from all the values.
func another(values []any) string {
	word := "other"
	for n := 2; slices.ContainsFunc(values, func(v any) bool { s, ok := v.(string); return ok && strings.EqualFold(s, word) }); n++ {
		word = "other-" + strconv.Itoa(n)
	}
	return word
}

// between returns the texts and one from each gap between two of them; ok is false when no plain text lies in a gap that has
// some.
func between(sorted []any) (all []any, ok bool) {
	if len(sorted) == 0 {
		return []any{"other"}, true
	}
	if first := sorted[0].(string); first > "!" {
		all = append(all, "!")
	} else if first != "\x00" {
		return nil, false
	}
	for i, v := range sorted {
		s := v.(string)
		all = append(all, s)
		if i+1 == len(sorted) {
			all = append(all, s+"~")
			continue
		}
		found := s+"\x00" == sorted[i+1].(string)
		for _, end := range []string{" ", "!", "0", "a"} {
			if middle := s + end; !found && middle < sorted[i+1].(string) {
				all, found = append(all, middle), true
			}
		}
		if !found {
			return nil, false
		}
	}
	return all, true
}

// numbers returns the numbers and one from each gap between two of them.
func numbers(constants []any, whole bool) []any {
	var floats []float64
	for _, c := range constants {
		switch n := c.(type) {
		case int64:
			floats = append(floats, float64(n))
		case float64:
			floats = append(floats, n)
		}
	}
	if whole {
		var all []int64
		for _, f := range floats {
			all = append(all, int64(math.Floor(f))-1, int64(math.Floor(f)), int64(math.Ceil(f)), int64(math.Ceil(f))+1)
		}
		all = append(all, 1)
		slices.Sort(all)
		return anys(slices.Compact(all))
	}
	slices.Sort(floats)
	floats = slices.Compact(floats)
	all := slices.Clone(floats)
	for i, f := range floats {
		if i == 0 {
			all = append(all, f-math.Max(1, math.Abs(f)))
		}
		if i+1 == len(floats) {
			all = append(all, f+math.Max(1, math.Abs(f)))
		} else {
			all = append(all, f+(floats[i+1]-f)/2)
		}
	}
	slices.Sort(all)
	return anys(slices.Compact(all))
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i := range list {
		all[i] = list[i]
	}
	return all
}

// times returns the times, and their neighbours.
func times(constants []any) []any {
	all := []time.Time{beginning.Add(-time.Hour)}
	for _, c := range constants {
		if at, ok := c.(time.Time); ok {
			all = append(all, at.Add(-1).UTC(), at.UTC(), at.Add(1).UTC())
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return anys(slices.CompactFunc(all, time.Time.Equal))
}

// hostValues returns the values of a member of a host's object that make a difference: of each kind that JSON has.
func hostValues(v *variable) ([]any, bool) {
	constants := v.constants()
	var words []any
	for _, c := range constants {
		switch c := c.(type) {
		case string:
			words = append(words, c)
		case int64, float64:
			words = append(words, fmt.Sprint(c), fmt.Sprintf("%v.0", c))
		case bool:
			words = append(words, strconv.FormatBool(c), strings.ToUpper(strconv.FormatBool(c)))
		}
	}
	for _, w := range slices.Clone(words) { // is reads texts as numbers
		if f, err := strconv.ParseFloat(strings.TrimSpace(w.(string)), 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			constants = append(constants, f)
		}
	}
	slices.SortFunc(words, func(x, y any) int { return cmp.Compare(x.(string), y.(string)) })
	words = slices.Compact(words)
	all := append([]any{another(words)}, words...)
	if v.compares(orders...) {
		var ok bool
		if all, ok = between(words); !ok {
			return nil, false
		}
	}
	all = append(all, "4711.25", "true")
	numeric := numbers(constants, false)
	all = append(all, numeric...)
	all = append(all, 4711.25, true, false)
	lists, ok := hostLists(v.constants(matching.Is))
	return append(all, lists...), ok
}

// hostLists returns lists with each choice of the constants, and another element.
func hostLists(constants []any) ([]any, bool) {
	if len(constants) > maxListed {
		return nil, false
	}
	var all []any
	for bits := range 1 << len(constants) {
		list := []any{"another"}
		for i, c := range constants {
			if bits&(1<<i) != 0 {
				list = append(list, jsonValue(c))
			}
		}
		all = append(all, list)
	}
	return all, true
}

// jsonValue returns a constant as JSON holds it.
func jsonValue(c any) any {
	if n, ok := c.(int64); ok {
		return float64(n)
	}
	return c
}
