package scripts_test

import (
	"strconv"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// has reports whether word finds a term in a text. A term of nothing that can be seen is found nowhere.
func has(t *testing.T, content, term string) bool {
	t.Helper()
	var c filter.Compiler
	p, err := c.Compile(filter.Filter{Text: "word(mention.content, " + strconv.Quote(term) + ")"})
	if err != nil {
		require.ErrorContains(t, err, "is empty", "%+q", term)
		return false
	}
	ok, err := p.Match(filter.NewView(trigger.Event{Mention: &trigger.Mention{Content: content}}))
	require.NoError(t, err)
	return ok
}
