package filter_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/filter"
)

// contexts are places in expressions, and what may come after what is written there, with the rest of the text gone.
var contexts = []string{
	"|", "not |", "(|", "case.|", "case.assigned.|", "mention.contact.fields.|", "case.fields.|", "record.|",
	"case.status == |", `case.status == "|`, "case.status == '|", `case.status in [|`, `case.status in ["new", "|`, "case.status |", `case.status == "new" |`,
	`not (case.status == "new") |`, "case.priority >= |", `case.priority < "|`, "mention.author.followers > |", "mention.author.followers |",
	"mention.author.followers + |", "event.at - |", "event.at - case.opened |", "event.at - case.opened >= |", "case.opened |", "case.opened < |",
	"case.tags |", `"vip" in |`, `"vip" |`, "mention.content |", "mention.content contains |", "mention.content + |", "mention.private |", "mention.private == |",
	"word(|", `word(mention.|`, "len(|", "number(|", "date(|", "abs(|", "max(|", "max(1, |", "max(event.at, |", "weekday(|", "format(|", `open("|`, "open('|", `open("office", |`, `open("office") |`,
	`open_time("office", |`, `open_time("office", event.at, |`, `changed("|`, `was("|`, `was("case.priority") == "|`, `was("case.priority") |`, `is(case.status, "|`, `is(|`, `duration("|`,
	"any(|", "any(case.tags, |", "any(case.tags, # |", "any(case.tags, # == |", `any(case.tags, # == "x" |`, "count(record.items, #.price |", "all(case.tags, mention.|",
	"mention.private ? |", "mention.private and |", "mention.private or case.|", "case.fields.product |", "case.fields.product == |", "record.amount |", "record.amount * |",
	`event.kind == "|`, `event.actor in ["|`, `weekday(event.at, "UTC") == |`, "text(lower(|", "-|", "mention.author.followers > -|", "case.fields.product ?? |",
}

// tails are texts that may make an unfinished expression whole.
var tails = func() []string {
	operands := []string{"", `"new"`, `"x"`, "1", "nil", `event.at`, `duration("1h")`, `case.tags`, `["new"]`, `mention.content`, `true`, `mention.private`, `"case.status"`, `"office"`, `"30m"`, `"2026-01-01"`, `"low"`}
	ends := []string{"", " == nil", ` == "new"`, ` == 1`, ` > 1`, ` == "monday"`, ` > duration("1h")`, " > event.at", " == true", ` == mention.content`}
	var all []string
	for _, o := range operands {
		for _, closing := range []string{"", ")", `, "x")`, `, 1)`, `, "UTC")`, `, "2006", "UTC")`, ", event.at)", `, # == "a")`, ", nil)", ": true", "]", `"office")`, "))", `, "UTC"))`, ", event.at, event.at)", `, "x"))`, ", event.at))", ", 1))", `, "2006", "UTC"))`} {
			for _, e := range ends {
				all = append(all, " "+o+closing+e)
				if strings.HasSuffix(closing, ")") {
					all = append(all, " "+o+closing+e+")", " "+o+strings.TrimSuffix(closing, ")")+e+")")
				}
			}
		}
	}
	for _, member := range []string{".x", ".id", ".users", ".email", ".x.y"} {
		all = append(all, member+" == nil", member+` == "a"`, member+")", member+`, "a")`, member+" == nil)", member+` == 1`, member+` > 1`, member+` > event.at`, member+` : true`, member, member+`, "UTC") == nil`, member+`, "UTC")`,
			member+`) > 1`, member+`) == nil`, member+` > duration("1h")`, member+`, "2006", "UTC") == nil`, member+`, # == "a")`, member+`, # == "a") == 1`, member+`)) == nil`, member+`, event.at) == nil`, member+`) : true`, member+`, 1) > 1`)
	}
	return all
}()

// beginsFilter reports whether a text is the beginning of an expression that compiles.
func beginsFilter(c *filter.Compiler, text string) bool {
	for _, tail := range tails {
		for _, closing := range []string{"", ")", "))"} {
			if _, err := c.Compile(filter.Filter{Text: text + tail + closing}); err == nil {
				return true
			}
		}
	}
	return false
}

// Each candidate that is inserted gives an expression that compiles, or the beginning of one that does.
func TestCompleteFits(t *testing.T) {
	c := completing()
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		text, offset := at(t, rapid.SampledFrom(contexts).Draw(t, "context"))
		got := c.Complete(text, offset)
		if len(got.Items) == 0 {
			return
		}
		item := rapid.SampledFrom(got.Items).Draw(t, "item")
		inserted := text[:got.From] + item.Insert + text[got.To:]
		if seen[inserted] {
			return
		}
		seen[inserted] = true
		require.True(t, beginsFilter(c, inserted), "%s: %+v", inserted, item)
	})
}

// Each context has candidates, so that the property is about them all.
func TestContextsHaveCandidates(t *testing.T) {
	for _, context := range contexts {
		text, offset := at(t, context)
		require.NotEmpty(t, completing().Complete(text, offset).Items, context)
	}
}
