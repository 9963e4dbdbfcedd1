// Package filter decides whether an event concerns a recipe, and fills in the templates of texts.
//
// A [Filter] is data: nothing (every event), an expression, the name of a saved filter, or a tree of conditions. A
// [Compiler] checks it and returns a [Program], which is matched against a [View] of an event:
//
//	var c filter.Compiler
//	p, err := c.Compile(filter.Filter{Text: `mention.type != "sent" and word(mention.content, "falla")`})
//	// err holds all faults, with line, column and suggestions
//	ok, err := p.Match(filter.NewView(event))
//
// The package only reads events. It knows nothing of recipes, hours or actions, keeps no state between events and never
// changes one. A caller must not share a View between goroutines, and must not treat an error of Match as "does not
// match".
//
// # Fields
//
// Fields of a mention, a case and an event have their JSON names: mention.content, case.contact.name, event.kind.
// record is the document of a record: record.state, record["Store Name"]. Its source, object and ID are event.source,
// event.object and event.record_id. Hosts' own fields are mention.fields, case.fields and contact.fields; their contents,
// and those of record, have no type until an event comes. A polled record also has attributes, local.approver,
// global.instance and user.department, and lookup, the document that its lookup returned. In the texts of a recipe's later
// actions task.name is the output of the earlier action of that name.
//
// [Fields], [Operators] and [Functions] return complete lists, for editors of recipes; [Complete] returns what may be written at a
// place of an expression, and [Describe] a filter in plain English.
//
// # Missing is not zero
//
// An empty text, a zero time, an unknown number and every field of an absent mention, case or record are missing. On a
// missing value every positive test is false and every negative one true: mention.type != "sent" is true for a case, and
// mention.author.followers < 100 is false when the number is unknown. all(list, test) is false, none(list, test) true.
// Arithmetic with a missing number gives a missing one, and so does a field of a missing value; two missing values are
// not equal. x == nil and x == "" ask whether x is missing or empty.
//
// A text where a number is needed is an error at run time ([RunError]), never false: number(x) reads it.
//
// # Language
//
// The language is that of https://expr-lang.org, restricted to make it safe:
//
//	and, or, not (also &&, ||, !)      not binds tighter than ==: write not (a == b)
//	==, !=, <, <=, >, >=               numbers, texts, times and durations; case.priority >= "high" and similar use
//	                                   the host's order, see Closed lists
//	in, not in                         a list in brackets, a list of the event, the names of an object
//	contains, startsWith, endsWith     parts of texts, letter for letter
//	matches                            an RE2 expression in quotes
//	+, -, *, /, %                      numbers; time - time is a duration, time + duration a time, duration * number a
//	                                   duration, duration / duration a number
//	a ? b : c, a ?? b                  one or the other; b where a is missing
//
//	word(text, "a", "b")               any of the words or phrases
//	words(text, "a", "b")              all of them
//	exact(text, "a", "b")              any of them, letter for letter
//	contains_text(text, "a", "b")      any of them as a part of the text, ignoring case
//	starts_with(text, "a", "b")        the text begins with any of them, ignoring case
//	ends_with(text, "a", "b")          the text ends with any of them
//	is_text(text, "a", "b")            the text is any of them, without outer space; all four also take a list
//	is(value, "a", 1, true)            equals one of them, or is a list that has one; "25" is 25 and "true" is true,
//	                                   whichever of the two the value is
//	changed("case.priority")           whether the update changed the field, a part of it, or the whole around it
//	was("case.priority")               the value before the change, missing when the field did not change
//	number(x), bool(x)                 reads a text; int(x) is a number without its fraction, float(x) another name for
//	                                   number(x)
//	date(x)                            reads a date, or a time in RFC 3339, also with a space for its T and an offset
//	                                   like +0100; seconds since 1970, above 100,000,000,000 milliseconds
//	date(x, "02/01/2006 15:04", zone)  reads a text in another format, given as a layout of package time
//	duration("36h")                    also "2d", "1w"
//	weekday(t, "Europe/Brussels")      the day of the week in that zone, "monday"
//	today(t, "Europe/Brussels")        whether t is on the date of event.at in that zone
//	format(t, "02/01/2006", zone)      the time in that layout and zone
//	open("office")                     whether the calendar is open at event.at; open("office", t) at another time
//	open_time("office", from, to)      how long the calendar is open between two times
//	min(a, b), max(a, b)               of numbers, times or durations; missing when one of them is
//	text(html)                         the text without its tags, scripts and styles, and with &amp; as &
//	any, all, none, one, count         (list, test): # is the element, #.name a field of it
//	len, lower, upper, trim, abs, round, floor, ceil
//
// # Closed lists
//
// The words of case.status, event.from, event.to, case.priority, case.sentiment and mention.sentiment are closed lists of
// the host, in order ([Compiler.World]). <, <=, >, >= and gt, gte, lt, lte, between compare them in that order, also the
// earlier value of such a field, another field of the same list, and a host's own field. A word outside of the list has
// no place in the order: no word is above or below it. [Program.Words] and [Template.Words] return the constants of a
// filter or a text that are compared with such a field and are not in its list.
//
// # HTML
//
// When the host says that the content of a mention is HTML (mention.html), word, words, exact, contains_text, starts_with,
// ends_with and is_text, and the operators of trees based on them, read text(mention.content): without tags, scripts and
// styles. ==, matches, contains and templates read the content with its HTML.
//
// # Words
//
// word, words and the operators contains_any, contains_all and contains_none of a tree look for whole words and phrases in
// every script. They ignore differences of spelling on both sides: case, compatibility forms (NFKC,
// https://unicode.org/reports/tr15/), accents, optional marks and letters that keyboards mix. PREÇO is preco, ０６２７ and
// ٠٦٢٧ are 0627, ß is ss, всё is все, أحمد is احمد. Marks that make another letter are kept: Hindi की is not क, Russian й is
// not и. Any run of white space is one space; soft hyphens, word joiners and marks of direction are ignored; curly quotes
// and apostrophes are straight.
//
// A word ends where a letter, digit or mark meets anything else: punctuation (also _ - ' # and @), an emoji, a joiner, or a
// symbol or superscript that only looks like letters and digits. Qualtrics™ and falla² contain qualtrics and falla, and m²
// is not m2. In scripts written without spaces a term may begin and end anywhere except inside a cluster; there is no
// dictionary. A "*" at the end of a term lets the word continue. A term may be put in double quotes.
//
// exact looks for the same words and phrases without this folding: letter for letter, with their case, accents and marks.
// It ignores only how a letter is encoded (NFC, and the old spellings of Bengali and Malayalam letters that end in a
// joiner), the width of white space, and invisible characters.
//
// contains_text, starts_with, ends_with and is_text take a term literally: they fold only case, including ß to ss and the
// Turkish i's to i. contains_text and is_text treat any run of white space as one space.
//
// # Scripts
//
// The table shows, for each script, the letters that word treats as equivalent in addition to case and compatibility forms,
// and where a term may begin and end. Scripts that are not in the table have no rules of their own: their marks are kept,
// and spaces separate their words.
//
//	script        equivalent                                                where a term may begin and end
//	every script  decimal digits are 0-9; ‘ ’ ʼ ′ ´ = '; “ ” „ « » = "; ‐   at spaces, signs and symbols
//	              ‑ = -; without invisible characters (soft hyphens, word
//	              joiners, marks of direction, variation selectors)
//	Latin         ß = ss; ı = i; ł Ł = l; ø Ø = o; đ Đ = d; ħ Ħ = h; ŧ Ŧ =  at spaces, signs and symbols
//	              t; æ Æ = ae; œ Œ = oe; without accents
//	Greek         ς = σ; without tonos, dialytika and the other accents     at spaces, signs and symbols
//	Cyrillic      without stress marks; without the dots of ё               at spaces, signs and symbols
//	Armenian      և = եւ; եվ = եւ                                           at spaces, signs and symbols
//	Hebrew        U+05F3 = '; U+05F4 = "; without points and accents        at spaces, signs and symbols
//	Arabic        U+0671 = U+0627; U+0649 U+06CC = U+064A; U+06A9 =         at spaces, signs and symbols
//	              U+0643; without vowel marks; without tatweel; without
//	              hamza and madda on and below alef; joiners within a word
//	              are ignored
//	Syriac,       joiners within a word are ignored                         at spaces, signs and symbols
//	Mandaic,
//	Mongolian,
//	N'Ko, Adlam
//	Devanagari    joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+094D
//	Bengali       ত U+09CD U+200D = ৎ; joiners within a word are ignored    at spaces, signs and symbols; never after
//	                                                                        U+09CD
//	Gurmukhi      joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0A4D
//	Gujarati      joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0ACD
//	Odia          joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0B4D
//	Tamil         joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0BCD
//	Telugu        joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0C4D
//	Kannada       joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0CCD
//	Malayalam     ണ U+0D4D U+200D = ൺ; ന U+0D4D U+200D = ൻ; ര U+0D4D        at spaces, signs and symbols; never after
//	              U+200D = ർ; ല U+0D4D U+200D = ൽ; ള U+0D4D U+200D = ൾ; ക   U+0D4D
//	              U+0D4D U+200D = ൿ; joiners within a word are ignored
//	Sinhala       joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0DCA
//	Tibetan       joiners within a word are ignored                         at spaces, signs and symbols; never after
//	                                                                        U+0F84
//	Brahmi,       joiners within a word are ignored                         at spaces, signs and symbols; never after
//	Grantha,                                                                U+A806 U+A8C4 U+AAF6 U+10A3F U+11046 U+110B9
//	Kaithi,                                                                 U+11133 U+111C0 U+11235 U+1134D U+11442
//	Kawi, Modi,                                                             U+114C2 U+115BF U+1163F U+116B6 U+11839
//	Newa,                                                                   U+1193E U+119E0 U+11A47 U+11A99 U+11C3F
//	Saurashtra,                                                             U+11D45 U+11D97 U+11F42 U+1BAB
//	Sharada,
//	Siddham,
//	Takri,
//	Tirhuta and
//	others
//	Thai          U+0E4D U+0E32 = U+0E33; U+0E4D U+0E48 U+0E32 = U+0E48     between any two clusters; U+200B is ignored;
//	              U+0E33; U+0E4D U+0E49 U+0E32 = U+0E49 U+0E33; U+0E4D      never after U+0E3A U+0E40 U+0E41 U+0E42
//	              U+0E4A U+0E32 = U+0E4A U+0E33; U+0E4D U+0E4B U+0E32 =     U+0E43 U+0E44; never before U+0E30 U+0E32
//	              U+0E4B U+0E33; joiners within a word are ignored          U+0E33 U+0E45
//	Lao           U+0ECD U+0EB2 = U+0EB3; U+0ECD U+0EC8 U+0EB2 = U+0EC8     between any two clusters; U+200B is ignored;
//	              U+0EB3; U+0ECD U+0EC9 U+0EB2 = U+0EC9 U+0EB3; U+0ECD      never after U+0EBA U+0EC0 U+0EC1 U+0EC2
//	              U+0ECA U+0EB2 = U+0ECA U+0EB3; U+0ECD U+0ECB U+0EB2 =     U+0EC3 U+0EC4; never before U+0EB0 U+0EB2
//	              U+0ECB U+0EB3; joiners within a word are ignored          U+0EB3 U+0EBD
//	Khmer         without inherent vowels; joiners within a word are        between any two clusters; U+200B is ignored;
//	              ignored                                                   never after U+17D2
//	Burmese       joiners within a word are ignored                         between any two clusters; U+200B is ignored;
//	                                                                        never after U+1039
//	Tai Le                                                                  between any two clusters; U+200B is ignored;
//	                                                                        never before U+1970 U+1971 U+1972 U+1973
//	                                                                        U+1974
//	New Tai Lue                                                             between any two clusters; U+200B is ignored;
//	                                                                        never after U+19B5 U+19B6 U+19B7 U+19BA;
//	                                                                        never before U+19B0 U+19B1 U+19B2 U+19B3
//	                                                                        U+19B4 U+19B8 U+19B9 U+19BB-19C9
//	Tai Tham      joiners within a word are ignored                         between any two clusters; U+200B is ignored;
//	                                                                        never after U+1A60
//	Tai Viet                                                                between any two clusters; U+200B is ignored;
//	                                                                        never after U+AAB5 U+AAB6 U+AAB9 U+AABB
//	                                                                        U+AABC; never before U+AAB1 U+AABA U+AABD
//	                                                                        U+AAC0 U+AAC2
//	Ahom                                                                    between any two clusters; U+200B is ignored
//	Balinese      joiners within a word are ignored                         between any two clusters; U+200B is ignored;
//	                                                                        never after U+1B44
//	Javanese      joiners within a word are ignored                         between any two clusters; U+200B is ignored;
//	                                                                        never after U+A9C0
//	Chinese                                                                 between any two clusters; U+200B is ignored
//	Japanese      U+309B U+FF9E = U+3099; U+309C U+FF9F = U+309A            between any two clusters; U+200B is ignored;
//	                                                                        never before U+309B U+309C U+FF9E U+FF9F
//	Korean        jamo by themselves (ㅋ, ㅠ) are symbols                     it begins as words do, and may end after any
//	                                                                        syllable; never after U+1100-115F
//	                                                                        U+A960-A97C; never before U+1160-11FF
//	                                                                        U+D7B0-D7C6 U+D7CB-D7FB
//
// # Many filters
//
// An index of package recipe finds the matching rules of an event among very many without running their programs one by
// one. A host that matches single filters does not need one. The meaning of a filter is defined by its
// program. The index splits a filter into tests of single fields, which it answers exactly as the program does
// (comparisons with constants, lists, words, parts and beginnings of texts, patterns, lengths, changes, ages; of the event's
// fields and of the members of hosts' objects, also after lower, upper and trim). Where it does not understand a part, it
// only narrows down the events for which the program must run, by all other parts, whatever their order. A filter always runs
// on an event on which a part could end in an error before a later part rules the event out.
//
// # Hostile filters and events
//
// The compiler quickly rejects any filter that could hang or kill a process: more than 8 KiB of text, 2,000 parts or 64
// levels of nesting, a loop within a loop (including a long text searched again for every element; looking through a list
// for every element of another is allowed, and counted), patterns that are not constant, too long or too repetitive,
// variables, sequences, ranges, powers, and all functions other than those above.
//
// A valid filter can still be too expensive on a large event: a thousand words in 10 MB of text, a large pattern in a loop
// over 100,000 tags. So every Match, Render and Explain has a budget of work. It is counted in steps, not timed: the same
// filter on the same event always ends the same way, whatever ran before. The budget is enough for twenty words and a small
// pattern in 10 MB, or for some tests of each of 100,000 short tags, or for a template that writes 16 MB. When it is
// exceeded, after about a second, the evaluation ends with a [RunError]. Copying the event into a [View] is not counted, nor
// are the methods of a host's own types that a template calls.
//
// All evaluations for one event can share one such budget ([View.Share]), as those of package recipe do. Each of n recipes
// is guaranteed one nth of it for its filter and its texts, and the remainder goes to those that need more, in their order.
// An evaluation that gets too little is a [RunError] too. Whether an expensive filter has an answer on a very large event
// then depends on the other recipes, but not on when or how often it is evaluated.
//
// The index spends none of a budget. Its work for an event is limited in other ways: it reads each text once for all
// filters, and leaves patterns that cost more than a thousandth of a second, or a quarter of a budget together, to the
// programs of their filters.
package filter
