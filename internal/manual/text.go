package main

// The text of the manual between its tables.
const (
	intro = `
# The administrator's manual

This page is made from the code by ` + "`go run ./internal/manual`" + `; a test keeps it true. Do not edit it.

A recipe says: when this happens (its trigger), and this holds (its filter), inside or outside business hours, do these
things (its actions), now or later. A set is a JSON document of recipes. "Left out" means that a member is not there. Every
example on this page loads as it is, as the part of a recipe that it is.

- [A set](#a-set), [a recipe](#a-recipe)
- [Triggers](#triggers)
- [Filters: fields](#filters-fields), [trees](#filters-trees), [expressions](#filters-expressions)
- [Actions](#actions), [the kinds of action](#the-kinds-of-action)
- [Numbers](#numbers)
- [What became of it: outcomes](#what-became-of-it), [reasons](#reasons)
`
	aboutSet = `
## A set

A duration is written as ` + "`30m`, `1h30m`, `2d` or `1w`" + `; an instant as ` + "`2026-01-31T12:00:00Z`" + `. A mention is one message; a case
is a customer's matter, made of mentions; a record is a document of another system. A thread is all that is about one case;
of a mention without a case it is its conversation.
`
	aboutTriggers = `
## Triggers

A trigger says which events start the recipe. A host may declare further kinds of event, which go in ` + "`on`" + ` like these.
`
	aboutFields = `
## Filters: fields

A filter is an expression, a tree of conditions, or the name of a filter of the set (` + "`{\"saved\":\"urgent\"}`" + `). The fields below go
in all of them, and in ` + "`{{ }}`" + ` in the texts of actions. A missing value is not zero: every positive test of it is false
and every negative one true. Priorities, sentiments and statuses are compared by the host's order.
`
	aboutTrees = `
## Filters: trees

A condition is a field, an operator and its values. ` + "`{\"all\":[…]}`, `{\"any\":[…]}` and `{\"not\":{…}}`" + ` put conditions together.
`
	aboutExpressions = `
## Filters: expressions

` + "`and`, `or` and `not`" + ` put tests together; write ` + "`not (a == b)`" + `. ` + "`==`, `!=`, `<`, `<=`, `>` and `>=`" + ` compare, ` + "`in` and `not in`" + ` look into
lists, ` + "`contains`, `startsWith` and `endsWith`" + ` compare parts of texts letter for letter, ` + "`matches`" + ` takes a regular expression (RE2) in
quotes. ` + "`+ - * / %`" + ` work on numbers, and on times and durations: a time and a duration is a time. ` + "`a ? b : c`" + ` is one or the other,
` + "`a ?? b`" + ` is b where a is missing. The functions:
`
	aboutActions = `
## Actions

The actions of a recipe run in their order. Texts in ` + "`with`" + ` may contain ` + "`{{ }}`" + ` with an expression; its result is inserted and not read again.
The set's ` + "`availability`" + ` is a table of the triggers that each action goes with. On a schedule an action that needs a mention or
a case needs ` + "`each`" + ` too.
`
	aboutNumbers = `
## Numbers

The limits of the library.
`
	aboutOutcomes = `
## What became of it

Every decision about a recipe and every action ends in one of these words, in reports and in the history. Each has an example
that may end in it.
`
	aboutReasons = `
### Reasons

A reason says why: it is on outcomes such as skipped, cancelled, waiting, repeated, loop_stopped and failed. The signals of ` + "`unless`" + ` are
reasons as well. A host's handlers may skip with reasons of their own. Each has an example that may end for it.
`
	aboutDesk = `
## Recipes to copy

Whole sets that run as they are, each with a day of events beside it; see [the replay](../README.md#try-it).
`
)
