package filter_test

import (
	"errors"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/stretchr/testify/require"
)

// Every fault of a text, with its place and in words that need no Go.
func TestCompileFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"unknown field", `mention.type == "sent" and mention.contnt == "x"`, []string{`line 1, column 28: unknown field mention.contnt, did you mean mention.content?`}},
		{"unknown first name", "true and\n  metion.content == \"x\"", []string{`line 2, column 3: unknown field metion.content, did you mean mention.content?`}},
		{"last name alone", `priority == "high"`, []string{`line 1, column 1: unknown field priority, did you mean case.priority?`}},
		{"nothing near", `weather.today == "x"`, []string{`line 1, column 1: unknown field weather.today`}},
		{"another letter case", `Mention.Content == "x"`, []string{`line 1, column 1: unknown field Mention.Content, did you mean mention.content?`}},
		{"not one of Go's names", `HasMention and Find == Was`, []string{
			`line 1, column 1: unknown field HasMention`, `line 1, column 16: unknown field Find`, `line 1, column 24: unknown field Was`}},
		{"method of a Go type", `mention.OfCustomer`, []string{`line 1, column 1: unknown field mention.OfCustomer`}},
		{"deep", `case.contact.nam == "x"`, []string{`line 1, column 1: unknown field case.contact.nam, did you mean case.contact.name?`}},
		{"columns count characters", `"ñandú" == case.titel`, []string{`line 1, column 12: unknown field case.titel, did you mean case.title?`}},
		{"all at once", `mention.contnt == "x" and wrod(mention.content, "a") and mention.title matches "(" and mention.tags > 1 and $env == 1`, []string{
			`line 1, column 1: unknown field mention.contnt, did you mean mention.content?`,
			`line 1, column 27: unknown function wrod, did you mean word?`,
			`line 1, column 80: the pattern is not valid: missing closing ): (`,
			`line 1, column 101: mention.tags is a list, > compares numbers, texts and times`,
			`line 1, column 109: unknown field $env`}},
		{"no test", `mention.content`, []string{`line 1, column 1: mention.content is text, not a test that is true or false; write mention.content == "…" or mention.content != nil`}},
		{"list is no test", `mention.tags and true`, []string{`line 1, column 1: mention.tags is a list, not a test that is true or false; write "…" in mention.tags or mention.tags != nil`}},
		{"item is no test", `not mention`, []string{`line 1, column 5: mention is an object, not a test that is true or false; write mention != nil to ask whether there is one`}},
		{"number is no test", `1 + 1`, []string{`line 1, column 3: 1 + 1 is a number, not a test that is true or false`}},
		{"nil is no test", `nil`, []string{`line 1, column 1: nil is not a test`}},
		{"text and number", `mention.topic == 5`, []string{`line 1, column 15: mention.topic is text and 5 is a number, == cannot compare them; write "5"`}},
		{"number and text", `mention.author.followers > "1000"`, []string{`line 1, column 26: mention.author.followers is a number and "1000" is text, > cannot compare them; write 1000`}},
		{"time and text", `mention.arrived > "2026-01-01"`, []string{`line 1, column 17: mention.arrived is a time and "2026-01-01" is text, > cannot compare them; write date("2026-01-01")`}},
		{"duration and text", `event.at - mention.arrived > "1h"`, []string{`line 1, column 28: event.at - mention.arrived is a duration and "1h" is text, > cannot compare them; write duration("1h")`}},
		{"truth and text", `mention.private == "True"`, []string{`line 1, column 17: mention.private is true or false and "True" is text, == cannot compare them; write true`}},
		{"in list of numbers", `mention.topic in [5, "a"]`, []string{`line 1, column 15: mention.topic is text and 5 is a number, in cannot compare them; write "5"`}},
		{"list compared", `mention.tags == "vip"`, []string{`line 1, column 14: mention.tags is a list, write … in mention.tags`}},
		{"object compared", `mention.author == "Ada"`, []string{`line 1, column 16: mention.author is an object, compare one of its fields`}},
		{"list searched", `word(mention.tags, "vip")`, []string{`line 1, column 1: mention.tags is a list, write "…" in mention.tags, or any(mention.tags, # word …)`}},
		{"number searched", `mention.author.followers contains "1"`, []string{`line 1, column 26: mention.author.followers is a number, contains needs text`}},
		{"number searched for", `mention.content contains 1`, []string{`line 1, column 17: 1 is a number, contains needs text; write "1"`}},
		{"nothing searched for", `mention.content contains ""`, []string{`line 1, column 17: contains an empty text is always true, write mention.content != nil`}},
		{"in text", `"a" in mention.content`, []string{`line 1, column 5: mention.content is text, write mention.content contains "a"`}},
		{"in an item", `"id" in mention`, []string{`line 1, column 6: mention is an object, in needs a list`}},
		{"number in texts", `1 in mention.tags`, []string{`line 1, column 3: 1 is a number, and mention.tags is a list of texts; write "1"`}},
		{"list in list", `mention.tags in ["a"]`, []string{`line 1, column 14: mention.tags is a list, write … in mention.tags`}},
		{"nil in list", `nil in mention.tags`, []string{`line 1, column 5: nil is never in a list, write … == nil`}},
		{"in nothing", `mention.type in []`, []string{`line 1, column 17: the list is empty, write at least one value in it`}},
		{"empty in list", `mention.type in ["", "sent"]`, []string{`line 1, column 18: an empty text is never equal, write mention.type == nil beside it`}},
		{"order of truths", `mention.private > false`, []string{
			`line 1, column 17: mention.private is true or false, > compares numbers, texts and times`, `line 1, column 17: false is true or false, > compares numbers, texts and times`}},
		{"not without brackets", `not mention.type == "sent"`, []string{`line 1, column 1: not takes only mention.type; write not (mention.type == "sent")`}},
		{"! without brackets", `true and !mention.type in ["sent"]`, []string{`line 1, column 10: ! takes only mention.type; write ! (mention.type in ["sent"])`}},
		{"sum of texts", `mention.title + mention.content == "x"`, []string{
			`line 1, column 15: mention.title is text, + works on numbers only; number(mention.title) reads a number`,
			`line 1, column 15: mention.content is text, + works on numbers only; number(mention.content) reads a number`}},
		{"sum of times", `event.at + mention.arrived > mention.arrived`, []string{
			`line 1, column 10: event.at is a time and mention.arrived is a time, + cannot join them; add a duration to a time or to a duration`}},
		{"sum of a time and a number", `event.at + 3600 > mention.arrived`, []string{
			`line 1, column 10: event.at is a time and 3600 is a number, + cannot join them; add a duration to a time or to a duration`}},
		{"sum of a time and a text", `event.at + "2d" > mention.arrived`, []string{
			`line 1, column 10: event.at is a time and "2d" is text, + cannot join them; write duration("2d")`}},
		{"sum of a time and a fault", `event.at + mention.arived > event.at`, []string{`line 1, column 12: unknown field mention.arived, did you mean mention.arrived?`}},
		{"difference of a duration and a time", `duration("1h") - event.at > duration("1h")`, []string{
			`line 1, column 16: duration("1h") is a duration and event.at is a time, - cannot join them; subtract a time or a duration from a time, or a duration from a duration`}},
		{"product of durations", `duration("1h") * duration("1h") > duration("1h")`, []string{
			`line 1, column 16: duration("1h") is a duration and duration("1h") is a duration, * cannot join them; multiply a duration by a number`}},
		{"number by a duration", `1 / duration("1h") > 1`, []string{
			`line 1, column 3: 1 is a number and duration("1h") is a duration, / cannot join them; divide a duration by a number or a duration`}},
		{"rest of a duration", `duration("3h") % 2 == 1`, []string{`line 1, column 16: duration("3h") is a duration, % works on numbers only`}},
		{"least of kinds", `min(1, event.at) == 1`, []string{`line 1, column 8: event.at is a time, and the others of min are not; give only numbers, only times or only durations`}},
		{"greatest of a text", `max(1, mention.title) == 1`, []string{`line 1, column 8: mention.title is text, max takes numbers, times or durations; number(mention.title) reads a number, date(mention.title) a time`}},
		{"least of one", `min(1) == 1`, []string{`line 1, column 1: min needs more arguments, as in min(a, b)`}},
		{"calendar without a set", `open("office")`, []string{`line 1, column 6: unknown calendar "office"`}},
		{"calendar in a field", `open(mention.title)`, []string{`line 1, column 6: open needs text in quotes here, not mention.title`}},
		{"open at a text", `open("office", "2026-01-01")`, []string{`line 1, column 6: unknown calendar "office"`, `line 1, column 16: "2026-01-01" is text, open needs a time; write date("2026-01-01")`}},
		{"open time of what", `open_time("office") > duration("1h")`, []string{`line 1, column 1: open_time needs more arguments, as in open_time("office", from, to)`}},
		{"weekday without a zone", `weekday(event.at) == "monday"`, []string{`line 1, column 1: weekday needs more arguments, as in weekday(time, "Europe/Brussels")`}},
		{"weekday nowhere", `weekday(event.at, "Europe/Brusels") == "monday"`, []string{`line 1, column 19: "Europe/Brusels" is not a time zone, want one as in "Europe/Brussels" or "UTC"`}},
		{"the server's zone", `today(event.at, "Local")`, []string{`line 1, column 17: "Local" is not a time zone, want one as in "Europe/Brussels" or "UTC"`}},
		{"zone that is a path", `today(event.at, "../../etc/passwd")`, []string{`line 1, column 17: "../../etc/passwd" is not a time zone, want one as in "Europe/Brussels" or "UTC"`}},
		{"weekday of a text", `weekday(mention.title, "UTC") == "monday"`, []string{`line 1, column 9: mention.title is text, weekday needs a time`}},
		{"format of another language", `format(event.at, "dd/mm/yyyy", "UTC") == "x"`, []string{`line 1, column 18: the layout "dd/mm/yyyy" names no part of a time; write how 3:04:05 pm on January 2, 2006 looks, as in "02/01/2006 15:04"`}},
		{"date with a layout alone", `date(mention.title, "02/01/2006") > event.at`, []string{`line 1, column 1: date needs a zone beside a layout, as in date(mention.title, "02/01/2006", "Europe/Brussels")`}},
		{"date without a day", `date(mention.title, "15:04", "UTC") > event.at`, []string{`line 1, column 21: the layout "15:04" does not say which day, want one as in "02/01/2006 15:04"`}},
		{"date in another layout", `date("2026-01-31", "02/01/2006", "UTC") > event.at`, []string{`line 1, column 6: "2026-01-31" is not a time as in "02/01/2006"`}},
		{"date of a list in a layout", `date(mention.tags, "02/01/2006", "UTC") > event.at`, []string{`line 1, column 1: mention.tags is a list, date cannot read it`}},
		{"text of a number", `text(mention.author.followers) == "1"`, []string{`line 1, column 1: mention.author.followers is a number, text needs text`}},
		{"start of a number", `starts_with(mention.author.followers, "1")`, []string{`line 1, column 1: mention.author.followers is a number, starts_with needs text`}},
		{"empty start", `starts_with(mention.title, "")`, []string{`line 1, column 28: the term "" is empty`}},
		{"text that is only space", `is_text(mention.title, " ")`, []string{`line 1, column 24: the term " " is empty`}},
		{"like", `mention.title like "a"`, []string{`line 1, column 15: unexpected like, did you mean contains?`}},
		{"eq", `mention.title eq "a"`, []string{`line 1, column 15: unexpected eq, did you mean ==?`}},
		{"equals", `mention.title equals "a"`, []string{`line 1, column 15: unexpected equals, did you mean ==?`}},
		{"field of a text", `mention.content.x == 1`, []string{`line 1, column 1: mention.content is text, which has no fields`}},
		{"element of a text", `mention.content[0] == "a"`, []string{`line 1, column 1: mention.content is text, which has no fields`}},
		{"element of an item", `mention[0] == "a"`, []string{`line 1, column 1: mention has fields by name, as in mention.arrived`}},
		{"name in a list", `mention.tags.x == "a"`, []string{`line 1, column 1: mention.tags has no field "x"`}},
		{"number in an object", `record[0] == "a"`, []string{`line 1, column 1: record has no field 0`}},
		{"part of a text", `mention.content[1:2] == "a"`, []string{`line 1, column 16: parts of a text or a list ([from:to]) are not available`}},
		{"list alone", `mention.tags == ["a"]`, []string{`line 1, column 17: a list in brackets is only allowed after in, as in x in ["a", "b"]`}},
		{"object", `{a: 1} == 1`, []string{`line 1, column 1: objects in braces are not available`}},
		{"bytes", `b"a" == 1`, []string{`line 1, column 1: bytes are not available, write text in quotes without a b`}},
		{"unknown function", `repeat("a", 5) == "b"`, []string{`line 1, column 1: the function repeat is not available in filters`}},
		{"field called", `mention("a")`, []string{`line 1, column 1: mention is a field, not a function`}},
		{"function as a field", `word == "a"`, []string{`line 1, column 1: word is a function, write word(…)`}},
		{"method", `mention.content.lower() == "x"`, []string{`line 1, column 1: write lower in front, as in lower(mention.content)`}},
		{"call of a field", `mention.content("x")`, []string{`line 1, column 9: mention.content is not a function`}},
		{"too little", `word(mention.content)`, []string{`line 1, column 1: word needs more arguments, as in word(text, "a", "b")`}},
		{"too much", `number(1, 2) == 1`, []string{`line 1, column 1: number has too many arguments, write it as in number(value)`}},
		{"term that is no text", `word(mention.content, 5, mention.title)`, []string{
			`line 1, column 23: word needs text in quotes here, not 5`, `line 1, column 26: word needs text in quotes here, not mention.title`}},
		{"empty terms", `word(mention.content, "", " ", "*", "a")`, []string{
			`line 1, column 23: the term "" is empty`, `line 1, column 27: the term " " is empty`, `line 1, column 32: the term "*" is empty`}},
		{"empty part", `contains_text(mention.content, "")`, []string{`line 1, column 32: the term "" is empty`}},
		{"changed what", `changed("case.prority")`, []string{`line 1, column 9: unknown field case.prority, did you mean case.priority?`}},
		{"changed by a field", `changed(case.priority)`, []string{`line 1, column 9: changed needs text in quotes here, not case.priority`}},
		{"date", `event.at > date("tomorrow")`, []string{`line 1, column 17: "tomorrow" is not a time, want one as in 2026-01-31T12:00:00Z, a date or unix seconds; date(text, layout, zone) reads others`}},
		{"date of a list", `event.at > date(mention.tags)`, []string{`line 1, column 12: mention.tags is a list, date cannot read it`}},
		{"duration", `event.at - mention.arrived > duration("1 month")`, []string{`line 1, column 39: "1 month" is not a duration, want one as in "30m", "36h", "2d" or "1w"`}},
		{"number of a truth", `number(mention.private) == 1`, []string{`line 1, column 1: mention.private is true or false, number cannot read it`}},
		{"bool of a number", `bool(1)`, []string{`line 1, column 1: 1 is a number, bool cannot read it`}},
		{"length of a time", `len(event.at) == 1`, []string{`line 1, column 1: event.at is a time, len needs text or a list`}},
		{"is without constants", `is(record.x, record.y)`, []string{`line 1, column 14: is needs texts, numbers, true or false here, not record.y`}},
		{"is of another kind", `is(mention.topic, 5)`, []string{`line 1, column 19: mention.topic is text and 5 is a number, is cannot compare them; write "5"`}},
		{"is of a text and a time", `is(mention.type, date("2026-01-01"))`, []string{
			`line 1, column 18: mention.type is text and date("2026-01-01") is a time, is cannot compare them`}},
		{"is of texts and a time", `is(mention.tags, "a", date(5))`, []string{`line 1, column 23: mention.tags is text and date(5) is a time, is cannot compare them`}},
		{"is of a time and a duration", `is(event.at, duration("1h"))`, []string{`line 1, column 14: event.at is a time and duration("1h") is a duration, is cannot compare them`}},
		{"is of an item", `is(mention, "m1")`, []string{`line 1, column 1: mention is an object, compare one of its fields`}},
		{"loop over text", `any(mention.content, # == "a")`, []string{`line 1, column 5: mention.content is text, any needs a list`}},
		{"loop without a test", `any(mention.tags)`, []string{`line 1, column 17: a list and a test are needed, as in any(mention.tags, # == "vip")`}},
		{"count without a test", `count(mention.tags) > 1`, []string{`line 1, column 1: count needs more arguments, as in count(list, test with #)`}},
		{"loop with a text for a test", `any(mention.tags, #)`, []string{`line 1, column 19: # is text, not a test that is true or false`}},
		{"field of a text element", `any(mention.tags, .x == 1)`, []string{`line 1, column 19: # is text, which has no fields`}},
		{"index in a loop", `any(record.x, #index == 1)`, []string{`line 1, column 15: #index is not available, # is the element`}},
		{"loop within a loop", `any(record.a, any(record.b, # == 1))`, []string{`line 1, column 15: a loop within a loop is not available`}},
		{"text within a loop", `any(mention.tags, mention.content contains #)`, []string{
			`line 1, column 35: a loop within a loop: mention.content is read again for every element; test # or move it out`}},
		{"word within a loop", `any(mention.tags, word(mention.content, "a"))`, []string{
			`line 1, column 19: a loop within a loop: mention.content is read again for every element; test # or move it out`}},
		{"# outside of a loop", `# == 1`, []string{`line 1, column 1: unexpected #, use it only inside any, all, none, one or count`}},
		{"pattern in a field", `mention.content matches mention.title`, []string{`line 1, column 17: matches needs a pattern in quotes`}},
		{"empty pattern", `mention.content matches ""`, []string{`line 1, column 25: the pattern is empty`}},
		{"pattern that repeats", `mention.content matches "((a{100}){100}){100}"`, []string{`line 1, column 25: the pattern is not valid: invalid repeat count: {100}`}},
		{"pattern too large", `mention.content matches "a{999}b{999}c{999}"`, []string{`line 1, column 25: the pattern is too large: it repeats too much`}},
		{"number too large", `record.x == 99999999999999999999`, []string{`line 1, column 13: the number is too large`}},
		{"single =", `mention.type = "sent"`, []string{`line 1, column 14: unexpected =, write == to compare`}},
		{"single &", `true & false`, []string{`line 1, column 6: unexpected &, write and`}},
		{"misspelt operator", `mention.content contain "a"`, []string{`line 1, column 17: unexpected contain, did you mean contains?`}},
		{"function as an operator", `mention.content contains_text "a"`, []string{`line 1, column 17: unexpected contains_text, write it in front as in contains_text(text, "a", "b")`}},
		{"AND", `true AND false`, []string{`line 1, column 6: unexpected AND, did you mean and?`}},
		{"text without an operator", `mention.type "sent"`, []string{`line 1, column 14: unexpected text "sent"`}},
		{"ends too early", `mention.type ==`, []string{`line 1, column 15: the expression ends too early`}},
		{"bracket not closed", `(mention.type == "a"`, []string{`line 1, column 20: the expression ends too early`}},
		{"bracket not opened", `true)`, []string{`line 1, column 5: unexpected )`}},
		{"quote missing", `mention.type == "sent`, []string{`line 1, column 22: the text is not closed, a quote is missing`}},
		{"bad escape", `mention.type == "\d"`, []string{`line 1, column 19: unknown escape in a text, write \\ for one \`}},
		{"comment not closed", `true /* x`, []string{`line 1, column 10: the comment is not closed`}},
		{"strange character", `true ~ false`, []string{`line 1, column 6: unexpected character U+007E '~'`}},
		{"hexadecimal number without digits", `record.x == 0x`, []string{`line 1, column 13: bad number "0x"`}},
		{"hexadecimal number alone", `0x == 1`, []string{`line 1, column 1: bad number "0x"`}},
		{"field of a choice", `(mention ?? mention).id == "5"`, []string{`line 1, column 10: mention ?? mention is one object or another, name the field in each of them`}},
		{"bad number", `1x == 1`, []string{`line 1, column 2: bad number "1x"`}},
		{"name missing", `mention. == 1`, []string{`line 1, column 13: a name is missing after the dot`}},
		{"only a space", ` `, []string{`line 1, column 1: is empty`}},
		{"coalesce beside an operator", `record.a ?? record.b and true`, []string{`line 1, column 22: put brackets around ?? and its two sides beside another operator`}},
		{"variables", `let x = 1; x == 1`, []string{`line 1, column 1: a filter is one expression, without let and ;`, `line 1, column 10: a filter is one expression, without let and ;`}},
		{"if", `if true { true } else { false }`, []string{
			`line 1, column 1: if is not available, write test ? this : that`, `line 1, column 18: if is not available, write test ? this : that`}},
		{"range", `2 in 1..3`, []string{`line 1, column 7: ranges are not available, write x >= 1 and x <= 5`}},
		{"power", `2 ** 3 == 2 ^ 3`, []string{`line 1, column 3: powers are not available`, `line 1, column 13: powers are not available`}},
		{"pipe", `mention.tags | any(# == "a")`, []string{`line 1, column 14: | is not available, write or between tests, and a function with its value in brackets`}},
		{"global", `::len("a") == 1`, []string{`line 1, column 1: :: is not available`}},
		{"map and others", `map(mention.tags, #)`, []string{`line 1, column 1: the function map is not available in filters`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			p, err := c.Compile(text(tc.text))
			require.Equal(t, tc.want, lines(err), "%s", tc.text)
			require.Nil(t, p)
			var one *filter.Error
			require.True(t, errors.As(err, &one))
		})
	}
}

// A saved filter is the filter of that name.
func TestSaved(t *testing.T) {
	t.Parallel()
	c := filter.Compiler{Saved: map[string]filter.Filter{
		"vip": text(`"vip" in case.tags`), "alias": {Saved: "vip"}, "tree": tree(test("case.tags", "is", "vip")), "all": {},
		"bad": text(`x == 1 and y == 2`), "via": {Saved: "bad"}, "a": {Saved: "b"}, "b": {Saved: "c"}, "c": {Saved: "a"}, "self": {Saved: "self"},
		"gone": {Saved: "nobody"},
	}}
	for _, name := range []string{"vip", "alias", "tree", "all"} {
		p, err := c.Compile(filter.Filter{Saved: name})
		require.NoError(t, err)
		ok, err := p.Match(filter.NewView(sample()))
		require.NoError(t, err)
		require.True(t, ok, name)
		ok, err = p.Match(filter.NewView(bare()))
		require.NoError(t, err)
		require.Equal(t, name == "all", ok, name)
	}
	for _, tc := range []struct {
		name string
		want []string
	}{
		{"vips", []string{`unknown saved filter "vips", did you mean vip?`}},
		{"bad", []string{`saved filter "bad": line 1, column 1: unknown field x`, `saved filter "bad": line 1, column 12: unknown field y`}},
		{"via", []string{`saved filter "bad": line 1, column 1: unknown field x`, `saved filter "bad": line 1, column 12: unknown field y`}},
		{"a", []string{`saved filters refer to each other without an end: "a" to "b" to "c" to "a"`}},
		{"self", []string{`saved filters refer to each other without an end: "self" to "self"`}},
		{"gone", []string{`unknown saved filter "nobody"`}},
	} {
		_, err := c.Compile(filter.Filter{Saved: tc.name})
		require.Equal(t, tc.want, lines(err), tc.name)
	}
	_, err := c.Compile(filter.Filter{Saved: "vip", Text: "true"})
	require.EqualError(t, err, "a filter is a text, a saved filter or a tree, not several of them")
}

// Alternatives add, conditions side by side multiply.
func TestMaxComplexity(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text  string
		score int
	}{
		{`true`, 1},
		{`(mention.type == "a" or mention.type == "b" or mention.type == "c") and (mention.status == "d" or mention.status == "e")`, 6},
		{`mention.type == "a" and mention.status == "b"`, 1},
		{`mention.type in ["a", "b", "c"] and not (word(mention.content, "x", "y"))`, 6},
		{`words(mention.content, "x", "y")`, 1},
		{`exact(mention.content, "x", "y")`, 2},
		{`is(record.x, 1, 2) && (contains_text(mention.content, "a", "b") || changed("case.priority"))`, 6},
		{`any(mention.tags, # == "a" or # == "b")`, 2},
		{`mention.private ? true : false`, 2},
		{`"a" in mention.tags`, 1},
	} {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			fits, small := filter.Compiler{MaxComplexity: tc.score}, filter.Compiler{MaxComplexity: tc.score - 1}
			_, err := fits.Compile(text(tc.text))
			require.NoError(t, err)
			_, err = small.Compile(text(tc.text))
			if tc.score == 1 {
				require.NoError(t, err) // zero is no bound
				return
			}
			require.ErrorContains(t, err, "the complexity is")
		})
	}
	huge := filter.Compiler{MaxComplexity: 80}
	_, err := huge.Compile(tree(manyGroups(8)))
	require.ErrorContains(t, err, "the complexity is 6561, more than 80")
}

// manyGroups is n groups of three alternatives, all of which must hold.
func manyGroups(n int) filter.Cond {
	var c filter.Cond
	for range n {
		c.All = append(c.All, filter.Cond{Any: []filter.Cond{test("mention.type", "is", "a"), test("mention.type", "is", "b"), test("mention.type", "is", "c")}})
	}
	return c
}
