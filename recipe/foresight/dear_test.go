//go:build !race

package foresight_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/foresight"
)

// A filter that exceeds the budget of an event on the largest event is told.
func TestDearFilter(t *testing.T) {
	t.Parallel()
	many := func(n int, test, join string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(test, i)
		}
		return strings.Join(parts, join)
	}
	for _, tt := range []struct {
		name, filter string
		dear         bool
	}{
		{"three words", `word(mention.content, "refund", "late", "order")`, false},
		{"twenty words", `word(mention.content, ` + many(20, `"word%d"`, ", ") + `)`, false},
		{"200 words", `word(mention.content, ` + many(200, `"word%d"`, ", ") + `)`, true},
		{"24 patterns", many(24, `mention.content matches "inv%d-[0-9]+"`, " or "), true},
		{"24 patterns in a loop over tags", `any(mention.tags, ` + many(24, `# matches "inv%d-[0-9]+"`, " or ") + `)`, true},
		{"a pattern", `mention.content matches "inv-[0-9]+"`, false},
		{"comparisons", many(30, `case.fields.n == %d`, " or "), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings, err := foresight.Host{}.Lint(decode(t, recipes(one("a", onMention, where(tt.filter, tagVIP)))))
			require.NoError(t, err)
			dear := false
			for _, f := range findings {
				dear = dear || f.Rule == foresight.DearFilter
			}
			require.Equal(t, tt.dear, dear, "%v", findings)
		})
	}
}
