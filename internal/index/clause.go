package index

import (
	"math"
	"slices"
)

// clause is the condition of a row on one column.
type clause struct {
	column Column
	items  []string // sorted, each once
	except bool     // requires none of the items, rather than one of them
	spans  []Span   // for a number: in order, with gaps between them
	absent bool     // for a number: a missing number is accepted too
}

// not returns the clause that holds where c does not.
func (c clause) not() clause {
	if c.column.Kind != Number {
		c.except = !c.except
		return c
	}
	var rest []Span
	low, open := int64(math.MinInt64), true
	for _, s := range c.spans {
		if s.Low > low {
			rest = append(rest, Span{low, s.Low - 1})
		}
		if open = s.High < math.MaxInt64; open {
			low = s.High + 1
		}
	}
	if open {
		rest = append(rest, Span{low, math.MaxInt64})
	}
	c.spans, c.absent = rest, !c.absent
	return c
}

// and returns a single clause that holds where both do, if there is one.
func (c clause) and(d clause) (clause, bool) {
	switch {
	case c.column != d.column:
		return clause{}, false
	case c.column.Kind == Number:
		return c.andNumber(d), true
	case c.except && d.except:
		c.items = union(c.items, d.items)
	case c.column.Kind != One:
		return clause{}, false
	case c.except:
		return d.and(c)
	default:
		c.items = filterTexts(c.items, func(s string) bool {
			_, in := slices.BinarySearch(d.items, s)
			return in != d.except
		})
	}
	return c, true
}

func (c clause) andNumber(d clause) clause {
	var both []Span
	for _, s := range c.spans {
		for _, t := range d.spans {
			if low, high := max(s.Low, t.Low), min(s.High, t.High); low <= high {
				both = append(both, Span{low, high})
			}
		}
	}
	c.spans, c.absent = both, c.absent && d.absent
	return c
}

// or returns a single clause that holds where one of the two does, if there is one.
func (c clause) or(d clause) (clause, bool) {
	both, ok := c.not().and(d.not())
	return both.not(), ok
}

// always reports whether the clause holds for every event.
func (c clause) always() bool {
	if c.column.Kind == Number {
		return c.absent && len(c.spans) == 1 && c.spans[0] == Span{math.MinInt64, math.MaxInt64}
	}
	return c.except && len(c.items) == 0
}

// never reports whether the clause holds for no event.
func (c clause) never() bool {
	if c.column.Kind == Number {
		return !c.absent && len(c.spans) == 0
	}
	return !c.except && len(c.items) == 0
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func filterTexts(list []string, good func(string) bool) []string {
	var kept []string
	for _, s := range list {
		if good(s) {
			kept = append(kept, s)
		}
	}
	return kept
}
