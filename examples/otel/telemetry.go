package commisotel

import (
	"context"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/commis-recipes/commis/recipe"
)

// scope names the tracer and the meter.
const scope = "github.com/commis-recipes/commis/examples/otel"

// Config says where spans and metrics go.
type Config struct {
	// Tracers makes the spans. It must have been made with [IDs]. Nil means that there are none.
	Tracers trace.TracerProvider
	// Meters makes the metrics. Nil means that there are none.
	Meters metric.MeterProvider
	// Namespace tells apart the traces of engines whose events may have the same IDs, such as those of several tenants.
	Namespace string
}

// Telemetry is a [recipe.Observer] that makes spans and metrics. It keeps nothing, and may be used by any number of engines and
// goroutines at a time.
type Telemetry struct {
	namespace string
	tracer    trace.Tracer // nil for none
	metrics   *metrics     // nil for none
}

var _ recipe.Observer = (*Telemetry)(nil)

// New returns a Telemetry. The error is the MeterProvider's.
func New(c Config) (*Telemetry, error) {
	t := &Telemetry{namespace: c.Namespace}
	if c.Tracers != nil {
		t.tracer = c.Tracers.Tracer(scope)
	}
	if c.Meters == nil {
		return t, nil
	}
	m, err := newMetrics(c.Meters.Meter(scope))
	t.metrics = m
	return t, err
}

// Observe makes the span of what was observed, and counts it.
func (t *Telemetry) Observe(ctx context.Context, o recipe.Observation) {
	if t.metrics != nil {
		t.metrics.observe(ctx, o)
	}
	if t.tracer == nil {
		return
	}
	switch {
	case o.Action != nil:
		t.action(ctx, o)
	case o.Decision != nil:
		t.decision(ctx, o)
	default:
		t.event(ctx, o)
	}
}
