package filter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// The index looks for letters that every match of a pattern has before it runs the pattern. It looks for them without
// case, and for none that a match may leave out: it finds what the program finds, in a content, a title and a field.
func TestIndexOfPatterns(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, pattern string
		found, missed []string
	}{
		{"a long s", `ſca+n`, []string{"ſcan", "un ſcaan"}, []string{"scan", "SCAN", "ſcn"}},
		{"a long s in any case", `(?i)ſca+n`, []string{"ſcan", "scan", "SCAAN", "ſCAn"}, []string{"zcan", "ſcn"}},
		{"an s in any case", `(?i)sca+n`, []string{"ſcan", "scan", "SCAAN"}, []string{"zcan"}},
		{"an s", `sca+n`, []string{"scan", "scaan"}, []string{"ſcan", "Scan"}},
		{"a Kelvin sign", "\u212a[0-9]elvin", []string{"\u212a1elvin"}, []string{"K1elvin", "k1elvin"}},
		{"a k in any case", `(?i)ke+lvin`, []string{"\u212aelvin", "KEELVIN", "kelvin"}, []string{"qelvin"}},
		{"a sharp s", `straß[a-z]`, []string{"straße"}, []string{"strasse", "STRAẞE", "Straße"}},
		{"a sharp s in any case", `(?i)straß[a-z]`, []string{"straße", "STRAẞE"}, []string{"strasse", "STRASSE"}},
		{"a final sigma", `λόγος[0-9]`, []string{"λόγος1"}, []string{"λόγοσ1", "ΛΌΓΟΣ1"}},
		{"a sigma in any case", `(?i)λόγος[0-9]`, []string{"λόγος1", "λόγοσ1", "ΛΌΓΟΣ1"}, []string{"λόγο1"}},
		{"letters that may be missing at the start", `(?:error){0,2}app[0-9]`, []string{"app7", "errorapp7", "errorerrorapp7"}, []string{"app", "error7"}},
		{"letters that may be missing within", `a[0-9](?:error){0,2}b`, []string{"a7b", "a7errorb", "a7errorerrorb"}, []string{"a7erorb", "a7errorerrorerrorb"}},
		{"letters that may be missing at the end", `app[0-9](?:error){0,2}`, []string{"app7", "app7error"}, []string{"app", "error"}},
		{"letters that are never there", `a[0-9](?:error){0}b`, []string{"a7b"}, []string{"a7errorb"}},
		{"letters at most once", `a[0-9](?:error)?b`, []string{"a7b", "a7errorb"}, []string{"a7errorerrorb"}},
		{"letters as often as they are there", `a[0-9](?:error)*b`, []string{"a7b", "a7errorerrorerrorb"}, []string{"a7erro"}},
		{"letters twice or more", `a[0-9](?:error){2,}b`, []string{"a7errorerrorb", "a7errorerrorerrorb"}, []string{"a7b", "a7errorb"}},
		{"a space at the start", ` de[0-9]`, []string{" de1", "  de1", "a de1 "}, []string{"de1", "\tde1", "\u00a0de1"}},
		{"a space at the end", `de[0-9]? `, []string{"de ", "de1  "}, []string{"de", "de1\t"}},
		{"several spaces and a tab", "a  \tb[0-9]", []string{"a  \tb1"}, []string{"a b1", "a   b1"}},
		{"an accent of its own", `cafe\x{301}[0-9]`, []string{"cafe\u03011"}, []string{"caf\u00e91"}},
		{"a letter with its accent", `caf\x{e9}[0-9]`, []string{"caf\u00e91"}, []string{"cafe\u03011", "CAF\u00c91"}},
		{"a soft hyphen", `fal\x{ad}la[0-9]`, []string{"fal\u00adla1"}, []string{"falla1"}},
		{"invalid UTF-8", `a\x{fffd}b[0-9]`, []string{"a\xffb1", "a\ufffdb1"}, []string{"ab1"}},
		{"one of two", `(?:error|falla)[0-9]`, []string{"error1", "falla1"}, []string{"app1", "error", "falla"}},
		{"one of three, in any case", `(?i)(?:error|falla|scan) [0-9]`, []string{"ERROR 1", "Falla 1", "ſcan 1"}, []string{"app 1"}},
		{"one of two within one of two", `(?:a[0-9](?:error|falla)|app[0-9])!`, []string{"a1error!", "a1falla!", "app1!"}, []string{"a1!", "error!"}},
		{"one of two, and one has no letters", `(?:error|[0-9]+)!`, []string{"error!", "12!"}, []string{"falla!"}},
		{"one of two, and one has a single letter", `(?:error|x)[0-9]`, []string{"error1", "x1"}, []string{"falla1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, field := range []string{"mention.content", "mention.title", "mention.fields.x"} {
				p := compile(t, text(fmt.Sprintf("%s matches %q", field, tc.pattern)))
				x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p}})
				check := func(s string, want bool) {
					v := filter.NewView(trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{ID: "m", Content: s, Title: s, Fields: map[string]any{"x": s}}})
					got, err := p.Match(v)
					require.NoError(t, err)
					require.Equal(t, want, got, "%s in %q", p, s)
					var hits []matching.Hit
					if want {
						hits = []matching.Hit{{Sure: true}}
					}
					require.Equal(t, hits, append([]matching.Hit(nil), x.Match(v)...), "%s in %q", p, s)
				}
				for _, s := range tc.found {
					check(s, true)
				}
				for _, s := range tc.missed {
					check(s, false)
				}
			}
		})
	}
}
