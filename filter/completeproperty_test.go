package filter_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/filter"
)

// contexts are places in expressions, and what may come after what is written there, with the rest of the text gone.
var contexts = []string{
	"|", "not |", "(|", "case.|", "case.assigned.|", "case.fields.|", "record.|",
	"case.status == |", `case.status == "|`, "case.status == '|", `case.status in [|`, `case.status in ["new", "|`, "case.status |", `case.status == "new" |`,
	`not (case.status == "new") |`, "case.priority >= |", `case.priority < "|`, "mention.author.followers > |", "mention.author.followers |",
	"mention.author.followers + |", "event.at - |", "event.at - case.opened |", "event.at - case.opened >= |", "case.opened |", "case.opened < |",
	"case.tags |", `"vip" in |`, `"vip" |`, "mention.content |", "mention.content contains |", "mention.private |", "mention.private == |",
	"word(|", `word(mention.|`, "len(|", "number(|", "date(|", "abs(|", "max(|", "max(1, |", "max(event.at, |", "weekday(|", "format(|", `open("|`, "open('|", `open("office", |`, `open("office") |`,
	`open_time("office", |`, `open_time("office", event.at, |`, `changed("|`, `was("|`, `was("case.priority") == "|`, `was("case.priority") |`, `is(case.status, "|`, `is(|`, `duration("|`,
	"any(|", "any(case.tags, |", "any(case.tags, # |", "any(case.tags, # == |", `any(case.tags, # == "x" |`, "count(record.items, #.price |", "all(case.tags, mention.|",
	"mention.private ? |", "mention.private and |", "mention.private or case.|", "case.fields.product |", "case.fields.product == |", "record.amount |", "record.amount * |",
	`event.kind == "|`, `event.actor in ["|`, `weekday(event.at, "UTC") == |`, "text(lower(|", "-|", "mention.author.followers > -|", "case.fields.product ?? |",
}

// operandTails make what a candidate begins an operand or a test.
var operandTails = map[filter.CandidateKind][]string{
	filter.CompleteField: {"", ".x", ".id", ".users", ".email", ".fields.x", ".contact.fields.x"},
	filter.CompleteFunction: {
		"mention.content)", `mention.content, "a")`, "case.tags)", `case.tags, "a")`, "1)", "event.at)", `"36h")`, `"case.priority")`, `"case.tags")`, `"case.opened")`,
		`"office")`, `"office", event.at, event.at)`, `event.at, "UTC")`, `event.at, "2006", "UTC")`, "1, 2)", "event.at, event.at)", "case.tags, # == nil)",
	},
	filter.CompleteOperator: {
		` "x"`, ` "new"`, " 1", " event.at", ` duration("1h")`, " nil", " case.tags", ` ["new"]`, " [1]", " mention.private", " mention.private)", " 1 : 2", " true : false", ` "new"]`, ` "vip"`, ` # == nil`,
		` "low"`, ` "monday"`,
	},
	filter.CompleteWord: {""}, filter.CompleteCalendar: {""}, filter.CompleteFilter: {""},
}

// closings end the brackets and the test that a context has begun.
var closings = func() []string {
	tests := []string{"", " == nil", ` == "x"`, " > 1", " > event.at", ` > duration("1h")`, " == true", ` == "monday"`}
	var all []string
	for _, test := range tests {
		for _, closing := range []string{
			"", ")", `, "x")`, ", 1)", ", event.at)", `, "UTC")`, `, "2006", "UTC")`, ", # == nil)", ", event.at, event.at)", "]", `"]`, " : true", "))", `, "UTC"))`,
		} {
			for _, outer := range tests {
				all = append(all, test+closing+outer)
			}
		}
	}
	return all
}()

// beginsFilter reports whether a text with a candidate at its end is the beginning of an expression that compiles. What made
// one whole before is tried first.
func beginsFilter(c *filter.Compiler, text string, kind filter.CandidateKind) bool {
	for i, closing := range closings {
		for _, tail := range operandTails[kind] {
			if _, err := c.Compile(filter.Filter{Text: text + tail + closing}); err == nil {
				copy(closings[1:i+1], closings[:i])
				closings[0] = closing
				return true
			}
		}
	}
	return false
}

// Each candidate that is inserted gives an expression that compiles, or the beginning of one that does.
func TestCompleteFits(t *testing.T) {
	c := completing()
	for _, context := range contexts {
		text, offset := at(t, context)
		got := c.Complete(text, offset)
		require.NotEmpty(t, got.Items, context)
		for _, item := range got.Items {
			if inserted := text[:got.From] + item.Insert + text[got.To:]; !beginsFilter(c, inserted, item.Kind) {
				t.Errorf("%s: no filter begins with %s", context, inserted)
			}
		}
	}
}

// The same where filters that compile are cut.
func TestCompleteFitsWhereCut(t *testing.T) {
	c := completing()
	known := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{
			`case.status == "new" and (case.priority >= "high" or "vip" in case.tags)`,
			`event.at - case.opened >= duration("2d") and not open("office")`,
			`any(case.tags, # startsWith "vip") and mention.author.followers + 1 > 10`,
			`weekday(event.at, "UTC") in ["monday", "friday"] or is(case.fields.product, "a", 1)`,
			`changed("case.priority") and was("case.priority") == "low" ? mention.private : case.contact.email != nil`,
		}).Draw(t, "filter")
		offset := rapid.IntRange(0, len(text)).Draw(t, "offset")
		text = text[:offset]
		got := c.Complete(text, offset)
		require.Equal(t, offset, got.To)
		if len(got.Items) == 0 {
			return
		}
		item := rapid.SampledFrom(got.Items).Draw(t, "item")
		inserted := text[:got.From] + item.Insert
		fits, ok := known[inserted]
		if !ok {
			fits = beginsFilter(c, inserted, item.Kind)
			known[inserted] = fits
		}
		require.True(t, fits, "no filter begins with %s", inserted)
	})
}
