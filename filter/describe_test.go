package filter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
)

func TestDescribeText(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a word", `word(mention.content, "refund")`, "the mention's content has the word refund"},
		{"words", `word(mention.content, "refund", "money back")`, `the mention's content has any of the words refund or "money back"`},
		{"and, or", `case.status == "pending" and (case.priority >= "high" or "vip" in case.tags)`,
			"the case's status is pending and (the case's priority is at least high or the case's tags include vip)"},
		{"not over a group", `not (case.status == "pending" or "vip" in case.tags)`,
			"the case's status is not pending and the case's tags do not include vip"},
		{"a list of words", `case.status in ["pending", "resolved"]`, "the case's status is pending or resolved"},
		{"not in", `case.status not in ["pending", "resolved"]`, "the case's status is not pending or resolved"},
		{"missing", `mention.contact.id == nil`, "the ID of the mention's contact is missing"},
		{"set", `case.assigned.users != nil`, "the case's assigned users are set"},
		{"turned", `3 < mention.author.followers`, "the number of followers of the mention's author is above 3"},
		{"age", `event.at - case.opened >= duration("2d")`, "the case's time of opening is 2 days or more before the event"},
		{"younger", `event.at - mention.published < duration("90m")`, "the mention's time of publication is less than 1 hour 30 minutes before the event"},
		{"time", `case.opened < date("2026-01-31")`, "the case's time of opening is before 2026-01-31"},
		{"truth", `mention.private`, "the mention is private"},
		{"denied truth", `not mention.automatic`, "the mention is not automatic"},
		{"truth compared", `mention.private == false`, "the mention is not private"},
		{"host's field", `case.fields.product == "router"`, "the case's field product is router"},
		{"odd member", `record["Store Name"] == "Ghent"`, `the record's "Store Name" is Ghent`},
		{"loop", `any(case.tags, # startsWith "vip")`, "for some element of the case's tags, the element begins exactly with vip"},
		{"no loop", `not any(record.items, #.price > 100) and mention.private`,
			"(for no element of the record's items, the price of the element is above 100) and the mention is private"},
		{"change", `changed("case.priority") and was("case.priority") == "low"`, "the case's priority changed and the case's priority before the change is low"},
		{"calendar", `not open("office")`, "the calendar office is not open"},
		{"arithmetic", `number(record.a) + 2 * number(record.b) > 10`,
			"(the record's a as a number plus (2 times the record's b as a number)) is above 10"},
		{"conditional", `mention.private ? case.status == "pending" : true`, "if the mention is private, the case's status is pending, else always"},
		{"coalesce", `(case.fields.a ?? "x") == "y"`, "(the case's field a, or x where that is missing) is y"},
		{"a word that joins", `mention.content == "and"`, `the mention's content is "and"`},
		{"faulty", `mention.content =`, `the expression "mention.content =" holds`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, filter.Describe(filter.Filter{Text: tt.text}))
		})
	}
}
