package archive_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// many is a set of n recipes, each with a text of so many bytes.
func many(n, size int) recipe.Set {
	s := recipe.Set{Format: recipe.Format}
	text := toText(strings.Repeat("x", size))
	for i := range n {
		s.Recipes = append(s.Recipes, recipe.Recipe{
			ID: fmt.Sprint("r", i), Name: "R", Actions: []action.Action{{Do: "token", With: json.RawMessage(`{"text":` + text + `}`)}},
		})
	}
	return s
}

func toText(s string) string { return fmt.Sprintf("%q", s) }

func TestExportLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  recipe.Set
		want string
	}{
		{"as many as there may be", many(archive.MaxFiles-1, 10), ""},
		{"one too many", many(archive.MaxFiles, 10), "archive: 100 recipes, 0 filters and 0 calendars are more than the 99 that it holds; choose fewer recipes"},
		{"one too many with its filter", func() recipe.Set {
			s := many(archive.MaxFiles-1, 10)
			s.Filters = map[string]filter.Filter{"f": {Text: "true"}}
			s.Recipes[50].Filter.Saved = "f"
			return s
		}(), "archive: 99 recipes, 1 filters and 0 calendars are more than the 99 that it holds; choose fewer recipes"},
		{"more than ten megabytes", func() recipe.Set {
			s := many(10, 1)
			for i := range s.Recipes {
				s.Recipes[i].Name = strings.Repeat("x", 1_100_000)
			}
			return s
		}(), "archive: 1100"},
		{"too many values", func() recipe.Set {
			s := many(10, 1)
			for i := range s.Recipes {
				s.Recipes[i].Actions = slices.Repeat([]action.Action{{Do: "resolve"}}, 10_001)
			}
			return s
		}(), "archive: more than 200000 values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			err := archive.Export(&b, tt.set, cooks())
			if tt.want == "" {
				require.NoError(t, err)
				got, report, err := archive.Import(&b, recipe.Set{})
				require.NoError(t, err)
				require.Equal(t, tt.set, got)
				require.Len(t, report.Recipes, len(tt.set.Recipes))
				return
			}
			require.ErrorContains(t, err, tt.want)
			var ae *archive.Error
			require.True(t, errors.As(err, &ae))
			require.Zero(t, b.Len())
		})
	}
}
