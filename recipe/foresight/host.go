package foresight

import (
	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Host describes the helpdesk whose recipes are looked at, as the fields of recipe.Engine do. The zero value is a host without
// words and kinds of event of its own. Its methods are safe for concurrent use.
type Host struct {
	// World has the host's statuses, priorities, sentiments and own kinds of event.
	World trigger.World
	// Availability is the table of actions, unless the set names one; empty means action.Anywhere.
	Availability action.Availability
	// Away are the users who take no work; nil means nobody.
	Away []string
	// Kinds are kinds of action outside package action whose configs are checked, such as action.KindOf[webhook.Config]() for
	// package webhook. Other kinds are accepted with any config.
	Kinds []action.Kind
	// Step hears of each recipe that Lint has looked at by itself, in the set's order; nil means nobody.
	Step func()
}
