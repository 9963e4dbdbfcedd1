// Package trigger defines the events of a helpdesk and the triggers that start recipes on them.
//
// An [Event] is one fact: a mention arrived, a case turned pending, a tag was added, a review came in. It carries the
// [Mention], [Case] or [Record] as it was at that instant. A [Trigger] is the part of a recipe that names the events to
// start on.
//
// The package holds data and pure functions on it. It does not evaluate filters (package filter), know business hours
// (package schedule) or store anything. Outside the standard library it imports package schedule, for the times of
// polls and schedules, and internal/strictjson, for suggestions.
//
// A caller must not change an event, or anything it points to, while the library works on it.
package trigger
