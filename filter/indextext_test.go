package filter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// Tests of texts that share the finders of one index, on one event. Which of them hold is worked out by hand.
func TestIndexOfTexts(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{Kind: trigger.MentionCreated, At: noon,
		Mention: &trigger.Mention{ID: "m", Title: "Árbol Ñandú", Content: "<p>La <b>app</b> FALLA1</p>", HTML: true},
		Record:  &trigger.Record{ID: "r", Fields: map[string]any{"s": "Falla total", "t": "Straße Única ", "l": []string{"Delivery", "Late Price"}, "n": 3}}}
	tests := []struct {
		text string
		want bool
	}{
		{`trim(record.t) matches "Ú[a-z]ica$"`, true},
		{`record.t matches "Ú[a-z]ica$"`, false},
		{`contains_text(record.t, "ÚNICA ")`, true},
		{`record.s startsWith "alla"`, false},
		{`record.s startsWith "total"`, false},
		{`record.s startsWith "Fal"`, true},
		{`record.s startsWith "Falla total"`, true},
		{`record.s startsWith "Falla total."`, false},
		{`record.t startsWith "Stra"`, true},
		{`record.s contains "zzz"`, false},
		{`record.s contains "total"`, true},
		{`record.s contains "lla t"`, true},
		{`record.s contains "Total"`, false},
		{`record.s endsWith "latot"`, false},
		{`record.s endsWith "total"`, true},
		{`record.s endsWith "Falla total"`, true},
		{`record.s endsWith "Falla"`, false},
		{`record.s endsWith "al"`, true},
		{`ends_with(record.s, "TOTAL")`, true},
		{`ends_with(record.s, "falla")`, false},
		{`starts_with(record.s, "FALLA T")`, true},
		{`starts_with(record.s, "total")`, false},
		{`contains_text(record.s, "TOTAL")`, true},
		{`contains_text(record.t, "TOTAL")`, false},
		{`contains_text(record.t, "STRASSE ú")`, true},
		{`contains_text(record.l, "LIVER")`, true},
		{`starts_with(record.l, "late")`, true},
		{`is_text(record.l, "late price")`, true},
		{`is_text(record.l, "late")`, false},
		{`upper(record.s) contains "FALLA"`, true},
		{`upper(record.s) contains "Falla"`, false},
		{`upper(record.s) == "FALLA TOTAL"`, true},
		{`lower(record.s) contains "falla"`, true},
		{`lower(record.s) contains "FALLA"`, false},
		{`lower(record.t) contains "stra"`, true},
		{`lower(record.t) contains "falla"`, false},
		{`lower(upper(record.s)) contains "falla"`, true},
		{`lower(upper(record.s)) contains "FALLA"`, false},
		{`trim(record.t) endsWith "Única"`, true},
		{`record.t endsWith "Única"`, false},
		{`lower(record.s) == nil`, false},
		{`lower(record.s) != nil`, true},
		{`lower(record.none) == nil`, true},
		{`not (record.s contains "zzz")`, true},
		{`is_text(mention.content, "la app falla1")`, true},
		{`mention.content == "<p>La <b>app</b> FALLA1</p>"`, true},
		{`mention.content == "La app FALLA1"`, false},
		{`mention.content contains "<b>"`, true},
		{`contains_text(mention.content, "<b>")`, false},
		{`contains_text(mention.content, "LA APP falla1")`, true},
		{`mention.content matches "<b>ap+<"`, true},
		{`mention.content matches "La app+ F"`, false},
		{`mention.content matches "FALLA[2-9]"`, false},
		{`mention.content matches "FALLA[1-9]"`, true},
		{`record.s matches "a[0-9]t"`, false},
		{`record.s matches "(?i)FALLA"`, true},
		{`record.s matches "(?i)falla"`, true},
		{`lower(record.s) matches "falla t[a-z]"`, true},
		{`lower(record.s) matches "Falla t[a-z]"`, false},
		{`len(record.t) == 13`, true},
		{`len(record.t) == 15`, false},
		{`len(mention.title) == 11`, true},
		{`len(mention.title) == 14`, false},
		{`len(record.none) == 0`, true},
		{`len(case.title) == 0`, true},
		{`len(record.l) == 2`, true},
		{`3 < record.n`, false},
		{`2 < record.n`, true},
		{`4 >= record.n`, true},
		{`3 > record.n`, false},
	}
	var rules []matching.Rule[*filter.Program]
	v := filter.NewView(ev)
	var want []matching.Hit
	for i, tc := range tests {
		p := compile(t, text(tc.text))
		got, err := p.Match(v)
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.want, got, tc.text)
		rules = append(rules, matching.Rule[*filter.Program]{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p})
		if tc.want {
			want = append(want, matching.Hit{Rule: i, Sure: true})
		}
	}
	x := filter.Internals().NewIndex(rules)
	require.Equal(t, want, append([]matching.Hit(nil), x.Match(filter.NewView(ev))...))
	for i, tc := range tests { // and each on its own
		want := []matching.Hit(nil)
		if tc.want {
			want = []matching.Hit{{Sure: true}}
		}
		one := filter.Internals().NewIndex(rules[i : i+1])
		require.Equal(t, want, append([]matching.Hit(nil), one.Match(filter.NewView(ev))...), tc.text)
	}
}
