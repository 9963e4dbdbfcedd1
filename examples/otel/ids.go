package commisotel

import (
	"context"
	"crypto/rand"
	"crypto/sha256"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// IDs is the generator of IDs that a TracerProvider needs ([sdktrace.WithIDGenerator]) for the traces of [Telemetry]. The spans of
// events and runs get IDs that are derived from those of the event and the run, so that any process can link to them at any
// later time. All other spans get what Other makes.
type IDs struct {
	// Other makes the IDs of all other spans. Nil means random ones.
	Other sdktrace.IDGenerator
}

var _ sdktrace.IDGenerator = IDs{}

// derivedKey is the key of the derived IDs in the ctx of one call of Tracer.Start: the SDK hands nothing else to a generator.
type derivedKey struct{}

func withIDs(ctx context.Context, of trace.SpanContext) context.Context {
	return context.WithValue(ctx, derivedKey{}, of)
}

// NewIDs returns the IDs of a span that begins a trace.
func (g IDs) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if of, ok := ctx.Value(derivedKey{}).(trace.SpanContext); ok {
		return of.TraceID(), of.SpanID()
	}
	if g.Other != nil {
		return g.Other.NewIDs(ctx)
	}
	var id trace.TraceID
	_, _ = rand.Read(id[:]) // never fails
	return id, randomSpan()
}

// NewSpanID returns the ID of a span in a trace.
func (g IDs) NewSpanID(ctx context.Context, id trace.TraceID) trace.SpanID {
	if of, ok := ctx.Value(derivedKey{}).(trace.SpanContext); ok && of.TraceID() == id {
		return of.SpanID()
	}
	if g.Other != nil {
		return g.Other.NewSpanID(ctx, id)
	}
	return randomSpan()
}

func randomSpan() (id trace.SpanID) {
	_, _ = rand.Read(id[:])
	return id
}

// ofEvent returns the context of an event's span, the root of its trace.
func (t *Telemetry) ofEvent(event string) trace.SpanContext { return t.derived(event, "") }

// ofRun returns the context of the span of a run that the event started.
func (t *Telemetry) ofRun(event, run string) trace.SpanContext { return t.derived(event, run) }

// derived counts as sampled: whether the span was is not known in another process.
func (t *Telemetry) derived(event, run string) trace.SpanContext {
	var c trace.SpanContextConfig
	of := sha256.Sum256([]byte(t.namespace + "\x00" + event))
	copy(c.TraceID[:], of[:])
	in := sha256.Sum256([]byte(t.namespace + "\x00" + event + "\x00" + run))
	copy(c.SpanID[:], in[:])
	c.TraceFlags, c.Remote = trace.FlagsSampled, true
	return trace.NewSpanContext(c)
}
