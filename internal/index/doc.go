// Package index finds, among very many formulas, those that an event may satisfy. The cost depends on how many formulas
// the event is relevant to, not on how many there are. The package works on columns, items, numbers and tests, and
// knows nothing of filters or recipes.
//
// # Formulas and rows
//
// A caller describes the events it wants as a [Formula]: clauses on columns ([Any], [Within], [Absent]), tests that no
// column answers ([Holds]) and parts that only the caller can evaluate ([Opaque]), joined by [And], [Or] and [Not]. A
// formula becomes [Rows], one of which must hold: negations move down to the clauses, which all have an exact negation;
// and joins clauses into a row; or adds rows. The caller evaluates opaque parts: a row with one is a hit that is not
// [Hit.Sure]. A part says on which events its evaluation may fail: an opaque one, or one that is [Guarded]. Where it may, the
// parts after it skip nothing, so an error is found like a match; on all other events they do, whatever their order. Formulas
// of more than 16 rows, or 2048 items in them, become less exact, never wrong.
//
// # Columns and items
//
// A [Segment] holds the rows of many formulas. For each column it stores the rows that hold for an event that has none
// of the items in the rows: the base. For each item it stores the rows that it adds to the base (plus) and those that
// it excludes in any case (minus), as a list, or as a bitset when they are many. So not is as cheap as is. Three rows:
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
// 0 and 1 hold. A match computes the set of each column and intersects them, 64 rows per machine word and four sets at
// a time. Texts are expensive to search, so they come last, and those in few rows only if one of these rows is left.
// When few rows are left, each is checked on its own instead. When every row requires one of the items of a column, and
// the event's items have short lists, only the rows in these lists are checked.
//
// Numbers are divided into parts at the limits of the rows' spans, and each part is an item. If there are too many
// parts, some are merged, and rows whose limits are inside a part are checked one by one. So are rows with tests, and
// rows with two conditions on a column that may have several items.
//
// # Texts
//
// [Finder] and [Words] find many terms in one pass. They work on bytes only; the caller defines what a word is.
//
// # Changes and memory
//
// A segment never changes. The caller keeps two, a large one and a small one, and builds a new small one, into which
// [Builder.Copy] copies known rows from old ones; the caller tracks which slots of the large one are stale. A match
// uses the memory of a [Query], which belongs to the caller, and allocates nothing else.
package index
