// Package index finds, among very many formulas, those that an event may fulfil. Its cost follows what the event has to do
// with, not how many formulas there are. It knows columns, items, numbers and tests, and nothing of filters or recipes.
//
// # Formulas and rows
//
// A caller says what it wants of an event as a [Formula]: clauses about columns ([Any], [Within], [Absent]), tests that
// no column answers ([Holds]) and parts that only the caller understands ([Opaque]), joined by [And], [Or] and [Not]. A
// formula becomes [Rows] of which one must hold: negations move down to the clauses, which all have an exact one; and joins
// clauses into a row; or makes rows. What an opaque part says is left to the caller: a row with one is a hit that is not
// [Hit.Sure]. An opaque part that may fail is never skipped because of what stands behind it, so an error is found like a
// match; what fails on few events is [Guarded], and sure for all others. More than 16 rows, or 2048 items in them, become
// less exact, never wrong.
//
// # Columns and items
//
// A [Segment] holds the rows of many formulas. For each column it knows which rows hold for an event that has none of the
// items that rows name: the base. For each item it knows the rows that it lets through beside these (plus) and those that it
// keeps out, whatever else there is (minus): a list, or a bitset when they are many. So not is as cheap as is. Three rows:
//
//	0: service is twitter, and the tags have vip
//	1: service is not email
//	2: no tag is app, and the text has falla or error
//
//	column   base      item      plus   minus
//	service  1 2       twitter   0
//	                   email            1
//	tags     1 2       vip       0
//	                   app              2
//	text     0 1       falla     2
//	                   error     2
//
// An event of twitter with the tags vip and app and the text "una falla" has the rows
//
//	{1 2}+{0} = {0 1 2}  by service,
//	{1 2}+{0}-{2} = {0 1}  by tags, and
//	{0 1}+{2} = {0 1 2}  by text:
//
// 0 and 1 hold. A match works out the set of each column and keeps the rows that are in all of them, 64 a machine word and
// four sets at a time. Texts are dear to search, so they come last, and those of few rows only when one of these rows is left.
// When few rows are left, each is looked at on its own instead. When every row wants one of the items of a column, and those
// of the event have short lists, these are all that is looked at.
//
// Numbers are cut into parts where rows change their mind, and a part is an item. When they are too many parts, some are
// joined, and the rows whose limits are within one are looked at on their own. So are rows with tests, and those that want
// two things at once of a column that may have several.
//
// # Texts
//
// [Finder] and [Words] find many terms in one pass. They know bytes only; what a word is the caller must say.
//
// # Changes and memory
//
// A segment never changes. The caller keeps two, a large one and a small one, and makes a new small one, in which
// [Builder.Copy] takes what is known from old ones; it tells itself which slots of the large one are stale. What a match
// needs besides is in a [Query], which is the caller's; a match allocates nothing.
package index
