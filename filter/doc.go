// Package filter answers the question: does this event concern the recipe? It also fills in the templates of texts.
//
// A [Filter] is data: nothing at all (every event), an expression, the name of a saved filter, or a tree of
// conditions. A [Compiler] checks it and makes a [Program], which is matched against a [View] of an event:
//
//	var c filter.Compiler
//	p, err := c.Compile(filter.Filter{Text: `mention.type != "sent" and word(mention.content, "falla")`})
//	// all faults are in err, with line, column and what was probably meant
//	ok, err := p.Match(filter.See(event))
//
// The package reads events and nothing else. It does not know recipes, hours or actions, keeps no state between
// events and never changes one. A caller must not share a View between goroutines, and must not take an error of
// Match for "does not match".
//
// # Fields
//
// Every field of a mention, a case and an event has its JSON name: mention.content, case.contact.name, event.kind.
// record is the document of a record itself: record.state, record["Store Name"]. Its source, object and ID are
// event.source, event.object and event.record_id. The fields that hosts add are mention.fields, case.fields and
// contact.fields; what is in them, and in record, has no type until an event comes. A polled record has attributes
// beside it, local.approver, global.instance and user.department, and lookup, the document that was looked up for it.
// In the texts of a recipe's later actions task.name is what the action of that name found out.
//
// # Missing is not zero
//
// An empty text, a time that is zero, an unknown number and everything within a mention, case or record that is not
// there are missing. On what is missing every positive test is false and every negative one true: mention.type !=
// "sent" is true for a case, mention.author.followers < 100 is false when nobody knows how many there are. all(list,
// test) is false, none(list, test) true. Arithmetic with a missing number is missing, and so is a field of
// something missing; two missing values are not equal. x == nil and x == "" ask whether x is missing or empty.
//
// A text where a number is needed is an error at run time ([RunError]), never false: number(x) reads it.
//
// # Language
//
// The language is that of https://expr-lang.org with fewer ways to do harm:
//
//	and, or, not (also &&, ||, !)      not binds tighter than ==: write not (a == b)
//	==, !=, <, <=, >, >=               numbers, texts, times and durations
//	in, not in                         a list in brackets, a list of the event, the names of an object
//	contains, startsWith, endsWith     parts of texts, letter for letter
//	matches                            an RE2 expression in quotes
//	+, -, *, /, %                      numbers; time - time is a duration, time + duration a time, duration * number a
//	                                   duration, duration / duration a number
//	a ? b : c, a ?? b                  one or the other; b where a is missing
//
//	word(text, "a", "b")               any of the words or phrases
//	words(text, "a", "b")              all of them
//	contains_text(text, "a", "b")      any of them as a part of the text, upper or lower case alike
//	starts_with(text, "a", "b")        it begins with any of them, upper or lower case alike
//	ends_with(text, "a", "b")          it ends with any of them
//	is_text(text, "a", "b")            it is any of them, space around it left aside; all four take a list, too
//	is(value, "a", 1, true)            equals one of them, or is a list that has one; "25" is 25 and "true" is true,
//	                                   whichever of the two the value is
//	changed("case.priority")           whether the update changed the field, a part of it, or it with what is around it
//	was("case.priority")               what it was before, missing when it did not change
//	number(x), bool(x)                 reads a text; int(x) is a number without its fraction, float(x) another name for
//	                                   number(x)
//	date(x)                            reads a date, or a time in RFC 3339, also with a space for its T and an offset
//	                                   like +0100; seconds since 1970, above 100,000,000,000 milliseconds
//	date(x, "02/01/2006 15:04", zone)  reads a text in another form, written with the layouts of package time
//	duration("36h")                    also "2d", "1w"
//	weekday(t, "Europe/Brussels")      the day that clocks there show, "monday"
//	today(t, "Europe/Brussels")        whether it is on the date of event.at there
//	format(t, "02/01/2006", zone)      the time as clocks there show it
//	open("office")                     whether the calendar is open at event.at; open("office", t) at another time
//	open_time("office", from, to)      how long it is open between two times
//	min(a, b), max(a, b)               of numbers, times or durations; missing when one of them is
//	text(html)                         the text without its tags, scripts and styles, and &amp; as &
//	any, all, none, one, count         (list, test): # is the element, #.name a field of it
//	len, lower, upper, trim, abs, round, floor, ceil
//
// # Words
//
// word, words and the operators contains_any, contains_all and contains_none of a tree look for whole words and
// phrases. Case, compatibility forms (NFKC, https://unicode.org/reports/tr15/) and the accents of Latin letters make
// no difference: PREÇO is preco, ０６２７ is 0627, ß is ss, ł is l, æ is ae. Marks of other scripts are parts of their
// letters: Hindi की is not क, Russian й is not и. Any run of white space is one space; soft hyphens, marks of
// direction and the stroke that draws Arabic words out are not there; curly quotes and apostrophes are straight.
//
// A word ends where a letter, digit or mark meets anything else, be it punctuation (also _ - ' # and @), an emoji, a
// joiner, or a symbol or superscript that only looks like letters and digits: Qualtrics™ and falla² hold qualtrics and
// falla, and m² is not m2. Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces, so there a term
// may begin and end anywhere between two letters. A "*" at the end of a term lets the word go on. A term may stand in
// double quotes.
//
// contains_text, starts_with, ends_with and is_text take a term as it is: only case is folded, also ß to ss and the
// Turkish i's to i. contains_text and is_text take any run of white space as one space.
//
// # Many filters
//
// An [Index] finds the rules that an event concerns among very many, without running their programs one by one. Package
// recipe keeps one; a host that matches single filters needs none. What a filter means is what its program says: the index
// takes a filter apart into tests of single fields that it answers exactly as the program does (comparisons with
// constants, lists, words, parts and beginnings of texts, patterns, changes, ages), and where it does not understand a part it only narrows down for
// which events the program must be asked. A filter that could end in an error is always asked.
//
// # Hostile filters and events
//
// What could hang or kill a process is refused when a filter compiles, fast: more than 8 KiB of text, 2,000 parts or
// 64 levels of nesting, a loop within a loop (also a long text searched again for every element; a list may be looked
// through for every element of another, which is counted), patterns that are
// not constant, long or repeat too much, variables, sequences, ranges, powers, and all functions but those above.
//
// What is left can still be too much for a large event: a thousand words in 10 MB of text, a large pattern in a loop
// over 100,000 tags. So every Match, Render and Explain has a budget of work. It is counted, not timed: the same filter
// on the same event always ends the same way, whatever ran before. It is enough for twenty words and a small pattern in
// 10 MB, or for some tests of each of 100,000 short tags; when it is spent, which takes in the order of a second, the
// evaluation ends with a [RunError]. Not counted are the copying of the event into a [View], what a host's own types
// do when a template writes them, and what an [Index] does: a filter that it decides alone never works too long.
package filter
