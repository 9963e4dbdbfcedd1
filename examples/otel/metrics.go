package commisotel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/metric"

	"github.com/commis-recipes/commis/recipe"
)

// metrics are the instruments. Their attributes are recipes, kinds of actions and outcomes: as many as the sets that were
// loaded have, whatever customers write.
type metrics struct {
	decisions metric.Int64Counter
	actions   metric.Int64Counter
	lag       metric.Float64Histogram
	due       metric.Float64Histogram
	dead      metric.Int64Counter
}

func newMetrics(m metric.Meter) (*metrics, error) {
	var all metrics
	var errs [5]error
	all.decisions, errs[0] = m.Int64Counter("commis.decisions", metric.WithUnit("{decision}"),
		metric.WithDescription("decisions about recipes that an event concerned"))
	all.actions, errs[1] = m.Int64Counter("commis.actions", metric.WithUnit("{action}"),
		metric.WithDescription("ends and tries of actions; waiting is one that was put off or is to be tried again"))
	all.lag, errs[2] = m.Float64Histogram("commis.action.lag", metric.WithUnit("s"),
		metric.WithDescription("how long after it came due an action was started"),
		metric.WithExplicitBucketBoundaries(0.1, 0.5, 1, 2, 5, 15, 60, 300, 1800, 7200, 43200, 259200))
	all.due, errs[3] = m.Float64Histogram("commis.action.due", metric.WithUnit("s"),
		metric.WithDescription("how far ahead an action that waits comes due"),
		metric.WithExplicitBucketBoundaries(5, 60, 600, 1800, 3600, 14400, 43200, 86400, 259200, 604800, 2592000, 31622400))
	all.dead, errs[4] = m.Int64Counter("commis.dead_letters", metric.WithUnit("{dead_letter}"),
		metric.WithDescription("actions and accepted events that became dead letters"))
	return &all, errors.Join(errs[:]...)
}

func (m *metrics) observe(ctx context.Context, o recipe.Observation) {
	a := o.Action
	switch {
	case a == nil && o.Decision == nil:
		return
	case a == nil:
		m.decisions.Add(ctx, 1, metric.WithAttributes(keyRecipe.String(o.Decision.Recipe), keyOutcome.String(string(o.Decision.Outcome))))
		return
	}
	recipeID, kind, outcome := keyRecipe.String(a.Recipe), keyActionKind.String(a.Do), keyOutcome.String(string(a.Outcome))
	m.actions.Add(ctx, 1, metric.WithAttributes(recipeID, kind, outcome))
	if !o.CameDue.IsZero() {
		m.lag.Record(ctx, o.Lag().Seconds(), metric.WithAttributes(kind))
	}
	if a.Outcome == recipe.Waiting && !a.Due.IsZero() {
		m.due.Record(ctx, max(0, a.Due.Sub(o.Ended).Seconds()), metric.WithAttributes(kind))
	}
	if a.DeadLetter != "" {
		m.dead.Add(ctx, 1, metric.WithAttributes(recipeID, kind, outcome))
	}
}
