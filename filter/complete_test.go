package filter_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

type always struct{}

func (always) Open(time.Time) bool                  { return true }
func (always) Between(a, b time.Time) time.Duration { return b.Sub(a) }

// completing returns a compiler of a host with its own words.
func completing() *filter.Compiler {
	return &filter.Compiler{
		Saved:     map[string]filter.Filter{"urgent": {Text: `case.priority == "high"`}},
		Calendars: map[string]filter.Hours{"office": always{}, "hotline": always{}},
		World: &trigger.World{
			Statuses: []trigger.HostStatus{{Name: "new", Class: trigger.Unresolved}, {Name: "awaiting customer", Class: trigger.Pending}, {Name: "closed", Class: trigger.Resolved}},
			Kinds:    []trigger.OwnKind{{Name: "call_ended", About: trigger.CaseItem}},
		},
		HostFields: []filter.Field{{Path: "case.fields.product", Kind: "text", Doc: "the product"}, {Path: "record.amount", Kind: "a number"}},
	}
}

// at splits a text at its bar.
func at(t require.TestingT, text string) (string, int) {
	before, after, ok := strings.Cut(text, "|")
	require.True(t, ok, "%s has no bar", text)
	return before + after, len(before)
}

func labels(c filter.Completion) []string {
	all := make([]string, len(c.Items))
	for i, item := range c.Items {
		all[i] = item.Label
	}
	return all
}

func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		from, to   int
		has        []string
		hasNot     []string
		only       []string // every candidate
	}{
		{name: "a member", text: "case.sta|", from: 5, to: 8, only: []string{"status"}},
		{name: "members", text: "case.|", from: 5, to: 5, has: []string{"assigned", "status", "tags", "fields"}, hasNot: []string{"content"}},
		{name: "members of members", text: "mention.contact.|", from: 16, to: 16, has: []string{"email", "fields"}},
		{name: "the host's fields", text: "case.fields.|", from: 12, to: 12, only: []string{"product"}},
		{name: "a field by its last name", text: "sta|", from: 0, to: 3, has: []string{"case.status", "mention.status", "starts_with"}, hasNot: []string{"case.tags"}},
		{name: "a status", text: `case.status == '|`, from: 16, to: 16, only: []string{"new", "awaiting customer", "closed"}},
		{name: "a status that is begun", text: `case.status == "aw|"`, from: 16, to: 18, only: []string{"awaiting customer"}},
		{name: "a status by its second word", text: `case.status == "cus|"`, from: 16, to: 19, only: []string{"awaiting customer"}},
		{name: "a status without quotes", text: `case.status == |`, from: 15, to: 15, has: []string{"new", "closed", "event.to", "event.from"}, hasNot: []string{"case.tags", "case.priority", "case.opened", "len"}},
		{name: "a status in a list", text: `case.status in ["new", "|`, from: 24, to: 24, only: []string{"new", "awaiting customer", "closed"}},
		{name: "a status in a list, without quotes", text: `case.status not in [|`, from: 20, to: 20, only: []string{"new", "awaiting customer", "closed"}},
		{name: "a priority", text: `case.priority >= "|"`, from: 18, to: 18, only: []string{"low", "medium", "high", "critical"}},
		{name: "a priority of before", text: `was("case.priority") == "|"`, from: 25, to: 25, only: []string{"low", "medium", "high", "critical"}},
		{name: "of is", text: `is(case.status, "|`, from: 17, to: 17, only: []string{"new", "awaiting customer", "closed"}},
		{name: "a kind of event", text: `event.kind == "call|`, from: 15, to: 19, only: []string{"call_ended"}},
		{name: "a day", text: `weekday(event.at, "UTC") == "|`, from: 29, to: 29, only: []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}},
		{name: "a calendar", text: `not open("|")`, from: 10, to: 10, only: []string{"hotline", "office"}},
		{name: "what changed", text: `changed("case.pri|")`, from: 9, to: 17, only: []string{"case.priority"}},
		{name: "operators of text", text: `mention.content |`, from: 16, to: 16, has: []string{"==", "contains", "matches", "in"}, hasNot: []string{"*", "and", "-"}},
		{name: "operators of numbers", text: `mention.author.followers |`, from: 25, to: 25, has: []string{"==", ">=", "*"}, hasNot: []string{"contains", "and"}},
		{name: "operators of lists", text: `case.tags |`, from: 10, to: 10, hasNot: []string{">=", "contains", "*", "and"}},
		{name: "after a test", text: `case.status == "new" a|`, from: 21, to: 22, only: []string{"and"}},
		{name: "after a truth", text: `mention.private |`, from: 16, to: 16, has: []string{"and", "or", "=="}, hasNot: []string{"<", "contains"}},
		{name: "a list", text: `"vip" in |`, from: 9, to: 9, has: []string{"case.tags", "mention.tags", "["}, hasNot: []string{"case.title", "open"}},
		{name: "a saved filter", text: `urg|`, from: 0, to: 3, only: []string{"urgent"}},
		{name: "text of a function", text: `word(|`, from: 5, to: 5, has: []string{"mention.content", "case.fields.product", "text"}, hasNot: []string{"case.opened", "case.tags"}},
		{name: "a time of a function", text: `weekday(|`, from: 8, to: 8, has: []string{"event.at", "case.opened"}, hasNot: []string{"mention.content"}},
		{name: "in a loop", text: `any(case.tags, |`, from: 15, to: 15, has: []string{"#", "mention.content"}, hasNot: []string{"any"}},
		{name: "of an element", text: `any(case.tags, # |`, from: 17, to: 17, has: []string{"==", "startsWith"}, hasNot: []string{"*", "and"}},
		{name: "within a word", text: `case.st|atus == "new"`, from: 5, to: 11, only: []string{"status"}},
		{name: "in broken text", text: `(case.status == "new" and ) or mention.cont| == `, from: 39, to: 43, has: []string{"content", "contact"}},
		{name: "in a comment", text: `case.status // case.|`, from: 20, to: 20, only: []string{}},
		{name: "in a number", text: `mention.author.followers > 12|`, from: 29, to: 29, only: []string{}},
		{name: "in free text", text: `mention.content == "re|"`, from: 20, to: 22, only: []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, offset := at(t, tt.text)
			got := completing().Complete(text, offset)
			require.Equal(t, [2]int{tt.from, tt.to}, [2]int{got.From, got.To})
			if tt.only != nil {
				require.ElementsMatch(t, tt.only, labels(got))
			}
			require.Subset(t, labels(got), tt.has)
			for _, label := range tt.hasNot {
				require.NotContains(t, labels(got), label)
			}
		})
	}
}

// What a candidate inserts closes the quotes that are open, and keeps those that are closed.
func TestCompleteQuotes(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"open", `case.status == '|`, `case.status == 'closed'`},
		{"closed", `case.status == "|"`, `case.status == "closed"`},
		{"begun before another text", `case.status == 'clo| and case.title == 'x'`, `case.status == 'closed' and case.title == 'x'`},
		{"another word there", `case.status == "|new"`, `case.status == "closed"`},
		{"no quotes", `case.status == |`, `case.status == "closed"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, offset := at(t, tt.text)
			got := completing().Complete(text, offset)
			for _, item := range got.Items {
				if item.Label == "closed" {
					require.Equal(t, tt.want, text[:got.From]+item.Insert+text[got.To:])
					return
				}
			}
			require.Fail(t, "no closed", "%v", labels(got))
		})
	}
}

func FuzzComplete(f *testing.F) {
	for _, seed := range []string{"case.sta|", `case.status == '|`, `any(case.tags, # |`, "mention.\xff|", "a ? b.|", `word("é|`, "((((|", "]|", `"a" in [|`, "#.|", "/*|"} {
		text, offset := at(f, seed)
		f.Add(text, offset)
	}
	c := completing()
	f.Fuzz(func(t *testing.T, text string, offset int) {
		got := c.Complete(text, offset)
		require.True(t, 0 <= got.From && got.From <= got.To && got.To <= len(text))
		require.NotNil(t, got.Items)
		if utf8.ValidString(text) {
			for _, item := range got.Items {
				require.True(t, utf8.ValidString(text[:got.From]+item.Insert+text[got.To:]))
			}
		}
	})
}

// The beginning of an operator, and symbols after which nothing comes.
func TestCompleteSymbols(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		from       int
		want       []string
	}{
		{"half of ==", `case.title =|`, 11, []string{"=="}},
		{"half of !=", `case.title !|`, 11, []string{"!="}},
		{"half of it, and a space", `case.title = |`, 13, []string{}},
		{"a semicolon", `case.title; |`, 12, []string{}},
		{"a long text", strings.Repeat("a", filter.MaxText) + "|a", filter.MaxText, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, offset := at(t, tt.text)
			got := completing().Complete(text, offset)
			require.Equal(t, tt.from, got.From)
			require.Equal(t, tt.want, labels(got))
		})
	}
}

// An offset outside of the text, or within a character, is moved to the character before it.
func TestCompleteOffsets(t *testing.T) {
	for offset, from := range map[int]int{-5: 0, 0: 0, 1: 1, 2: 1, 3: 1, 99: 4} { // é has the bytes 1 and 2, and is being written at 3
		require.Equal(t, from, filter.Complete("(é)", offset).From, offset)
	}
}
