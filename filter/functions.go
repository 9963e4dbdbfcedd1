package filter

// functions returns one row for each function, or for several that differ in name only. A quoted text in a usage must be a
// constant.
func functions() []function {
	return []function{
		{[]help{
			{"word", "any of the words or phrases is in the text, whole", `word(mention.content, "refund", "money back")`},
		}, 2, many, `(text, "a", "b")`, (*lowering).search, true, castFails(aText), searchFormula},
		{[]help{
			{"words", "all of the words or phrases are in the text, whole", `words(mention.content, "order", "late")`},
		}, 2, many, `(text, "a", "b")`, (*lowering).search, false, castFails(aText), searchFormula},
		{[]help{
			{"exact", "any of the words or phrases is in the text, letter for letter", `exact(mention.content, "ACME")`},
		}, 2, many, `(text, "a", "b")`, (*lowering).search, true, castFails(aText), searchFormula},
		{[]help{
			{"contains_text", "any of the texts is a part of the text, or of one in the list; case makes no difference", `contains_text(mention.title, "invoice")`},
			{"starts_with", "the text, or one in the list, begins with any of the texts; case makes no difference", `starts_with(mention.title, "RE:")`},
			{"ends_with", "the text, or one in the list, ends with any of the texts; case makes no difference", `ends_with(mention.contact.email, "@example.com")`},
			{"is_text", "the text, or one in the list, is any of the texts; case and the space around it make no difference", `is_text(mention.content, "stop")`},
		}, 2, many, `(text, "a", "b")`, (*lowering).search, true, plainFails, searchFormula},
		{[]help{
			{"is", `the value equals one of the others, or is a list that has one; "25" is 25, and "true" is true`, `is(case.fields.floor, 25)`},
		}, 2, many, `(value, "a", "b")`, (*lowering).is, true, isFails, isFormula},
		{[]help{
			{"changed", "the update changed the field, a part of it, or the whole around it", `changed("case.priority")`},
		}, 1, 1, `("case.priority")`, (*lowering).change, false, neverFails, changedFormula},
		{[]help{
			{"was", "the field before it changed; missing when it did not", `was("case.priority") == "low"`},
		}, 1, 1, `("case.priority")`, (*lowering).change, false, neverFails, asked},
		{[]help{
			{"number", "reads a number", `number(record.amount) > 500`},
			{"float", "another name for number", `float(record.score) >= 0.5`},
			{"int", "reads a number and drops its fraction", `int(record.stars) == 4`},
		}, 1, 1, "(value)", (*lowering).conversion, false, numberFails, asked},
		{[]help{
			{"bool", "reads true or false", `bool(case.fields.premium)`},
		}, 1, 1, "(value)", (*lowering).conversion, false, boolFails, asked},
		{[]help{
			{"date", "reads a time: ISO 8601, seconds since 1970, or a text in the form that the second text shows", `date(case.fields.due) < event.at`},
		}, 1, 3, `("2026-01-31T12:00:00Z") or date(text, "02/01/2006 15:04", "Europe/Brussels")`, (*lowering).date, false, dateFails, asked},
		{[]help{
			{"duration", `a length of time: "90s", "30m", "36h", "2d", "1w"`, `event.at - case.opened > duration("2d")`},
		}, 1, 1, `("36h")`, (*lowering).duration, false, dateFails, asked},
		{[]help{
			{"lower", "the text in lower case", `lower(mention.author.handle) == "acme"`},
			{"upper", "the text in upper case", `upper(record.currency) == "EUR"`},
			{"trim", "the text without the space around it", `trim(record.name) != ""`},
		}, 1, 1, "(text)", (*lowering).textFunction, false, castFails(aText), asked},
		{[]help{
			{"text", "the text without its HTML tags, scripts and styles, and with &amp; as &", `word(text(mention.content), "refund")`},
		}, 1, 1, "(html)", (*lowering).text, false, castFails(aText), asked},
		{[]help{
			{"open", "the calendar is open when the event happens, or at another time", `not open("office")`},
		}, 1, 2, `("office") or open("office", time)`, (*lowering).calendar, false, openFails, asked},
		{[]help{
			{"open_time", "how long the calendar is open between two times", `open_time("office", case.opened, event.at) >= duration("2h")`},
		}, 3, 3, `("office", from, to)`, (*lowering).calendar, false, openFails, asked},
		{[]help{
			{"weekday", "the day of the week in the zone", `weekday(event.at, "Europe/Brussels") == "monday"`},
			{"today", "the time is on the event's date in the zone", `today(case.opened, "Europe/Brussels")`},
		}, 2, 2, `(time, "Europe/Brussels")`, (*lowering).clock, false, castFails(aTime), asked},
		{[]help{
			{"format", "the time in the zone, in the form that the text shows", `{{ format(case.opened, "02/01/2006 15:04", "Europe/Brussels") }}`},
		}, 3, 3, `(time, "02/01/2006 15:04", "Europe/Brussels")`, (*lowering).clock, false, castFails(aTime), asked},
		{[]help{
			{"min", "the least of numbers, times or durations; missing when one of them is", `min(number(record.a), number(record.b)) < 3`},
			{"max", "the greatest of numbers, times or durations; missing when one of them is", `max(case.opened, mention.arrived) < event.at`},
		}, 2, many, "(a, b)", (*lowering).minMax, false, minMaxFails, asked},
		{[]help{
			{"len", "the number of characters of a text, or of members of a list", `len(case.tags) > 3`},
		}, 1, 1, "(value)", (*lowering).length, false, lengthFails, asked},
		{[]help{
			{"abs", "the number without its sign", `abs(number(record.balance)) > 100`},
			{"round", "the nearest whole number", `round(number(record.score)) == 4`},
			{"floor", "the number rounded down to a whole number", `floor(number(record.score)) == 4`},
			{"ceil", "the number rounded up to a whole number", `ceil(number(record.score)) == 5`},
		}, 1, 1, "(number)", (*lowering).numberFunction, false, castFails(aNumber), asked},
		{[]help{
			{"any", "the test holds for an element of the list; # is the element, #.name a field of it", `any(case.tags, # startsWith "vip")`},
			{"all", "the test holds for every element", `all(case.tags, # != "spam")`},
			{"none", "the test holds for no element", `none(case.tags, # contains "test")`},
			{"one", "the test holds for exactly one element", `one(case.tags, # startsWith "team-")`},
			{"count", "the number of elements for which the test holds", `count(record.items, #.price > 100) >= 2`},
		}, 2, 2, "(list, test with #)", (*lowering).loopOver, false, loopFails, asked},
	}
}
