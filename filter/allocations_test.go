//go:build !race

package filter_test

import (
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/stretchr/testify/require"
)

// Matching allocates nothing. (Under the race detector the pools of package regexp drop what they hold at random.)
func TestAllocations(t *testing.T) {
	v := filter.NewView(sample())
	for _, s := range []string{
		`mention.service == "twitter"`, `case.status == "pending"`, `mention.service in ["email", "twitter"]`, `"vip" in mention.tags`, `record.Rating == 2`, `record.Rating < 3`,
		`mention.author.followers > 1000`, `word(mention.content, "falla")`, `exact(mention.content, "FALLA")`, `contains_text(mention.content, "falla")`, `mention.content matches "FALLA"`, `is(record.topics, "Delivery")`,
		`mention.arrived < event.at`, `mention.private and record.flag`, `is(record.stars, 4)`, `changed("case.priority")`, `record.owner.id == 7`,
	} {
		p := compile(t, text(s))
		ok, err := p.Match(v)
		require.NoError(t, err)
		require.True(t, ok, s)
		require.Zero(t, testing.AllocsPerRun(50, func() { ok, _ = p.Match(v) }), s)
	}
}

// Matching against an index allocates nothing either.
func TestIndexAllocations(t *testing.T) {
	var c filter.Compiler
	d := seededDice(1)
	var rules []rule
	for len(rules) < 300 {
		if r, ok := d.rule(&c, 1); ok {
			rules = append(rules, r)
		}
	}
	x, v, ev := newIndex(rules), filter.NewView(sample()), sample()
	match := func() {
		v.Reset(ev)
		x.Match(v)
	}
	match()
	require.Zero(t, testing.AllocsPerRun(50, match))
}
