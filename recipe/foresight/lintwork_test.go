package foresight_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
)

// repeated returns a set of n recipes, written by write, with the IDs r0, r1 and so on.
func repeated(t testing.TB, n int, write func(i int, id string) string) recipe.Set {
	var list []string
	for i := range n {
		list = append(list, write(i, fmt.Sprintf("r%d", i)))
	}
	return decode(t, recipes(list...))
}

// Twice as many recipes that are the same, or nearly, are about twice the work: questions are asked once for recipes that cannot be
// told apart, and an event that answers one about two recipes answers most about others.
func TestLintWorkIsLinear(t *testing.T) {
	t.Parallel()
	const same, otherwise = `mention.topic == "t1" and case.priority in ["high", "low"]`, `not (mention.topic != "t1" or not (case.priority in ["low", "high"]))`
	of := func(i int, texts ...string) string { return texts[i%len(texts)] }
	status := func(s string) string { return `"actions":[{"do":"set_status","with":{"status":"` + s + `"}}]` }
	for _, tt := range []struct {
		name  string
		write func(i int, id string) string
		want  map[foresight.Rule]int // findings for 100 recipes
	}{
		{"copies", func(_ int, id string) string { return one(id, onMention, where(same, tagVIP)) },
			map[foresight.Rule]int{foresight.Duplicate: 99}},
		{"other actions", func(_ int, id string) string {
			return one(id, onMention, where(same, strings.Replace(tagVIP, "vip", id, 1)))
		}, nil},
		{"a filter in two forms", func(i int, id string) string { return one(id, onMention, where(of(i, same, otherwise), tagVIP)) },
			map[foresight.Rule]int{foresight.Duplicate: 99}},
		{"one value each", func(_ int, id string) string {
			return one(id, onMention, where(`mention.topic == "t1" and case.title in ["x", "`+id+`"]`, tagVIP))
		}, nil},
		{"one value each that is left out", func(_ int, id string) string { return one(id, onMention, where(`case.title != "`+id+`"`, tagVIP)) }, nil},
		// each but the first is narrower than all before it
		{"each narrower", func(i int, id string) string {
			return one(id, onMention, where(fmt.Sprintf(`mention.author.followers >= %d`, i), tagVIP))
		}, map[foresight.Rule]int{foresight.Subsumed: 99}},
		// each with those of the other sort before it, ten at most: 0+1+...+10+39*10 for the even ones, 1+2+...+10+40*10 for the odd ones
		{"conflicts", func(i int, id string) string {
			return one(id, onMention, where(same, status(of(i, "pending", "resolved"))))
		},
			map[foresight.Rule]int{foresight.Duplicate: 98, foresight.ConflictingWrites: 445 + 455}},
		{"stops", func(_ int, id string) string { return one(id, onMention, where(same, `"stop":true,`+tagVIP)) },
			map[foresight.Rule]int{foresight.ShadowedByStop: 99}},
		{"stops with one value each", func(_ int, id string) string {
			return one(id, onMention, where(`case.priority == "high" or case.title == "`+id+`"`, `"stop":true,`+tagVIP))
		}, nil},
		{"a cycle each", func(_ int, id string) string {
			return one(id, onUpdate, `"actions":[{"do":"set_field","with":{"field":"case.fields.n","value":"{{ event.id }}"}}]`)
		}, map[foresight.Rule]int{foresight.Duplicate: 99, foresight.Cycle: 100}},
		{"rings of two", func(i int, id string) string {
			return of(i, one(id, `"on":"case_tag_added","tag":"x"`, `"actions":[{"do":"remove_tags","with":{"tags":["x"]}}]`),
				one(id, `"on":"case_tag_removed","tag":"x"`, `"actions":[{"do":"add_tags","with":{"tags":["x"]}}]`))
		}, map[foresight.Rule]int{foresight.Duplicate: 98, foresight.Cycle: 99}},
		{"answers", func(_ int, id string) string {
			return one(id, `"on":"case_mention","by":["recipe","customer"]`, `"actions":[{"do":"reply","with":{"message":"hi","mode":"immediate"}}]`)
		}, map[foresight.Rule]int{foresight.Duplicate: 99, foresight.AnswersItself: 100}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings, asked, loaded, err := foresight.Host{}.LintWork(repeated(t, 100, tt.write))
			require.NoError(t, err)
			var got map[foresight.Rule]int
			if len(findings) > 0 {
				got = make(map[foresight.Rule]int)
			}
			for _, f := range findings {
				got[f.Rule]++
				require.LessOrEqual(t, len(f.Recipes), 11)
			}
			require.Equal(t, tt.want, got)
			_, askedTwice, loadedTwice, err := foresight.Host{}.LintWork(repeated(t, 200, tt.write))
			require.NoError(t, err)
			t.Logf("questions %d and %d, recipes loaded %d and %d", asked, askedTwice, loaded, loadedTwice)
			require.LessOrEqual(t, askedTwice, asked*5/2)
			require.LessOrEqual(t, loadedTwice, loaded*5/2)
		})
	}
}

// Of many other recipes the first ten are listed, and the finding says so.
func TestLintListsTen(t *testing.T) {
	t.Parallel()
	copies := func(n int) []foresight.Finding {
		findings, err := foresight.Host{}.Lint(repeated(t, n, func(_ int, id string) string { return one(id, onMention, tagVIP) }))
		require.NoError(t, err)
		return findings
	}
	all := copies(12)
	require.Len(t, all, 11)
	first := []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"}
	require.Equal(t, append([]string{"r10"}, first...), all[9].Recipes)
	require.Equal(t, "another recipe runs on the same events and does the same", all[9].Message)
	require.Equal(t, append([]string{"r11"}, first...), all[10].Recipes)
	require.Equal(t, "another recipe runs on the same events and does the same; only 10 such recipes are listed", all[10].Message)

	conflicts, err := foresight.Host{}.Lint(repeated(t, 12, func(i int, id string) string {
		return one(id, onUpdate, fmt.Sprintf(`"actions":[{"do":"edit","with":{"property":"category","value":"v%d"}}]`, i))
	}))
	require.NoError(t, err)
	var messages []string
	for _, f := range conflicts {
		if f.Rule == foresight.ConflictingWrites && f.Recipes[1] == "r11" {
			messages = append(messages, f.Message)
		}
	}
	const message = "for one event it sets the category of an item, and another recipe sets it differently"
	require.Len(t, messages, 10)
	require.Equal(t, message, messages[8])
	require.Equal(t, message+"; only 10 recipes are listed for r11", messages[9])
}
