package index_test

import (
	"fmt"
	"testing"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/stretchr/testify/require"
)

// pairs is one of n pairs of a kind, whose name begins with a text, and a place, which no clause joins: n rows.
func pairs(kind string, n int) *index.Formula {
	all := index.Not(index.Always())
	for i := range n {
		all = index.Or(all, index.And(index.Any(kindColumn, fmt.Sprint(kind, i)), index.Any(placeColumn, fmt.Sprint("b", i))))
	}
	return all
}

// A formula of too many rows is found where it fails, whatever comes after it.
func TestLimitsKeepFailures(t *testing.T) {
	t.Parallel()
	odd, no := index.Any(tagsColumn, "odd"), index.Any(wordsColumn, "never")
	for name, f := range map[string]*index.Formula{
		"rows that meet": index.And(index.And(pairs("a", 3), index.Or(pairs("x", 6), index.Opaque(odd))), no),
		"rows of an or":  index.And(index.Or(pairs("x", 16), index.Opaque(odd)), no),
	} {
		var b index.Builder
		b.Add(7, f.Rows())
		var q index.Query
		s := b.Segment()
		e := event{texts: map[index.Column][]string{kindColumn: {"a0"}, placeColumn: {"b0"}, tagsColumn: {"odd"}}}
		require.Equal(t, []index.Hit{{Slot: 7}}, s.Match(&q, source{s, e}, nil), name)
	}
}
