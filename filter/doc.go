// Package filter answers the question: does this event concern the recipe? It also fills in the templates of texts.
//
// A [Filter] is data: nothing at all (every event), an expression, the name of a saved filter, or a tree of
// conditions. A [Compiler] checks it and makes a [Program], which is matched against a [View] of an event:
//
//	var c filter.Compiler
//	p, err := c.Compile(filter.Filter{Text: `mention.type != "sent" and word(mention.content, "falla")`})
//	// all faults are in err, with line, column and what was probably meant
//	ok, err := p.Match(filter.NewView(event))
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
// [Fields], [Operators] and [Functions] list what there is, for editors of recipes.
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
//	==, !=, <, <=, >, >=               numbers, texts, times and durations; case.priority >= "high" and the like by
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
// # Closed lists
//
// The words of case.status, event.from, event.to, case.priority, case.sentiment and mention.sentiment are closed lists of
// the host, in order ([Compiler.World]). <, <=, >, >= and gt, gte, lt, lte, between compare them by that order, also what
// the field was, with another field of the same list, and with a field of the host's. A word that is not in the list has
// no place in the order: nothing is above or below it. [Program.Words] and [Template.Words] tell which constants of a
// filter or a text are compared with such a field and are not in its list.
//
// # HTML
//
// Of a mention whose host says that its content is HTML (mention.html), word, words, exact, contains_text, starts_with,
// ends_with and is_text, and the operators of trees that are made of them, look at text(mention.content): without tags,
// scripts and styles. All else sees the content as it is: ==, matches, contains, templates.
//
// # Words
//
// word, words and the operators contains_any, contains_all and contains_none of a tree look for whole words and
// phrases, in every script. What differs only in how it is written makes no difference, on both sides: case, compatibility
// forms (NFKC, https://unicode.org/reports/tr15/), accents, optional marks and letters that keyboards mix. PREÇO is preco,
// ０６２７ and ٠٦٢٧ are 0627, ß is ss, всё is все, أحمد is احمد. Marks that make another letter are kept: Hindi की is not क,
// Russian й is not и. Any run of white space is one space; soft hyphens, word joiners and marks of direction are not there;
// curly quotes and apostrophes are straight.
//
// A word ends where a letter, digit or mark meets anything else, be it punctuation (also _ - ' # and @), an emoji, a
// joiner, or a symbol or superscript that only looks like letters and digits: Qualtrics™ and falla² hold qualtrics and
// falla, and m² is not m2. In scripts that are written without spaces a term may begin and end anywhere but within a
// cluster; there is no dictionary. A "*" at the end of a term lets the word go on. A term may stand in double quotes.
//
// exact looks for the same words and phrases without any of this folding: letter for letter, with their case, accents and
// marks. Only how a letter is encoded makes no difference (NFC, and the old spellings of Bengali and Malayalam letters that
// end in a joiner), nor how wide white space is, nor what nobody sees.
//
// contains_text, starts_with, ends_with and is_text take a term as it is: only case is folded, also ß to ss and the
// Turkish i's to i. contains_text and is_text take any run of white space as one space.
//
// # Scripts
//
// For each script, what word takes for the same beside case and compatibility forms, and where a term may begin and end. Scripts
// that are not in the table have no rules of their own: their marks are kept, and spaces part their words.
//
//	script        what is the same                                          where a term may begin and end
//	every script  decimal digits are 0-9; ‘ ’ ʼ ′ ´ = '; “ ” „ « » = "; ‐   at spaces, signs and symbols
//	              ‑ = -; without what nobody sees (soft hyphens, word
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
//	              are not seen
//	Syriac,       joiners within a word are not seen                        at spaces, signs and symbols
//	Mandaic,
//	Mongolian,
//	N'Ko, Adlam
//	Devanagari    joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+094D
//	Bengali       ত U+09CD U+200D = ৎ; joiners within a word are not seen   at spaces, signs and symbols; never after
//	                                                                        U+09CD
//	Gurmukhi      joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0A4D
//	Gujarati      joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0ACD
//	Odia          joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0B4D
//	Tamil         joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0BCD
//	Telugu        joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0C4D
//	Kannada       joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0CCD
//	Malayalam     ണ U+0D4D U+200D = ൺ; ന U+0D4D U+200D = ൻ; ര U+0D4D        at spaces, signs and symbols; never after
//	              U+200D = ർ; ല U+0D4D U+200D = ൽ; ള U+0D4D U+200D = ൾ; ക   U+0D4D
//	              U+0D4D U+200D = ൿ; joiners within a word are not seen
//	Sinhala       joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0DCA
//	Tibetan       joiners within a word are not seen                        at spaces, signs and symbols; never after
//	                                                                        U+0F84
//	Brahmi,       joiners within a word are not seen                        at spaces, signs and symbols; never after
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
//	Thai          U+0E4D U+0E32 = U+0E33; U+0E4D U+0E48 U+0E32 = U+0E48     between any two clusters; U+200B is not
//	              U+0E33; U+0E4D U+0E49 U+0E32 = U+0E49 U+0E33; U+0E4D      seen; never after U+0E3A U+0E40 U+0E41
//	              U+0E4A U+0E32 = U+0E4A U+0E33; U+0E4D U+0E4B U+0E32 =     U+0E42 U+0E43 U+0E44; never before U+0E30
//	              U+0E4B U+0E33; joiners within a word are not seen         U+0E32 U+0E33 U+0E45
//	Lao           U+0ECD U+0EB2 = U+0EB3; U+0ECD U+0EC8 U+0EB2 = U+0EC8     between any two clusters; U+200B is not
//	              U+0EB3; U+0ECD U+0EC9 U+0EB2 = U+0EC9 U+0EB3; U+0ECD      seen; never after U+0EBA U+0EC0 U+0EC1
//	              U+0ECA U+0EB2 = U+0ECA U+0EB3; U+0ECD U+0ECB U+0EB2 =     U+0EC2 U+0EC3 U+0EC4; never before U+0EB0
//	              U+0ECB U+0EB3; joiners within a word are not seen         U+0EB2 U+0EB3 U+0EBD
//	Khmer         without inherent vowels; joiners within a word are not    between any two clusters; U+200B is not
//	              seen                                                      seen; never after U+17D2
//	Burmese       joiners within a word are not seen                        between any two clusters; U+200B is not
//	                                                                        seen; never after U+1039
//	Tai Le                                                                  between any two clusters; U+200B is not
//	                                                                        seen; never before U+1970 U+1971 U+1972
//	                                                                        U+1973 U+1974
//	New Tai Lue                                                             between any two clusters; U+200B is not
//	                                                                        seen; never after U+19B5 U+19B6 U+19B7
//	                                                                        U+19BA; never before U+19B0 U+19B1 U+19B2
//	                                                                        U+19B3 U+19B4 U+19B8 U+19B9 U+19BB-19C9
//	Tai Tham      joiners within a word are not seen                        between any two clusters; U+200B is not
//	                                                                        seen; never after U+1A60
//	Tai Viet                                                                between any two clusters; U+200B is not
//	                                                                        seen; never after U+AAB5 U+AAB6 U+AAB9
//	                                                                        U+AABB U+AABC; never before U+AAB1 U+AABA
//	                                                                        U+AABD U+AAC0 U+AAC2
//	Ahom                                                                    between any two clusters; U+200B is not seen
//	Balinese      joiners within a word are not seen                        between any two clusters; U+200B is not
//	                                                                        seen; never after U+1B44
//	Javanese      joiners within a word are not seen                        between any two clusters; U+200B is not
//	                                                                        seen; never after U+A9C0
//	Chinese                                                                 between any two clusters; U+200B is not seen
//	Japanese      U+309B U+FF9E = U+3099; U+309C U+FF9F = U+309A            between any two clusters; U+200B is not
//	                                                                        seen; never before U+309B U+309C U+FF9E
//	                                                                        U+FF9F
//	Korean        jamo by themselves (ㅋ, ㅠ) are symbols                     it begins as words do, and may end after any
//	                                                                        syllable; never after U+1100-115F
//	                                                                        U+A960-A97C; never before U+1160-11FF
//	                                                                        U+D7B0-D7C6 U+D7CB-D7FB
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
// over 100,000 tags. So every Match, Render and Explain has a budget of work. It is counted in steps, not timed: the same
// filter on the same event always ends the same way, whatever ran before. It is enough for twenty words and a small
// pattern in 10 MB, or for some tests of each of 100,000 short tags, or for texts of 16 MB that a template writes; when it
// is spent, which takes in the order of a second, the evaluation ends with a [RunError]. Not counted are the copying of the
// event into a [View], and what a host's own types do when a template writes them.
//
// All that is asked about one event can share one such budget ([View.Share]), as everything that package recipe asks does:
// each of n recipes is certain of an nth of it for its filter and its texts, and what all of them leave is for those that
// need more, in their order. What could not be asked is a [RunError] too. Then it depends on the other recipes whether a
// dear filter has an answer on a very large event, but not on when or how often it was asked.
//
// An [Index] spends nothing of a budget. What it does for an event is bounded otherwise: it reads each text once for all
// filters, and leaves patterns that cost more than a thousandth of a second, or a quarter of a budget together, to the
// programs of their filters.
package filter
