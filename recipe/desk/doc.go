// Package desk is a helpdesk in memory, for what runs without a real one: tests of recipes (see package recipetest), dry runs and
// demonstrations. A [Desk] stores the items of events, carries actions out on them, and sends the changes as new events.
//
// It is no storage for a host: it forgets nothing and has no lock.
package desk
