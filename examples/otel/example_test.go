package commisotel_test

import (
	"context"
	"fmt"
	"log"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/commis-recipes/commis/action"
	commisotel "github.com/commis-recipes/commis/examples/otel"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

const closeQuiet = `{"format": 1, "recipes": [{"id": "ask", "name": "Ask, and close after silence", "enabled": true,
	"trigger": {"on": "new_item", "all_topics": true},
	"actions": [
		{"do": "private_reply", "with": {"message": "Did that help?"}},
		{"do": "resolve", "after": "30m", "unless": ["customer_reply"]}]}]}`

// A host that exports to memory: one event, and half an hour later the action that waited.
func Example() {
	ctx := context.Background()
	exporter, reader := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader()
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter), sdktrace.WithIDGenerator(commisotel.IDs{}))
	telemetry, err := commisotel.New(commisotel.Config{
		Tracers: tracers, Meters: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)),
	})
	if err != nil {
		log.Fatal(err)
	}

	now := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	engine := recipe.Engine{Handlers: new(action.Handlers), Observer: telemetry, Now: func() time.Time { return now }}
	action.HandleAll(engine.Handlers, func(context.Context, action.Config, action.Input) error {
		now = now.Add(time.Second)
		return nil
	})
	set, err := recipe.Decode([]byte(closeQuiet))
	if err == nil {
		err = engine.Load(set)
	}
	if err != nil {
		log.Fatal(err)
	}
	_, err = engine.Handle(ctx, trigger.Event{
		ID: "e1", Kind: trigger.MentionCreated, At: now,
		Mention: &trigger.Mention{ID: "7", Topic: "support", Service: "email", CaseID: "5", Content: "It is broken"},
	})
	if err != nil {
		log.Fatal(err)
	}
	now = now.Add(30 * time.Minute)
	if _, err := engine.Tick(ctx); err != nil {
		log.Fatal(err)
	}

	spans := exporter.GetSpans()
	names := make(map[any]string) // by ID
	for _, s := range spans {
		names[s.SpanContext.SpanID()] = s.Name
	}
	for _, s := range spans {
		fmt.Printf("%s-%s %s", s.StartTime.Format(time.TimeOnly), s.EndTime.Format(time.TimeOnly), s.Name)
		if s.Parent.IsValid() {
			fmt.Printf(", in %s", names[s.Parent.SpanID()])
		}
		for _, link := range s.Links {
			fmt.Printf(", linked to %s", names[link.SpanContext.SpanID()])
		}
		fmt.Println()
	}

	var metrics metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &metrics); err != nil {
		log.Fatal(err)
	}
	for _, m := range metrics.ScopeMetrics[0].Metrics {
		fmt.Println(m.Name, m.Unit)
	}
	// Output:
	// 10:00:00-10:00:01 event mention_created
	// 10:00:00-10:00:01 recipe ask, in event mention_created
	// 10:00:00-10:00:01 action private_reply, in recipe ask
	// 10:00:00-10:00:00 action resolve, in recipe ask
	// 10:30:01-10:30:02 action resolve, linked to recipe ask
	// commis.decisions {decision}
	// commis.actions {action}
	// commis.action.lag s
	// commis.action.due s
}
