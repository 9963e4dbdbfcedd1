package filter_test

import (
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// What a filter says about an event that carries everything.
func TestMatch(t *testing.T) {
	t.Parallel()
	view := filter.NewView(sample())
	for _, group := range []struct {
		name      string
		yes, noes []string
	}{
		{"equality",
			[]string{`mention.service == "twitter"`, `"twitter" == mention.service`, `mention.service != "email"`, `mention["service"] == 'twitter'`,
				`case.status == "pending"`, `event.kind == "case_updated"`, `event.actor == "agent"`, `event.record_id == "r1"`, `event.source == "reviews"`,
				`event.object == "review"`, `record.Rating == 2`, `record.Rating == 2.0`, `record["Store Name"] == "Madrid"`, `record.owner.id == 7`,
				`record.owner?.name == "Bo"`, `mention.contact.fields.tier == "gold"`, `mention.contact.fields.age == 42`, `mention.fields["x y"] == "z"`,
				`mention.title == mention.title`, `mention.contact.name == mention.author.name`, `record.flag == true`, `mention.private == true`,
				`mention.private`, `true`, `(1 == 1) == true`, `event.at == date("2026-01-05T13:00:00+01:00")`, `event.at == date(1767614400)`,
				`duration("48h") == duration("2d")`, `record.state == "waiting"`, `record.flag`, `mention.author.followers == 1500`, `-1 != 1`, `record.zero == 0`},
			[]string{`mention.service == "Twitter"`, `mention.service != "twitter"`, `record.stars == 4`, `record.Rating == "2"`, `record.topics == "Delivery"`,
				`mention.private == false`, `mention.private != true`, `record.flag == "true"`, `mention.title == mention.content`, `false`}},
		{"order",
			[]string{`record.Rating < 3`, `record.Rating <= 2`, `3 > record.Rating`, `2 >= record.Rating`, `1 < record.Rating < 3`, `mention.author.followers > 1499.5`,
				`mention.arrived < event.at`, `mention.published >= date("2026-01-05")`, `mention.country < "F"`, `record.state > "w"`, `number(record.stars) >= 4`,
				`number(record.half) > 4.4`, `date(record.when) < event.at`, `date(record.unix) == date("2026-01-03T12:00:00Z")`,
				`event.at - mention.arrived == duration("1h")`, `event.at - duration("1d") > case.opened`, `event.at - date(record.when) > duration("23h")`},
			[]string{`record.Rating > 2`, `record.Rating < 2`, `mention.arrived > event.at`, `number(record.stars) > 4`, `2 < record.Rating < 3`}},
		{"membership",
			[]string{`"vip" in mention.tags`, `"x" not in mention.tags`, `mention.service in ["email", "twitter"]`, `mention.service not in ["email"]`,
				`"Delivery" in record.topics`, `5 in record.scores`, `record.Rating in [1, 2]`, `record.Rating in [2.0]`, `"tier" in mention.contact.fields`, `"Rating" in record`,
				`mention.service in [case.title, mention.service]`, `mention.private in [true, false]`, `event.at in [date("2026-01-05T12:00:00Z")]`,
				`mention.service in ["a","b","c","d","e","f","g","h","i","j","twitter"]`, `mention.language in ['es', mention.country]`},
			[]string{`"x" in mention.tags`, `"vip" not in mention.tags`, `mention.service in ["email"]`, `mention.service not in ["twitter"]`, `7 in record.scores`,
				`"zip" in record`, `"none" in record`, `record.state in ["a","b","c","d","e","f","g","h","i","j"]`, `record.topics in ["Delivery"]`}},
		{"text",
			[]string{`mention.content contains "app"`, `mention.content startsWith "La"`, `mention.content endsWith "servidor"`, `mention.content matches "^La .*FALLA"`,
				`mention.content matches "(?i)falla"`, `mention.content not contains "x"`, `mention.content not matches "x"`, `mention.content contains mention.content`,
				`lower(mention.content) contains "falla"`, `upper(record.state) == "WAITING"`, `trim(mention.title) == "Pregunta"`, `record.state contains "wait"`,
				`word(mention.content, "falla")`, `word(mention.content, "x", "error de servidor")`, `words(mention.content, "falla", "app")`, `exact(mention.content, "x", "FALLA")`,
				`contains_text(mention.content, "alla, ERR")`, `word(record.state, "waiting")`, `word(lower(mention.content), "falla")`,
				`word(mention.content, "fall*")`, `word(mention.content, "\"app falla\"")`, `contains_text(record.state, "WAIT")`},
			[]string{`mention.content contains "falla"`, `mention.content startsWith "la"`, `word(mention.content, "fall")`, `words(mention.content, "falla", "x")`,
				`contains_text(mention.content, "x")`, `mention.content matches "falla"`, `mention.content contains record.word`}},
		{"is",
			[]string{`is(record.topics, "Delivery")`, `is(record.Rating, 2)`, `is(record.stars, 4)`, `is(record.half, 4.5)`, `is(record.closed, true)`,
				`is(record.state, "x", "waiting")`, `is(mention.tags, "app", "x")`, `is(record.scores, 5)`, `not is(record.topics, "Staff")`, `is(record.word, "abc", 4)`,
				`is(mention.service, "twitter")`, `is(record.flag, true)`, `is(mention.private, true)`, `is(event.at, date("2026-01-05T12:00:00Z"))`, `is(record.stars, -1, 4)`},
			[]string{`is(record.topics, "delivery")`, `is(record.Rating, 3)`, `is(record.Rating, "3")`, `is(record.stars, 5)`, `is(record.closed, false)`, `is(record.word, "x", 4)`,
				`is(record.scores, 7)`, `is(mention.tags, "x")`, `is(record.topics, 1)`, `is(mention.private, false)`, `is(record.owner, 7)`}},
		{"loops",
			[]string{`any(mention.tags, # == "vip")`, `any(mention.tags, {# startsWith "v"})`, `all(mention.tags, len(#) == 3)`, `none(mention.tags, # == "x")`,
				`one(mention.tags, # == "vip")`, `count(mention.tags, # contains "p") == 2`, `any(record.people, .role == "admin")`, `any(record.people, #.role == "admin")`,
				`any(record.scores, # > 4)`, `any(record.topics, word(#, "delivery"))`, `any(mention.tags, # in ["vip"])`, `any(record.topics, "x" in [#, "x"])`,
				`any(record.people, # != nil)`, `any(record.people, "role" in #)`, `any(mention.tags, # == "vip") or any(mention.tags, # == "y")`},
			[]string{`any(mention.tags, # == "x")`, `all(mention.tags, # == "vip")`, `none(mention.tags, # == "vip")`, `one(mention.tags, # contains "p")`, `any(record.people, .role == "x")`}},
		{"logic",
			[]string{`true and true`, `false or true`, `not false`, `!false`, `true && !(false || false)`, `mention.private ? true : false`, `record.flag ? record.flag : false`,
				`not (record.none)`, `(mention.category ?? "none") == "none"`, `(mention.title ?? "none") == "Pregunta"`, `(record.none ?? record.state) == "waiting"`,
				`(mention.private ?? false)`, `(record.flag ? "a" : "b") == "a"`, `(record.flag ? nil : "b") == nil`, `bool(record.closed)`, `record.flag and record.flag`},
			[]string{`true and false`, `false or false`, `not true`, `mention.private ? false : true`, `(record.flag ? "a" : nil) == "b"`, `(record.none ? true : false)`}},
		{"numbers",
			[]string{`record.Rating + 1 == 3`, `record.Rating - 1 == 1`, `record.Rating * 2.5 == 5`, `record.Rating / 4 == 0.5`, `7 % 4 == 3`, `-record.Rating == -2`, `+record.Rating == 2`,
				`abs(-2) == 2`, `abs(-2.5) == 2.5`, `round(2.5) == 3`, `floor(2.7) == 2`, `ceil(2.1) == 3`, `floor(-2) == -2`, `len(mention.title) == 8`, `len(mention.tags) == 2`, `len(record.topics) == 2`,
				`len(record.owner) == 2`, `len("héé") == 3`, `9007199254740993 == 9007199254740993`, `9007199254740993 != 9007199254740992`,
				`9223372036854775807 + 1 > 9223372036854770000`, `4611686018427387904 * 4 > 1`, `-9223372036854775807 - 10 < 0`, `number("4") == 4`, `number(" -4.5e1 ") == -45`},
			[]string{`record.Rating + 1 == 4`, `number(record.stars) == 5`}},
		{"changes",
			[]string{`changed("case.priority")`, `changed("priority")`, `was("case.priority") == "low"`, `was("case.status") == "unresolved"`, `was("case.title") == nil`,
				`not changed("mention.content")`, `not changed("case.fields.tier")`, `was("status") in ["unresolved"]`},
			[]string{`changed("case.title")`, `was("case.priority") == "high"`, `was("case.title") == "x"`}},
		{"elements",
			[]string{`record.topics[0] == "Delivery"`, `record.topics[-1] == "Price"`, `mention.tags[0] == "vip"`, `record.people[1].role == "user"`, `record.scores[1] == 5`,
				`record.topics[9] == nil`, `mention.tags[5] == nil`, `record[mention.fields["no"]] == nil`, `record.owner["id"] == 7`, `record[mention.title] == nil`},
			[]string{`record.topics[0] == "Price"`, `mention.tags[1] == "vip"`}},
	} {
		t.Run(group.name, func(t *testing.T) {
			for i, list := range [][]string{group.yes, group.noes} {
				for _, s := range list {
					got, err := compile(t, text(s)).Match(view)
					require.NoError(t, err, "%s", s)
					require.Equal(t, i == 0, got, "%s", s)
				}
			}
		})
	}
}

// On what is missing every positive test is false and every negative one is true.
func TestMissing(t *testing.T) {
	t.Parallel()
	positive := []string{
		`mention.type == "sent"`, `"sent" == mention.type`, `mention.type in ["sent"]`, `mention.content contains "x"`, `mention.content startsWith "x"`,
		`mention.content endsWith "x"`, `mention.content matches ".*"`, `word(mention.content, "x")`, `words(mention.content, "x")`, `contains_text(mention.content, "x")`,
		`mention.private`, `mention.private == true`, `mention.private == false`, `mention.private in [true, false]`, `is(mention.private, false)`,
		`mention.author.followers < 100`, `mention.author.followers >= 0`, `mention.author.followers == 0`, `mention.author.followers + 1 > 0`, `-mention.author.followers < 1`,
		`abs(mention.author.followers) >= 0`, `"x" in mention.tags`, `any(mention.tags, true)`, `all(mention.tags, true)`, `one(mention.tags, true)`, `mention.arrived < event.at`,
		`mention.arrived > date("1970-01-01")`, `mention.arrived == mention.arrived`, `mention.title == mention.content`, `mention.title contains mention.content`,
		`event.at - mention.arrived > duration("1h")`, `event.at - mention.arrived < duration("1h")`, `mention.title < "x"`, `mention.title <= mention.content`,
		`record.x == 1`, `record.x == "a"`, `record.x == record.y`, `record.x`, `record.x == false`, `record.x < 1`, `record.x > 1`, `record.x in [1]`, `record.x.y.z == 1`,
		`record.x["y"] == 1`, `record.x[0] == 1`, `"a" in record.x`, `record.x in record.y`, `any(record.x, true)`, `all(record.x, true)`, `record.x contains "a"`, `record.x matches ".*"`,
		`word(record.x, "a")`, `is(record.x, "a", 1, true)`, `number(record.x) == 1`, `number(record.x) < 1`, `date(record.x) < event.at`, `bool(record.x)`, `bool(record.x) == false`,
		`lower(record.x) contains "a"`, `record.x + 1 == 1`, `record.x * 0 == 0`, `record.x / 2 < 1`, `record.x % 2 == 0`, `round(record.x) == 0`, `mention.contact.fields.tier == "gold"`,
		`case.tags[0] == "x"`, `case.assigned.users != nil`, `case.contact != nil`, `mention != nil`, `record != nil`, `mention.author != nil`, `mention.private != nil`, `"x" in case.fields`,
		`was("case.priority") == "low"`, `record.x ? true : false`, `mention.type != ""`, `"x" in [mention.type, record.x]`, `len(mention.content) > 0`, `was("case.tags") contains "x"`,
	}
	for _, s := range positive {
		t.Run(s, func(t *testing.T) {
			require.False(t, match(t, text(s), bare()), "%s", s)
			require.True(t, match(t, text("not ("+s+")"), bare()), "not (%s)", s)
		})
	}
	for _, s := range []string{
		`mention.type != "sent"`, `mention.type not in ["sent"]`, `"x" not in mention.tags`, `none(mention.tags, true)`, `mention.private != true`, `mention.private != false`,
		`mention.author.followers != 5`, `record.x != 1`, `record.x not in [1]`, `mention.title != mention.content`, `not word(mention.content, "x")`, `mention == nil`,
		`mention.author == nil`, `case.contact == nil`, `case != nil`, `record == nil`, `event != nil`, `case.tags == nil`, `mention.type == nil`, `mention.type == ""`, `"" == mention.type`,
		`nil == record.x`, `record.x.y == nil`, `count(mention.tags, true) == 0`, `len(record.x) == 0`, `(mention.author.followers ?? 5) == 5`, `not (mention.private ?? mention.private)`, `not (mention.private ? mention.private : mention.private)`, `(mention.private ?? true)`,
		`case.opened == nil`, `mention.author.followers == nil`, `(record.x ?? "a") == "a"`, `event.tag == nil`, `(mention.private ? 1 : 2) == 2`,
	} {
		t.Run(s, func(t *testing.T) {
			require.True(t, match(t, text(s), bare()), "%s", s)
		})
	}
}

// A fault at run time is an error with a place, and never false.
func TestRunError(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"text for a number", `true and record.word > 3`, `line 1, column 10: record.word is text "abc", not a number`},
		{"also what could be read", `record.stars > 3`, `line 1, column 1: record.stars is text "4", not a number`},
		{"on the right", `3 < record.word`, `line 1, column 5: record.word is text "abc", not a number`},
		{"number for text", `record.Rating > "a"`, `line 1, column 1: record.Rating is the number 2, not text`},
		{"two of unknown kind", `record.Rating > record.word`, `line 1, column 15: the number 2 and text "abc" cannot be compared`},
		{"objects have no order", `record.owner > record.owner`, `line 1, column 14: an object and an object cannot be compared`},
		{"time", `record.word > event.at`, `line 1, column 1: record.word is text "abc", not a time`},
		{"number()", "\n number(record.word) == 1", `line 2, column 2: record.word is text "abc", not a number`},
		{"number() of true", `number(record.flag) == 1`, `line 1, column 1: record.flag is true, not a number`},
		{"bool()", `bool(record.word)`, `line 1, column 1: record.word is text "abc", not true or false`},
		{"date()", `date(record.word) < event.at`, `line 1, column 1: record.word is text "abc", not a time`},
		{"test", `record.word`, `line 1, column 1: record.word is text "abc", not true or false`},
		{"not", `not record.word`, `line 1, column 5: record.word is text "abc", not true or false`},
		{"search in a number", `word(record.Rating, "a")`, `line 1, column 1: record.Rating is the number 2, not text`},
		{"search in a list", `word(record.topics, "a")`, `line 1, column 1: record.topics is a list, not text`},
		{"part of a number", `contains_text(record.Rating, "2")`, `line 1, column 1: record.Rating is the number 2, not text`},
		{"start of a truth", `starts_with(record.flag, "t")`, `line 1, column 1: record.flag is true, not text`},
		{"text() of an object", `text(record.owner) == "a"`, `line 1, column 6: record.owner is an object, not text`},
		{"sum of a text and a duration", `record.word + duration("1h") > event.at`, `line 1, column 1: record.word is text "abc", not a time`},
		{"product of a text and a duration", `duration("1h") * record.word > duration("1h")`, `line 1, column 18: record.word is text "abc", not a number`},
		{"a duration by nothing", `duration("1h") / record.zero > duration("1h")`, `line 1, column 16: division by zero`},
		{"a duration by no duration", `duration("1h") / duration("0s") == 1`, `line 1, column 16: division by zero`},
		{"a very long duration", `duration("100000h") * 1000 > duration("1h")`, `line 1, column 21: the duration is longer than 292 years`},
		{"the least of a text", `min(record.word, 5) == 1`, `line 1, column 5: record.word is text "abc", not a number`},
		{"date() in another form", `date(record.word, "02/01/2006", "UTC") < event.at`, `line 1, column 1: record.word is text "abc", not a time as in "02/01/2006"`},
		{"weekday of a text", `weekday(record.when, "UTC") == "monday"`, `line 1, column 9: record.when is text "2026-01-04T12:00:00Z", not a time`},
		{"contains", `record.Rating contains "a"`, `line 1, column 1: record.Rating is the number 2, not text`},
		{"contains what", `mention.content contains record.Rating`, `line 1, column 26: record.Rating is the number 2, not text`},
		{"matches", `record.Rating matches "a"`, `line 1, column 1: record.Rating is the number 2, not text`},
		{"in text", `"a" in record.word`, `line 1, column 5: in needs a list, not text "abc"`},
		{"loop over text", `any(record.word, # == "a")`, `line 1, column 5: record.word is text "abc", not a list`},
		{"arithmetic", `record.word + 1 == 2`, `line 1, column 1: record.word is text "abc", not a number`},
		{"division", `record.Rating / record.zero == 1`, `line 1, column 15: division by zero`},
		{"remainder", `record.Rating % 0 == 1`, `line 1, column 15: division by zero`},
		{"field of a text", `record.word.x == 1`, `line 1, column 1: record.word is text "abc", which has no fields`},
		{"name in a list", `record.topics.x == 1`, `line 1, column 1: a list has elements by number, not by text "x"`},
		{"number in an object", `record.owner[0] == 1`, `line 1, column 1: an object has fields by name, not by the number 0`},
		{"length", `len(record.Rating) == 1`, `line 1, column 1: the number 2 has no length`},
		{"is a number", `is(record.word, 4)`, `line 1, column 1: record.word is text "abc", not a number`},
		{"is true", `is(record.word, true)`, `line 1, column 1: record.word is text "abc", not true or false`},
		{"lower", `lower(record.Rating) == "a"`, `line 1, column 7: record.Rating is the number 2, not text`},
		{"round", `round(record.word) == 1`, `line 1, column 7: record.word is text "abc", not a number`},
		{"element", `any(record.topics, # > 3)`, `line 1, column 20: # is text "Delivery", not a number`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ok, err := compile(t, text(tc.text)).Match(filter.NewView(sample()))
			var run *filter.RunError
			require.ErrorAs(t, err, &run)
			require.EqualError(t, err, tc.want)
			require.False(t, ok)
		})
	}
}

// A fault does not spoil the view for the next filter, and is not reached behind what decides before.
func TestRunErrorStaysAlone(t *testing.T) {
	t.Parallel()
	v := filter.NewView(sample())
	_, err := compile(t, text(`any(record.topics, # > 3)`)).Match(v)
	require.Error(t, err)
	for _, s := range []string{`record.state == "waiting"`, `true or record.word > 3`, `not (false and record.word > 3)`, `any(mention.tags, # == "app")`} {
		ok, err := compile(t, text(s)).Match(v)
		require.NoError(t, err)
		require.True(t, ok, s)
	}
}

func TestZeroFilterMatchesEverything(t *testing.T) {
	t.Parallel()
	p := compile(t, filter.Filter{})
	for _, ev := range []trigger.Event{{}, sample(), bare()} {
		ok, err := p.Match(filter.NewView(ev))
		require.NoError(t, err)
		require.True(t, ok)
	}
	require.Equal(t, "true", p.String())
	require.True(t, filter.Filter{}.IsZero())
	require.False(t, text("true").IsZero())
}

// int and float are other names of number; both leave what is missing missing.
func TestNumbersByOtherNames(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		`int(record.half) == 4`: true, `float(record.half) == 4.5`: true, `int(record.Rating) == 2`: true, `int(-2.7) == -2`: true, `int(record.none) == 0`: false, `float(record.none) == nil`: true,
		`abs(record.none) == nil`: true, `abs(-9223372036854775807) > 0`: true, `round(number(record.half)) == 5`: true, `ceil(-2.5) == -2`: true,
	} {
		require.Equal(t, want, match(t, text(s), sample()), s)
	}
	_, err := compile(t, text(`int(record.word) > 3`)).Match(filter.NewView(sample()))
	require.EqualError(t, err, `line 1, column 1: record.word is text "abc", not a number`)
}
