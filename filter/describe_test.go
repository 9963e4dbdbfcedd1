package filter_test

import (
	"strings"
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
		{"all words", `words(mention.content, "order", "late")`, "the mention's content has all of the words order and late"},
		{"letter for letter", `exact(mention.content, "ACME")`, "the mention's content has the word ACME, letter for letter"},
		{"a part", `contains_text(mention.title, "invoice")`, "the mention's title contains invoice"},
		{"a beginning", `starts_with(mention.title, "RE")`, "the mention's title begins with RE"},
		{"an end", `ends_with(mention.title, "now")`, "the mention's title ends with now"},
		{"the whole", `is_text(mention.content, "stop")`, "the mention's content reads stop"},
		{"one of", `is(case.fields.floor, 25, "top")`, "the case's field floor is 25 or top"},
		{"one of, of a list", `not is(case.tags, "a", "b")`, "the case's tags do not include a or b"},
		{"numbers", `int(record.stars) == 4 and float(record.score) < 0.5`, "the record's stars as a whole number is 4 and the record's score as a number is below 0.5"},
		{"a truth read", `bool(case.fields.premium)`, "the case's field premium says true"},
		{"a time read", `date(case.fields.due) < event.at`, "the case's field due as a time is before the time of the event"},
		{"a time in a form", `date(record.d, "02/01/2006", "Europe/Brussels") == event.at`,
			`the record's d as a time of the form 02/01/2006 in Europe/Brussels is the time of the event`},
		{"lower, upper, trim, text", `lower(upper(trim(text(mention.content)))) == "a"`, "the mention's content without HTML without outer space in upper case in lower case is a"},
		{"open at", `open("office", case.opened)`, "the calendar office is open at the case's time of opening"},
		{"open time", `open_time("office", case.opened, event.at) >= duration("2h")`,
			"the open time of the calendar office from the case's time of opening to the time of the event is at least 2 hours"},
		{"weekday", `weekday(event.at, "Europe/Brussels") == "monday"`, "the day of the week of the time of the event in Europe/Brussels is monday"},
		{"today", `not today(case.opened, "UTC")`, "the case's time of opening is not on the day of the event in UTC"},
		{"format", `format(case.opened, "2006", "UTC") == "2026"`, "the case's time of opening in the form 2006 in UTC is 2026"},
		{"min, max", `min(1, 2) < max(number(record.a), 3)`, "the least of 1 and 2 is below the greatest of the record's a as a number and 3"},
		{"len", `len(case.tags) > 3`, "the length of the case's tags is above 3"},
		{"abs, round, floor, ceil", `abs(round(floor(ceil(number(record.a))))) == 4`, "the record's a as a number rounded up rounded down rounded without its sign is 4"},
		{"all of a list", `all(case.tags, # != "spam")`, "for every element of the case's tags, the element is not spam"},
		{"none of a list", `none(case.tags, # contains "test")`, "for no element of the case's tags, the element contains exactly test"},
		{"one of a list", `one(case.tags, # startsWith "team-")`, `for exactly one element of the case's tags, the element begins exactly with "team-"`},
		{"a count", `count(record.items, #.price > 100) >= 2`, "(the number of elements of the record's items for which the price of the element is above 100) is at least 2"},
		{"a group in a loop", `any(case.tags, # == "a" or # == "b")`, "for some element of the case's tags, (the element is a or the element is b)"},
		{"a member of a list", `"a" in record.letters`, "the record's letters includes a"},
		{"a pattern", `case.title matches "^INV"`, `the case's title matches the pattern "^INV"`},
		{"an end, exactly", `case.title endsWith "x"`, "the case's title ends exactly with x"},
		{"a remainder", `number(record.a) % 2 == 1`, "(the remainder of the record's a as a number divided by 2) is 1"},
		{"minus, divided", `-number(record.a) / 2 - 1 == 1`, "(((minus the record's a as a number) divided by 2) minus 1) is 1"},
		{"a truth that is compared", `case.fields.a == true`, "the case's field a is true"},
		{"true and false", `true or not (false)`, "always or always"},
		{"a hostile text", `case.title == "x and the case's status is pending"`, `the case's title is "x and the case's status is pending"`},
		{"quotes and lines", "case.title == 'a \"b\"\\n'", `the case's title is "a \"b\"\n"`},
		{"a long text", "case.title == \"" + strings.Repeat("é", 100) + "\"", "the case's title is \"" + strings.Repeat("é", 80) + "…\""},
		{"a word that joins", `mention.content == "and"`, `the mention's content is "and"`},
		{"faulty", `mention.content =`, `the expression "mention.content =" holds`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, filter.Describe(filter.Filter{Text: tt.text}))
		})
	}
}
