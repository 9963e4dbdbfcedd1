//go:build !race

package filter_test

import (
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/stretchr/testify/require"
)

// Matching allocates nothing. (Under the race detector the pools of package regexp drop what they hold at random.)
func TestAllocations(t *testing.T) {
	v := filter.See(sample())
	for _, s := range []string{
		`mention.service == "twitter"`, `case.status == "pending"`, `mention.service in ["email", "twitter"]`, `"vip" in mention.tags`, `record.Rating == 2`, `record.Rating < 3`,
		`mention.author.followers > 1000`, `word(mention.content, "falla")`, `contains_text(mention.content, "falla")`, `mention.content matches "FALLA"`, `is(record.topics, "Delivery")`,
		`mention.arrived < event.at`, `mention.private and record.flag`, `is(record.stars, 4)`, `changed("case.priority")`, `record.owner.id == 7`,
	} {
		p := compile(t, text(s))
		ok, err := p.Match(v)
		require.NoError(t, err)
		require.True(t, ok, s)
		require.Zero(t, testing.AllocsPerRun(50, func() { ok, _ = p.Match(v) }), s)
	}
}
