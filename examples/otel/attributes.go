package commisotel

import (
	"slices"

	"go.opentelemetry.io/otel/attribute"

	"github.com/commis-recipes/commis/recipe"
)

// The attributes of spans. Those of metrics are the recipe, the kind of action and the outcome.
const (
	keyEvent      = attribute.Key("commis.event.id")
	keyEventKind  = attribute.Key("commis.event.kind")
	keyRecipe     = attribute.Key("commis.recipe.id")
	keyRun        = attribute.Key("commis.run.id")
	keyAction     = attribute.Key("commis.action.id")
	keyActionKind = attribute.Key("commis.action.kind")
	keyAttempt    = attribute.Key("commis.action.attempt")
	keyOutcome    = attribute.Key("commis.outcome")
	keyReason     = attribute.Key("commis.reason")
	keyDue        = attribute.Key("commis.action.due")         // when a wait comes due, in RFC 3339
	keyLag        = attribute.Key("commis.action.lag_seconds") // how long after it was due it was started
	keyDeadLetter = attribute.Key("commis.dead_letter")
)

// hostReason is the attribute of a reason that is the host's own: a handler may put any text into one.
const hostReason = "host"

var reasons = func() map[recipe.Reason]bool {
	all := make(map[recipe.Reason]bool)
	for _, doc := range recipe.Reasons() {
		all[doc.Reason] = true
	}
	return all
}()

// word returns the reason as an attribute.
func word(r recipe.Reason) string {
	if r == "" || reasons[r] {
		return string(r)
	}
	return hostReason
}

// known returns the attributes that have a text.
func known(all ...attribute.KeyValue) []attribute.KeyValue {
	return slices.DeleteFunc(all, func(kv attribute.KeyValue) bool { return kv.Value.AsString() == "" })
}
