package filter

import (
	"testing"
	"time"

	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// A match that panics leaves nothing behind in its view.
func TestIndexAfterPanic(t *testing.T) {
	t.Parallel()
	var c Compiler
	p, err := c.Compile(Filter{Text: `contains_text(mention.content, "falla") or (contains_text(mention.content, "boom") and mention.content matches "b.*m")`})
	require.NoError(t, err)
	x := newIndex([]rule{{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p}}).(*ruleIndex)
	event := func(content string) trigger.Event {
		return trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: time.Unix(0, 0), Mention: &trigger.Mention{ID: "m", Content: content}}
	}
	v := NewView(event("boom"))
	whole := x.recent.tests[0].pattern
	x.recent.tests[0].pattern = nil // nothing in an event makes a whole one panic
	require.Panics(t, func() { x.Match(v) })
	x.recent.tests[0].pattern = whole
	v.Reset(event("falla"))
	require.Equal(t, []hit{{Rule: 0, Sure: true}}, x.Match(v))
}
