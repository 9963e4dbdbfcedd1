package commisotel

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/commis-recipes/commis/recipe"
)

// event makes the root span of an event's trace. It links to the span of the caller, and to the event that was its first cause.
func (t *Telemetry) event(ctx context.Context, o recipe.Observation) {
	options := []trace.SpanStartOption{
		trace.WithNewRoot(),
		trace.WithAttributes(keyEvent.String(o.Event.ID), keyEventKind.String(string(o.Event.Kind))),
	}
	if caller := trace.SpanContextFromContext(ctx); caller.IsValid() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: caller}))
	}
	if root := o.Event.Root(); root != o.Event.ID {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: t.ofEvent(root)}))
	}
	t.span(withIDs(ctx, t.ofEvent(o.Event.ID)), "event "+string(o.Event.Kind), o, options...)
}

// decision makes the span of a run, or of why there was none. An event that was applied before has its spans.
func (t *Telemetry) decision(ctx context.Context, o recipe.Observation) {
	d := o.Decision
	if d.Outcome == recipe.Repeated {
		return
	}
	if d.Event != "" { // else it is about a poll or a slot, in the trace of the caller
		ctx = trace.ContextWithRemoteSpanContext(ctx, t.ofEvent(d.Event))
	}
	if d.Run != "" {
		ctx = withIDs(ctx, t.ofRun(d.Event, d.Run))
	}
	t.span(ctx, "recipe "+d.Recipe, o,
		trace.WithAttributes(known(
			keyEvent.String(d.Event), keyRecipe.String(d.Recipe), keyRun.String(d.Run),
			keyOutcome.String(string(d.Outcome)), keyReason.String(word(d.Reason)),
		)...))
}

// action makes the span of an action: below its run, or, when that is over, in the trace of the caller and with a link to its run.
func (t *Telemetry) action(ctx context.Context, o recipe.Observation) {
	a := o.Action
	all := known(
		keyEvent.String(a.Event), keyRecipe.String(a.Recipe), keyRun.String(a.Run), keyAction.String(a.Action), keyActionKind.String(a.Do),
		keyOutcome.String(string(a.Outcome)), keyReason.String(word(a.Reason)),
	)
	all = append(all, keyAttempt.Int(a.Attempt))
	if !a.Due.IsZero() {
		all = append(all, keyDue.String(a.Due.UTC().Format(time.RFC3339)))
	}
	if !o.CameDue.IsZero() {
		all = append(all, keyLag.Float64(o.Lag().Seconds()))
	}
	if a.DeadLetter != "" {
		all = append(all, keyDeadLetter.Bool(true))
	}
	if o.Decision != nil {
		ctx = trace.ContextWithRemoteSpanContext(ctx, t.ofRun(a.Event, a.Run))
	}
	name := "action " + a.Do
	if a.Do == "" { // an accepted event, or a row that could not be decoded
		name = "dead letter"
	}
	t.span(ctx, name, o, trace.WithAttributes(all...), trace.WithLinks(t.links(o)...))
}

// links returns links to the runs that an action belongs to, other than the one that its span is below.
func (t *Telemetry) links(o recipe.Observation) (links []trace.Link) {
	a := o.Action
	for _, m := range o.Matches {
		if o.Decision == nil || m.Run != a.Run {
			links = append(links, trace.Link{SpanContext: t.ofRun(m.Event, m.Run)})
		}
	}
	if o.Matches == nil && o.Decision == nil && a.Run != "" {
		links = append(links, trace.Link{SpanContext: t.ofRun(a.Event, a.Run)})
	}
	return links
}

// span makes a span with the instants of the engine's clock. One that tells of a failure has the outcome as its status.
func (t *Telemetry) span(ctx context.Context, name string, o recipe.Observation, options ...trace.SpanStartOption) {
	_, span := t.tracer.Start(ctx, name, append(options, trace.WithTimestamp(o.Started))...)
	if outcome := outcomeOf(o); outcome.Failure() {
		span.SetStatus(codes.Error, string(outcome))
	}
	span.End(trace.WithTimestamp(o.Ended))
}

// outcomeOf returns the outcome of an action or a decision, "" for an event.
func outcomeOf(o recipe.Observation) recipe.Outcome {
	switch {
	case o.Action != nil:
		return o.Action.Outcome
	case o.Decision != nil:
		return o.Decision.Outcome
	}
	return ""
}
