package filter_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/stretchr/testify/require"
)

// Every operator on every kind of field, as the text it runs as, on an event that carries everything.
func TestTree(t *testing.T) {
	t.Parallel()
	view := filter.NewView(sample())
	for _, tc := range []struct {
		cond filter.Cond
		text string
		want bool
	}{
		{test("mention.type", "is_not", "sent"), `mention.type != "sent"`, true},
		{test("mention.service", "is", "twitter"), `mention.service == "twitter"`, true},
		{test("mention.service", "is", "email", "twitter"), `mention.service in ["email", "twitter"]`, true},
		{test("mention.service", "is_not", "email", "twitter"), `mention.service not in ["email", "twitter"]`, false},
		{test(` mention["service"] `, "is", "twitter"), `mention.service == "twitter"`, true},
		{test("mention.author.followers", "is", 1500), `mention.author.followers == 1500`, true},
		{test("mention.author.followers", "is_not", 1, "1500"), `mention.author.followers not in [1, 1500]`, false},
		{test("mention.author.followers", "gt", 1499.5), `mention.author.followers > 1499.5`, true},
		{test("mention.author.followers", "between", 1500, 2000), `mention.author.followers >= 1500 and mention.author.followers <= 2000`, true},
		{test("mention.private", "is", true), `mention.private == true`, true},
		{test("mention.private", "is_not", "false"), `mention.private != false`, true},
		{test("mention.private", "is", true, false), `mention.private in [true, false]`, true},
		{test("mention.tags", "is", "vip"), `"vip" in mention.tags`, true},
		{test("mention.tags", "is", "x", "app"), `is(mention.tags, "x", "app")`, true},
		{test("mention.tags", "is_not", "vip"), `"vip" not in mention.tags`, false},
		{test("mention.tags", "is_not", "x", "y"), `not is(mention.tags, "x", "y")`, true},
		{test("mention.tags", "has_all", "vip", "app"), `"vip" in mention.tags and "app" in mention.tags`, true},
		{test("mention.tags", "has_all", "vip", "x"), `"vip" in mention.tags and "x" in mention.tags`, false},
		{test("mention.contact.tags", "has_all", "gold"), `"gold" in mention.contact.tags`, true},
		{test("mention.content", "contains_any", "falla", "x"), `word(mention.content, "falla", "x")`, true},
		{test("mention.content", "contains_all", "falla", "x"), `words(mention.content, "falla", "x")`, false},
		{test("mention.content", "contains_none", "x", "y"), `not word(mention.content, "x", "y")`, true},
		{test("mention.content", "contains_text", "ALLA"), `contains_text(mention.content, "ALLA")`, true},
		{test("mention.content", "matches", `FALLA\b`), `mention.content matches "FALLA\\b"`, true},
		{test("mention.arrived", "lt", "2026-01-05T12:00:00Z"), `mention.arrived < date("2026-01-05T12:00:00Z")`, true},
		{test("mention.arrived", "gte", 1767610800), `mention.arrived >= date(1767610800)`, true},
		{test("event.at", "is", "2026-01-05T12:00:00Z"), `event.at == date("2026-01-05T12:00:00Z")`, true},
		{test("event.at", "is_not", 1, 2), `event.at not in [date(1), date(2)]`, true},
		{test("case.opened", "between", "2026-01-01", "2026-01-31"), `case.opened >= date("2026-01-01") and case.opened <= date("2026-01-31T23:59:59.999999999Z")`, true},
		{test("mention.assigned.users", "exists"), `mention.assigned.users != nil`, false},
		{test("mention.assigned", "exists"), `mention.assigned != nil`, false},
		{test("case.assigned", "exists"), `case.assigned != nil`, true},
		{test("mention.case_id", "exists"), `mention.case_id != nil`, true},
		{test("case", "not_exists"), `case == nil`, false},
		{test("mention.fields", "exists"), `mention.fields != nil`, true},
		{test("record", "exists"), `record != nil`, true},
		{test("record.none", "not_exists"), `record.none == nil`, true},
		{test("record.empty", "exists"), `record.empty != nil`, false},
		{test("record.list", "exists"), `record.list != nil`, false},
		{test("record.zero", "exists"), `record.zero != nil`, true},
		{test(`record["Rating"]`, "lte", 2), `number(record.Rating) <= 2`, true},
		{test(`record.stars`, "gt", "3"), `number(record.stars) > 3`, true},
		{test(`record.half`, "between", 4, 5), `number(record.half) >= 4 and number(record.half) <= 5`, true},
		{test(`record.when`, "lt", "2026-01-05"), `date(record.when) < date("2026-01-05")`, true},
		{test(`record.unix`, "gt", "2026-01-05"), `date(record.unix) > date("2026-01-05")`, false},
		{test(`record["Store Name"]`, "is", "Madrid"), `is(record["Store Name"], "Madrid")`, true},
		{test("record.closed", "is", true), `is(record.closed, true)`, true},
		{test("record.stars", "is", 4), `is(record.stars, 4)`, true},
		{test("record.stars", "is_not", 4, 5), `not is(record.stars, 4, 5)`, false},
		{test("record.topics", "is", "Delivery"), `is(record.topics, "Delivery")`, true},
		{test("record.topics", "has_all", "Delivery", "Price"), `is(record.topics, "Delivery") and is(record.topics, "Price")`, true},
		{test("record.topics[0]", "is", "Delivery"), `is(record.topics[0], "Delivery")`, true},
		{test("record.state", "contains_any", "waiting"), `word(record.state, "waiting")`, true},
		{test("mention.contact.fields.tier", "is", "gold"), `is(mention.contact.fields.tier, "gold")`, true},
		{test(`mention.contact.fields["in"]`, "exists"), `mention.contact.fields["in"] != nil`, false},
		{test("record.Rating", "is", -2, whole(math.MinInt64), 1e300), `is(record.Rating, -2, -9223372036854775808.0, 1e+300)`, false},
		{test("record.Rating", "is", json.Number("2"), uint8(3), float32(0.5), uint64(math.MaxUint64)), `is(record.Rating, 2, 3, 0.5, 1.8446744073709552e+19)`, true},
		{test("mention.title", "is", "a\"b\\c\n\x00é"), `mention.title == "a\"b\\c\n\x00é"`, false},

		{filter.Cond{All: []filter.Cond{test("mention.type", "is", "inbox")}}, `mention.type == "inbox"`, true},
		{filter.Cond{All: []filter.Cond{test("mention.type", "is", "inbox"), test("mention.type", "is", "sent")}}, `mention.type == "inbox" and mention.type == "sent"`, false},
		{filter.Cond{Any: []filter.Cond{test("mention.type", "is", "inbox"), test("mention.type", "is", "sent")}}, `mention.type == "inbox" or mention.type == "sent"`, true},
		{filter.Cond{Not: ptr(test("mention.type", "is", "inbox"))}, `not (mention.type == "inbox")`, false},
		{filter.Cond{Not: &filter.Cond{Not: ptr(test("mention.type", "contains_none", "inbox"))}}, `not (not (not word(mention.type, "inbox")))`, false},
		{filter.Cond{All: []filter.Cond{{Any: []filter.Cond{test("case.id", "is", "5"), test("case.id", "is", "6")}}, test("case.tags", "has_all", "vip", "x")}},
			`(case.id == "5" or case.id == "6") and "vip" in case.tags and "x" in case.tags`, false},
		{filter.Cond{Any: []filter.Cond{{All: []filter.Cond{test("case.id", "is", "5"), test("case.id", "is", "6")}}, {Any: []filter.Cond{test("case.id", "is", "5"), test("case.id", "is", "7")}}}},
			`case.id == "5" and case.id == "6" or case.id == "5" or case.id == "7"`, true},
		{filter.Cond{Not: &filter.Cond{All: []filter.Cond{test("case.id", "is", "5"), test("case.id", "is", "6")}}}, `not (case.id == "5" and case.id == "6")`, true},
	} {
		t.Run(tc.text, func(t *testing.T) {
			require.Equal(t, tc.text, tc.cond.Text())
			p := compile(t, tree(tc.cond))
			require.Equal(t, tc.text, p.String())
			require.Equal(t, tc.text, tree(tc.cond).String())
			got, err := p.Match(view)
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.want, match(t, text(tc.text), sample()), "as text")
		})
	}
}

// A value that cannot be read as the number that a tree compares with is an error, not false.
func TestTreeRunError(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		cond filter.Cond
		want string
	}{
		{test("record.word", "gt", 3), `record.word is text "abc", not a number`},
		{test("record.word", "is", 3), `record.word is text "abc", not a number`},
		{test("record.word", "is_not", 3), `record.word is text "abc", not a number`},
		{test("record.word", "is", true), `record.word is text "abc", not true or false`},
		{test("record.word", "between", "2026-01-01", "2026-01-02"), `record.word is text "abc", not a time`},
		{test("record.flag", "lt", 3), `record.flag is true, not a number`},
		{test("record.topics", "contains_any", "Delivery"), `record.topics is a list, not text`},
		{test("record.Rating", "matches", "2"), `record.Rating is the number 2, not text`},
	} {
		_, err := compile(t, tree(tc.cond)).Match(filter.NewView(sample()))
		require.ErrorContains(t, err, tc.want)
	}
}

func TestTreeFaults(t *testing.T) {
	t.Parallel()
	long := make([]any, 3000)
	for i := range long {
		long[i] = "x"
	}
	for _, tc := range []struct {
		name string
		cond filter.Cond
		want []string
	}{
		{"nothing", filter.Cond{}, []string{`is empty, want all, any, not or field`}},
		{"empty groups", filter.Cond{All: []filter.Cond{{Any: []filter.Cond{}}, {All: []filter.Cond{}}}}, []string{
			`all[0].any: is empty, write at least one condition`, `all[1].all: is empty, write at least one condition`}},
		{"two at once", filter.Cond{All: []filter.Cond{test("mention.type", "is", "a")}, Not: ptr(test("mention.type", "exists"))}, []string{`has both all and not, want one`}},
		{"operator beside a group", filter.Cond{Any: []filter.Cond{test("mention.type", "exists")}, Op: "is"}, []string{`has any beside op or values, which belong to a field`}},
		{"no field", filter.Cond{Op: "is", Values: []any{"a"}}, []string{`field is missing`}},
		{"no operator", filter.Cond{Not: &filter.Cond{Field: "mention.type"}}, []string{`not: op is missing`}},
		{"unknown everything", filter.Cond{All: []filter.Cond{test("mention.contnt", "contain_any", "a"), test("mention.type", "isnt", "a")}}, []string{
			`all[0].field: unknown field mention.contnt, did you mean mention.content?`,
			`all[0].op: unknown operator "contain_any", did you mean contains_any?`,
			`all[1].op: unknown operator "isnt", did you mean is_not?`}},
		{"expression for a field", test("mention.type == 'a' or record.x", "is", "a"), []string{`field: is not a field but an expression`}},
		{"function for a field", test("len(mention.tags)", "gt", 1), []string{`field: is not a field but an expression`}},
		{"computed field", test("record[mention.type]", "is", "a"), []string{`field: is not a field but an expression`}},
		{"hidden comment", test("mention.type // x", "is", "a"), nil},
		{"constant for a field", test("1", "is", 1), []string{`field: is not a field but an expression`}},
		{"no syntax", test("mention.", "is", "a"), []string{`field: the expression ends too early`}},
		{"long field", test(strings.Repeat("a", 600), "is", "a"), []string{`field: is longer than 512 bytes`}},
		{"no values", test("mention.type", "is"), []string{`values: missing, is needs at least one`}},
		{"too many values", test("mention.author.followers", "gt", 1, 2), []string{`values: gt takes one value, not 2`}},
		{"too few values", test("mention.author.followers", "between", 1), []string{`values: between takes 2 values, not 1`}},
		{"values of exists", test("mention.type", "exists", "a"), []string{`values: exists takes no values, leave them out`}},
		{"no scalars", test("mention.type", "is", nil, []any{}, map[string]any{}, math.NaN(), math.Inf(1), func() {}), []string{
			`values[0]: is null, want a text, a number, true or false`, `values[1]: is a list, want a text, a number, true or false`,
			`values[2]: is an object, want a text, a number, true or false`, `values[3]: is not a finite number`, `values[4]: is not a finite number`,
			`values[5]: is null, want a text, a number, true or false`}},
		{"empty keywords", test("mention.content", "contains_any", "a", "", " ", "*", "**"), []string{
			`values[1]: "" is empty`, `values[2]: " " is empty`, `values[3]: "*" is empty`}},
		{"empty text", test("mention.type", "is", "a", ""), []string{`values[1]: "" is empty; use exists or not_exists`}},
		{"empty part", test("mention.content", "contains_text", ""), []string{`values[0]: "" is empty`}},
		{"invalid UTF-8", filter.Cond{All: []filter.Cond{test("mention.type", "is", "\xff"), test("mention.type", "contains_any", "\xff"), test("mention.type", "contains_text", "\xff"), test("mention.type", "matches", "\xff"), test("record.x", "is", "\xff")}}, []string{
			`all[0].values[0]: "\xff" is not valid UTF-8`, `all[1].values[0]: "\xff" is not valid UTF-8`, `all[2].values[0]: "\xff" is not valid UTF-8`,
			`all[3].values[0]: "\xff" is not valid UTF-8`, `all[4].values[0]: "\xff" is not valid UTF-8`}},
		{"number for a text", test("mention.topic", "is", 5), []string{`values[0]: 5 is not text; write "5"`}},
		{"number for a term", test("mention.content", "contains_any", 5), []string{`values[0]: 5 is not text; write "5"`}},
		{"number for a pattern", test("mention.content", "matches", 5), []string{`values[0]: 5 is not text`}},
		{"text for a number", test("mention.author.followers", "gt", "many"), []string{`values[0]: "many" is not a number`}},
		{"text for a truth", test("mention.private", "is", "yes"), []string{`values[0]: "yes" is not true or false`}},
		{"truth for a tag", test("mention.tags", "has_all", true), []string{`values[0]: true is not text; write "true"`}},
		{"text for a time", test("mention.arrived", "lt", "yesterday"), []string{`values[0]: "yesterday" is not a time, want one as in 2026-01-31T12:00:00Z or unix seconds`}},
		{"neither number nor time", test("record.x", "lt", "yesterday", "x"), []string{`values: lt takes one value, not 2`}},
		{"neither", test("record.x", "lt", "yesterday"), []string{`values[0]: "yesterday" is neither a number nor a time`}},
		{"truth to order", test("record.x", "lt", true), []string{`values[0]: true is neither a number nor a time`}},
		{"upside down", test("record.x", "between", 5, "2"), []string{`values: nothing is between 5 and 2, write the lower one first`}},
		{"times upside down", test("mention.arrived", "between", "2026-02-01", "2026-01-01"), []string{`values: nothing is between date("2026-02-01") and date("2026-01-01T23:59:59.999999999Z"), write the lower one first`}},
		{"mixed", test("record.x", "between", 5, "2026-01-01"), []string{`values: 5 and date("2026-01-01T23:59:59.999999999Z") are not of one kind`}},
		{"text ordered", test("mention.content", "gt", 5), []string{`op: gt compares numbers, times and ordered words, and mention.content is text`}},
		{"list searched", test("mention.tags", "contains_any", "a"), []string{`op: contains_any compares text, and mention.tags is a list; use is, is_not, has_all or is_text`}},
		{"text that has all", test("mention.content", "has_all", "a"), []string{`op: has_all compares lists, and mention.content is text; use is or contains_all`}},
		{"item", test("mention.author", "is", "Ada"), []string{`op: is compares single values and lists, and mention.author is an object; name one of its fields, or use exists`}},
		{"bad pattern", test("mention.content", "matches", "("), []string{`values[0]: "(" is not valid: missing closing ): (`}},
		{"long pattern", test("mention.content", "matches", strings.Repeat("a", 1001)), []string{`values[0]: "` + strings.Repeat("a", 59) + `… is too long: at most 1,000 characters`}},
		{"too many values of one", test("mention.type", "is", long...), []string{`has more than 2000 conditions and values`}},
		{"too long as text", test("mention.type", "is", strings.Repeat("a", 9000)), []string{
			`as text (mention.type == "` + strings.Repeat("a", 43) + `…): line 1, column 1: the text has 9018 bytes, more than 8192`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			_, err := c.Compile(tree(tc.cond))
			require.Equal(t, tc.want, lines(err))
		})
	}
}

// nested is n times not around a test.
func nested(n int) *filter.Cond {
	c := test("mention.type", "is", "sent", "draft")
	for range n {
		c = filter.Cond{Not: ptr(c)}
	}
	return &c
}

func TestTreeDepth(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	_, err := c.Compile(filter.Filter{Tree: nested(63)})
	require.NoError(t, err, "64 levels")
	_, err = c.Compile(filter.Filter{Tree: nested(64)})
	require.Equal(t, []string{strings.TrimSuffix(strings.Repeat("not.", 64), ".") + `: is nested deeper than 64`}, lines(err))
	require.Less(t, len(nested(100).Text()), 1000)
}

// What does not compile as a tree does not compile as the text that it is shown as.
func TestTextOfBadTree(t *testing.T) {
	t.Parallel()
	for _, cond := range []filter.Cond{{}, {All: []filter.Cond{}}, test("x", "is", "a"), test("mention.type", "nope", "a"), test("mention.type", "is"), test("mention.type", "is", nil)} {
		var c filter.Compiler
		_, err := c.Compile(text(cond.Text() + " "))
		require.Error(t, err, cond.Text())
	}
}
