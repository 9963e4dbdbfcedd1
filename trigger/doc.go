// Package trigger says what happened in a helpdesk, and which happenings start a recipe.
//
// An [Event] is one fact: a mention arrived, a case turned pending, a tag was added, a review came in.
// It carries the [Mention], [Case] or [Record] as it was at that instant. A [Trigger] is the part of a
// recipe that names the events it wants.
//
// The package holds data and pure questions about it. It does not evaluate filters (package filter), know
// business hours (package schedule) or store anything. Beside the standard library it imports package
// schedule for the times of polls and schedules, and the names that were probably meant.
//
// A caller must not change an event, or what it points to, while the library works on it.
package trigger
