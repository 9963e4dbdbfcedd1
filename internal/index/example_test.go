package index_test

import (
	"fmt"
	"slices"

	"github.com/commis-recipes/commis/internal/index"
)

// The example of the package comment.
func Example() {
	service := index.Column{Kind: index.One, Name: "service"}
	tags := index.Column{Kind: index.Many, Name: "tags"}
	text := index.Column{Kind: index.Text, Name: "text"}

	var b index.Builder
	b.Add(0, index.And(index.Any(service, "twitter"), index.Any(tags, "vip")).Rows())
	b.Add(1, index.Not(index.Any(service, "email")).Rows())
	b.Add(2, index.And(index.Not(index.Any(tags, "app")), index.Any(text, "falla", "error")).Rows())
	s := b.Segment()

	var q index.Query
	for _, e := range []map[string][]string{
		{"service": {"twitter"}, "tags": {"vip", "app"}, "text": {"falla"}},
		{"service": {"email"}, "tags": {"vip"}, "text": {"error"}},
	} {
		fmt.Println(s.Match(&q, plainEvent{s, e}, nil))
	}
	// Output:
	// [{0 true} {1 true}]
	// [{2 true}]
}

// plainEvent is what an event has in each column, by its name.
type plainEvent struct {
	s  *index.Segment
	in map[string][]string
}

func (e plainEvent) Items(column int, items []uint32) []uint32 {
	names, first := e.s.Items(column)
	for _, text := range e.in[e.s.Columns()[column].Name] {
		if i := slices.Index(names, text); i >= 0 {
			items = append(items, first+uint32(i))
		}
	}
	return items
}

func (e plainEvent) Has(column int, item uint32) bool {
	return slices.Contains(e.Items(column, nil), item)
}

func (plainEvent) Number(int) (int64, bool) { return 0, false }
func (plainEvent) Holds(int) (bool, bool)   { return false, true }
