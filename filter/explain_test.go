package filter_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/stretchr/testify/require"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	view := filter.NewView(sample())
	value := func(path string, v any) filter.Value { return filter.Value{Path: path, Value: v} }
	one := func(text string, values ...filter.Value) filter.Test {
		return filter.Test{Text: text, Values: values}
	}
	service := one(`mention.service == "email"`, value("mention.service", "twitter"))
	vip := one(`"x" in mention.tags`, value("mention.tags", []string{"vip", "app"}))
	for _, tc := range []struct {
		text string
		want []filter.Test
	}{
		{`true`, nil},
		{`mention.service == "twitter"`, nil},
		{`mention.service == "email"`, []filter.Test{service}},
		{`mention.service == "email" and "x" in mention.tags`, []filter.Test{service, vip}},
		{`mention.service == "email" and "vip" in mention.tags`, []filter.Test{service}},
		{`mention.service == "email" or "x" in mention.tags`, []filter.Test{service, vip}},
		{`mention.private && (mention.service == "email" || "x" in mention.tags)`, []filter.Test{service, vip}},
		{`not (mention.service == "twitter")`, []filter.Test{one(`not (mention.service == "twitter")`, value("mention.service", "twitter"))}},
		{`!(mention.service == "email" or mention.private)`, []filter.Test{one(`not (mention.private)`, value("mention.private", true))}},
		{`not (mention.private and record.flag)`, []filter.Test{
			one(`not (mention.private)`, value("mention.private", true)), one(`not (record.flag)`, value("record.flag", true))}},
		{`not not (mention.service == "email")`, []filter.Test{service}},
		{`mention.service not in ["twitter"]`, []filter.Test{one(`not (mention.service in ["twitter"])`, value("mention.service", "twitter"))}},
		{`mention.category == "x" and mention.author.followers > 1e6`, []filter.Test{
			one(`mention.category == "x"`, value("mention.category", nil)), one(`mention.author.followers > 1e+06`, value("mention.author.followers", int64(1500)))}},
		{`record["Store Name"] == record.owner.name`, []filter.Test{one(`record["Store Name"] == record.owner.name`, value(`record["Store Name"]`, "Madrid"), value("record.owner.name", "Bo"))}},
		{`any(record.topics, # == record.state and # != record.state)`, []filter.Test{one(`any(record.topics, # == record.state and # != record.state)`, value("record.topics", []any{"Delivery", "Price"}), value("record.state", "waiting"))}},
		{`mention.assigned != nil`, []filter.Test{one(`mention.assigned != nil`, value("mention.assigned", nil))}},
		{`mention == nil and record == nil`, []filter.Test{one(`mention == nil`, value("mention", "mention/m1")), one(`record == nil`, value("record", sample().Record.Fields))}},
		{`event.at < mention.arrived`, []filter.Test{one(`event.at < mention.arrived`, value("event.at", noon), value("mention.arrived", noon.Add(-time.Hour)))}},
		{`record.zero == 1`, []filter.Test{one(`record.zero == 1`, value("record.zero", int64(0)))}},
		{`record.empty != "" and record.list != nil`, []filter.Test{one(`record.empty != ""`, value("record.empty", nil)), one(`record.list != nil`, value("record.list", nil))}},
		{`mention.private ? record.state == "x" : true`, []filter.Test{one(`mention.private ? record.state == "x" : true`, value("mention.private", true), value("record.state", "waiting"))}},
		{`false`, []filter.Test{one(`false`)}},
		{`mention.private and (mention.service == "email" or "vip" in mention.tags) and "x" in mention.tags`, []filter.Test{vip}},
		{`not (mention.service == "email" and mention.private) and "x" in mention.tags`, []filter.Test{vip}},
		{`(mention.service == "email" or mention.private) or record.word > 3`, nil},
		{`(mention.service == "email" or mention.private and record.flag) and (mention.private and "x" in mention.tags)`, []filter.Test{vip}},
		{`record?.owner?.id == -record.topics[0]?.x`, []filter.Test{{Text: `record?.owner?.id == -record.topics[0]?.x`, Values: []filter.Value{value("record.owner.id", int64(7)), value("record.topics[0].x", nil)},
			Err: &filter.RunError{Line: 1, Column: 23, Msg: `record.topics[0] is text "Delivery", which has no fields`}}}},
		{`mention.service == "email" and record.word > 3 or mention.private`, nil}, // the part that fails is not asked
		{`not (mention.service == "twitter" or record.word > 3) or mention.private`, nil},
		{`record.word > 3 and mention.service == "email" or mention.private`, []filter.Test{{Text: `record.word > 3`, Values: []filter.Value{value("record.word", "abc")},
			Err: &filter.RunError{Line: 1, Column: 1, Msg: `record.word is text "abc", not a number`}}, service}},
		{`mention.service == "twitter" and record.word > 3`, []filter.Test{{Text: `record.word > 3`, Values: []filter.Value{value("record.word", "abc")},
			Err: &filter.RunError{Line: 1, Column: 34, Msg: `record.word is text "abc", not a number`}}}},
	} {
		t.Run(tc.text, func(t *testing.T) {
			require.Equal(t, tc.want, compile(t, text(tc.text)).Explain(view))
		})
	}
	require.Nil(t, compile(t, filter.Filter{}).Explain(view))
}

// An absent item has no name.
func TestExplainAbsent(t *testing.T) {
	t.Parallel()
	got := compile(t, text(`mention != nil and case == nil and mention.private == false`)).Explain(filter.NewView(bare()))
	require.Equal(t, []filter.Test{
		{Text: `mention != nil`, Values: []filter.Value{{Path: "mention"}}},
		{Text: `case == nil`, Values: []filter.Value{{Path: "case", Value: "case/6"}}},
		{Text: `mention.private == false`, Values: []filter.Value{{Path: "mention.private"}}},
	}, got)
}

// A test that several filters have is told with the place that it has in each.
func TestExplainSharedTest(t *testing.T) {
	t.Parallel()
	failed := func(line, column int) filter.Test {
		return filter.Test{Text: `record.word > 4`, Values: []filter.Value{{Path: "record.word", Value: "abc"}},
			Err: &filter.RunError{Line: line, Column: column, Msg: `record.word is text "abc", not a number`}}
	}
	view := filter.NewView(sample())
	for _, tc := range []struct {
		text         string
		line, column int
	}{
		{`mention.private and record.word > 4`, 1, 21},
		{`record.word > 4`, 1, 1},
		{"mention.private\nand record.word > 4", 2, 5},
		{`"é" != "e" and   record.word  >  4`, 1, 18},
		{`mention.private and record.word > 4`, 1, 21},
	} {
		require.Equal(t, []filter.Test{failed(tc.line, tc.column)}, compile(t, text(tc.text)).Explain(view), tc.text)
	}
}

// An answer belongs to the caller: changing it changes no other.
func TestExplainAnswersAreApart(t *testing.T) {
	t.Parallel()
	p, view := compile(t, text(`mention.service == "email" and mention.category == mention.service`)), filter.NewView(sample())
	want := []filter.Test{
		{Text: `mention.service == "email"`, Values: []filter.Value{{Path: "mention.service", Value: "twitter"}}},
		{Text: `mention.category == mention.service`, Values: []filter.Value{{Path: "mention.category"}, {Path: "mention.service", Value: "twitter"}}},
	}
	first := p.Explain(view)
	require.Equal(t, want, first)
	first[0].Values = append(first[0].Values, filter.Value{Path: "other"})
	require.Equal(t, want[1], first[1], "the values of one test are not those of the next")
	first[1].Values[0] = filter.Value{}
	require.Equal(t, want, p.Explain(view))
}

// Several goroutines may ask one program for its tests at the same time, and others for the same tests.
func TestExplainBeside(t *testing.T) {
	t.Parallel()
	const filtered = `mention.service == "email" and len(mention.tags) > 40`
	want := compile(t, text(filtered)).Explain(filter.NewView(sample()))
	require.Len(t, want, 2)
	p := compile(t, text(filtered))
	var all sync.WaitGroup
	answers := make([][]filter.Test, 8)
	for i := range answers {
		all.Go(func() {
			asked := p
			if i%2 == 1 {
				asked = compile(t, text(filtered))
			}
			answers[i] = asked.Explain(filter.NewView(sample()))
		})
	}
	all.Wait()
	for _, got := range answers {
		require.Equal(t, want, got)
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text              string
		twitter, facebook matching.Verdict
	}{
		{`true`, matching.Silent, matching.Silent},
		{`mention.type != "sent"`, matching.Silent, matching.Silent},
		{`mention.service == "twitter"`, matching.Names, matching.Excludes},
		{`"twitter" == mention.service and mention.type != "sent"`, matching.Names, matching.Excludes},
		{`mention.private and (mention.type != "sent" and mention.service in ["twitter", "email"])`, matching.Names, matching.Excludes},
		{`mention.service != "twitter"`, matching.Excludes, matching.Names},
		{`mention.service not in ["twitter"] and mention.private`, matching.Excludes, matching.Names},
		{`not (mention.service == "twitter")`, matching.Excludes, matching.Names},
		{`mention["service"] == "twitter"`, matching.Names, matching.Excludes},
		{`is(mention.service, "twitter", "x")`, matching.Names, matching.Excludes},
		{`mention.service == "twitter" or mention.service == "facebook"`, matching.Names, matching.Names},
		{`mention.service == "twitter" or mention.private`, matching.Silent, matching.Silent},
		{`(mention.service == "twitter" or mention.service == "x") and mention.private`, matching.Names, matching.Excludes},
		{`not (mention.service == "x" and mention.private)`, matching.Silent, matching.Silent},
		{`mention.service == "twitter" and mention.service == "facebook"`, matching.Excludes, matching.Excludes},
		{`mention.service in [mention.type, "twitter"]`, matching.Silent, matching.Silent},
		{`mention.service == mention.type`, matching.Silent, matching.Silent},
		{`mention.service != nil`, matching.Names, matching.Names},
		{`mention.service == nil`, matching.Excludes, matching.Excludes},
		{`lower(mention.service) == "twitter"`, matching.Silent, matching.Silent},
		{`mention.service contains "twitter"`, matching.Silent, matching.Silent},
		{`false`, matching.Excludes, matching.Excludes},
		{`mention.service in ["a", "b", "c"] or mention.service in ["d", "twitter"]`, matching.Names, matching.Excludes},
	} {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			p := compile(t, text(tc.text))
			require.Equal(t, tc.twitter, filter.Internals().Verdict(p, "mention.service", "twitter"), "twitter")
			require.Equal(t, tc.facebook, filter.Internals().Verdict(p, "mention.service", "facebook"), "facebook")
		})
	}
	p := compile(t, tree(filter.Cond{All: []filter.Cond{test("mention.type", "is_not", "sent"), test("mention.service", "is", "twitter", "email")}}))
	require.Equal(t, matching.Names, filter.Internals().Verdict(p, "mention.service", "email"))
	require.Equal(t, matching.Excludes, filter.Internals().Verdict(p, "mention.service", "facebook"))
	require.Equal(t, matching.Excludes, filter.Internals().Verdict(p, "mention.type", "sent"))
	require.Equal(t, matching.Silent, filter.Internals().Verdict(compile(t, filter.Filter{}), "mention.service", "facebook"))
	for _, s := range []string{`is(mention.tags, "vip")`, `not is(mention.tags, "vip", "x")`, `is(mention.tags, "vip") and is(mention.tags, "x")`} {
		require.Equal(t, matching.Silent, filter.Internals().Verdict(compile(t, text(s)), "mention.tags", "x"), "a list may hold other values too: %s", s)
	}
	require.Equal(t, "silent names excludes", matching.Silent.String()+" "+matching.Names.String()+" "+matching.Excludes.String())
}

// Rules asks many times what a filter says; what it notes of the filter does not grow with that.
func TestRulesOfManyValues(t *testing.T) {
	t.Parallel()
	p := compile(t, text(`mention.service in ["a"`+strings.Repeat(`, "a"`, 990)+`]`))
	began := time.Now()
	require.Equal(t, matching.Excludes, filter.Internals().Verdict(p, "mention.service", "x"))
	require.Equal(t, matching.Names, filter.Internals().Verdict(p, "mention.service", "a"))
	require.Less(t, time.Since(began), 2*time.Second)
}
