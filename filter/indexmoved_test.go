package filter_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// The rules that are left when most are removed, and have another place from then on, match what they matched before. A list of
// six is small enough to be a recent change; one of 400 is built at once.
func TestIndexOfMovedRules(t *testing.T) {
	t.Parallel()
	for _, n := range []int{6, 400} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			var rules []matching.Rule[*filter.Program]
			for i := range n {
				rules = append(rules, onItems(t, fmt.Sprintf(`mention.service == "s%d"`, i)))
			}
			none := func(int) matching.Rule[*filter.Program] { panic("all rules are kept") }
			all := filter.Internals().NewIndex(rules)
			kept := []int{n - 1, 2}
			left := all.Next(kept, none)
			for i := range n {
				v := filter.NewView(trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{ID: "m", Service: fmt.Sprint("s", i)}})
				require.Equal(t, []matching.Hit{{Rule: i, Sure: true}}, slices.Clone(all.Match(v)))
				var want []matching.Hit
				if at := slices.Index(kept, i); at >= 0 {
					want = []matching.Hit{{Rule: at, Sure: true}}
				}
				require.Equal(t, want, append([]matching.Hit(nil), left.Match(v)...), "s%d", i)
			}
		})
	}
}
