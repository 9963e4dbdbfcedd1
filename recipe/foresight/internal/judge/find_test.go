package judge_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

var at = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// Whether a filter can hold on the events of a trigger.
func TestCanHold(t *testing.T) {
	t.Parallel()
	caseAll := trigger.Trigger{On: []string{trigger.OnCaseUpdated}, AllTopics: true}
	mention := trigger.Trigger{On: []string{trigger.OnCaseMention}, AllTopics: true}
	status := trigger.Trigger{On: []string{trigger.OnCaseStatusChanged}, Status: []trigger.Status{trigger.Pending}, AllTopics: true}
	tag := trigger.Trigger{On: []string{trigger.OnCaseTagAdded}, Tag: []string{"vip"}, AllTopics: true}
	removed := trigger.Trigger{On: []string{trigger.OnCaseTagRemoved}, Tag: []string{"vip"}, AllTopics: true}
	for _, tt := range []struct {
		name    string
		trigger trigger.Trigger
		filter  string
		want    judge.Verdict
	}{
		{"no filter", caseAll, ``, judge.Found},
		{"two values of one field", caseAll, `case.priority == "low" and case.priority == "high"`, judge.Never},
		{"a list has both", caseAll, `"a" in case.tags and "b" in case.tags`, judge.Found},
		{"a gap of whole numbers", mention, `mention.author.followers > 3 and mention.author.followers < 4`, judge.Never},
		{"a gap with a number in it", mention, `mention.author.followers > 3 and mention.author.followers < 5`, judge.Found},
		{"a gap of a host's numbers", caseAll, `case.fields.n > 3 and case.fields.n < 4`, judge.Found},
		{"a time between", caseAll, `case.opened > date("2026-01-01") and case.opened < date("2026-01-02")`, judge.Found},
		{"no time between", caseAll, `case.opened < date("2026-01-01") and case.opened > date("2026-01-02")`, judge.Never},
		{"a mention with the case", caseAll, `mention.content == "x"`, judge.Found},
		{"no mention and its content", caseAll, `mention == nil and mention.content != nil`, judge.Never},
		{"the kind", caseAll, `event.kind == "mention_created"`, judge.Never},
		{"the new status", status, `case.status == "resolved"`, judge.Never},
		{"the status that it had already", status, `event.from == "pending"`, judge.Never},
		{"the old status", status, `event.from == "resolved"`, judge.Found},
		{"the added tag", tag, `"vip" not in case.tags`, judge.Never},
		{"the tag that was taken off", removed, `"vip" in case.tags`, judge.Never},
		{"another tag", removed, `"gold" in case.tags`, judge.Found},
		{"who writes", mention, `event.actor == "recipe"`, judge.Never},
		{"a type that starts nothing", mention, `mention.type == "note"`, judge.Never},
		{"a status that the host does not have", caseAll, `case.status == "open"`, judge.Never},
		{"both words", mention, `word(mention.content, "refund") and not word(mention.content, "order")`, judge.Found},
		{"a word and its absence", mention, `word(mention.content, "refund") and not word(mention.content, "refund", "order")`, judge.Never},
		{"two beginnings", mention, `mention.title startsWith "abc" and mention.title startsWith "xyz"`, judge.Never},
		{"a beginning and an end", mention, `mention.title startsWith "abc" and mention.title endsWith "xyz"`, judge.Found},
		{"a word in a word", mention, `word(mention.content, "fall") and not word(mention.content, "falls")`, judge.NotJudged},
		{"two fields", mention, `mention.content == mention.title`, judge.NotJudged},
		{"a pattern", mention, `mention.content matches "a+"`, judge.NotJudged},
		{"arithmetic", mention, `mention.author.followers * 2 > 4`, judge.NotJudged},
		{"an error is no match", caseAll, `case.fields.n < 3 and case.fields.n == "x"`, judge.Never},
		{"only a list is both", caseAll, `is(case.fields.n, "x") and is(case.fields.n, "y")`, judge.Found},
		{"false", caseAll, `false`, judge.Never},
		{"a text between texts", mention, `mention.country > "BE" and mention.country < "BG"`, judge.Found},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			p, err := c.Compile(filter.Filter{Text: tt.filter})
			require.NoError(t, err)
			rule := &judge.Rule{ID: "r", Trigger: tt.trigger, Test: judge.Tests(p)}
			got := judge.New(trigger.World{}).Find(judge.Ask{Runs: []*judge.Rule{rule}})
			require.Equal(t, tt.want, got.Verdict, "%+v", got.Event)
			if tt.want == judge.Found {
				require.NoError(t, got.Event.Check())
				require.True(t, tt.trigger.Matches(got.Event))
				holds, err := p.Match(filter.NewView(got.Event))
				require.NoError(t, err)
				require.True(t, holds)
			}
		})
	}
}

// Hours of two recipes, and their topics, have to be common.
func TestTogether(t *testing.T) {
	t.Parallel()
	hours := func(days string, text ...string) *judge.Hours {
		h, err := judge.NewHours(schedule.Calendar{Zone: "UTC", Week: map[string][]string{days: text}})
		require.NoError(t, err)
		return h
	}
	monday, late, tuesday := hours("monday", "09:00-17:00"), hours("monday", "16:00-18:00"), hours("tuesday", "09:00-17:00")
	in := func(topics ...string) trigger.Trigger {
		return trigger.Trigger{On: []string{trigger.OnNewItem}, Topics: topics}
	}
	for _, tt := range []struct {
		name string
		a, b judge.Rule
		want judge.Verdict
	}{
		{"a common topic", judge.Rule{Trigger: in("x", "y")}, judge.Rule{Trigger: in("y", "z")}, judge.Found},
		{"no common topic", judge.Rule{Trigger: in("x")}, judge.Rule{Trigger: in("y")}, judge.Never},
		{"hours that meet", judge.Rule{Trigger: in("x"), Hours: monday}, judge.Rule{Trigger: in("x"), Hours: late}, judge.Found},
		{"hours that do not", judge.Rule{Trigger: in("x"), Hours: monday}, judge.Rule{Trigger: in("x"), Hours: tuesday}, judge.Never},
		{"inside and outside", judge.Rule{Trigger: in("x"), Hours: monday}, judge.Rule{Trigger: in("x"), Hours: monday, Outside: true}, judge.Never},
		{"another trigger", judge.Rule{Trigger: in("x")}, judge.Rule{Trigger: trigger.Trigger{On: []string{trigger.OnCaseUpdated}, Topics: []string{"x"}}}, judge.Never},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := judge.New(trigger.World{}).Find(judge.Ask{Runs: []*judge.Rule{&tt.a, &tt.b}})
			require.Equal(t, tt.want, got.Verdict, "%+v", got.Event)
		})
	}
}
