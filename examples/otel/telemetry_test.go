package commisotel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/commis-recipes/commis/action"
	commisotel "github.com/commis-recipes/commis/examples/otel"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// process is one process of a host: an engine on a clock of the test, and what it exports.
type process struct {
	*recipe.Engine
	now     time.Time
	tracers *sdktrace.TracerProvider
	spans   *tracetest.InMemoryExporter
	reader  *metric.ManualReader
	fails   map[string]error // what handlers of a kind return
}

func start(t *testing.T, store schedule.Store, recipes string, options ...sdktrace.TracerProviderOption) *process {
	p := &process{now: ten, spans: tracetest.NewInMemoryExporter(), reader: metric.NewManualReader(), fails: make(map[string]error)}
	p.tracers = sdktrace.NewTracerProvider(append(options, sdktrace.WithSyncer(p.spans), sdktrace.WithIDGenerator(commisotel.IDs{}))...)
	telemetry, err := commisotel.New(commisotel.Config{Tracers: p.tracers, Meters: metric.NewMeterProvider(metric.WithReader(p.reader))})
	require.NoError(t, err)
	p.Engine = &recipe.Engine{
		Handlers: new(action.Handlers), Store: store, Workers: 1, Observer: telemetry, Now: func() time.Time { return p.now },
	}
	action.HandleAll(p.Handlers, func(_ context.Context, c action.Config, in action.Input) error {
		p.now = p.now.Add(time.Second)
		in.Output.Set("text", in.Event.Mention.Content)
		return p.fails[c.Kind()]
	})
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[` + recipes + `]}`))
	require.NoError(t, err)
	require.NoError(t, p.Load(set))
	return p
}

// onItem writes an enabled recipe that starts on new items; more are further members.
func onItem(id, more string, actions ...string) string {
	return fmt.Sprintf(`{"id":%q,"name":"R","enabled":true,"trigger":{"on":"new_item","all_topics":true},%s"actions":[%s]}`, id, more, strings.Join(actions, ","))
}

func mention(id string) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: ten, Mention: &trigger.Mention{
		ID: id, Topic: "support", Type: "inbox", Service: "twitter", CaseID: id, Content: "hola", Contact: trigger.Contact{ID: "contact-" + id},
	}}
}

const (
	tag   = `{"do":"add_tags","with":{"tags":["a"]}}`
	later = `{"do":"resolve","after":"10m"}`
	fails = `{"do":"assign","with":{"users":["7"]}}`
)

// tree writes spans as lines, those below another one indented, in the order in which they started.
func tree(spans tracetest.SpanStubs) string {
	var b strings.Builder
	var below func(parent trace.SpanID, indent string)
	below = func(parent trace.SpanID, indent string) {
		for _, s := range spans {
			if s.Parent.SpanID() != parent {
				continue
			}
			fmt.Fprintf(&b, "%s%s %s-%s\n", indent, s.Name, s.StartTime.Format(time.TimeOnly), s.EndTime.Format(time.TimeOnly))
			below(s.SpanContext.SpanID(), indent+"  ")
		}
	}
	below(trace.SpanID{}, "")
	return b.String()
}

// named returns the only span with the name.
func named(t *testing.T, spans tracetest.SpanStubs, name string) tracetest.SpanStub {
	t.Helper()
	var all tracetest.SpanStubs
	for _, s := range spans {
		if s.Name == name {
			all = append(all, s)
		}
	}
	require.Len(t, all, 1, name)
	return all[0]
}

func attributes(s tracetest.SpanStub) map[string]any {
	all := make(map[string]any)
	for _, kv := range s.Attributes {
		all[string(kv.Key)] = kv.Value.AsInterface()
	}
	return all
}

// One event is one trace: the event, the recipes that ran for it, their actions, at the instants of the engine's clock.
func TestOneEventIsOneTree(t *testing.T) {
	p := start(t, nil, strings.Join([]string{onItem("r", "", tag, later, fails), onItem("other", "", tag), onItem("off", `"shadow":true,`, tag)}, ","))
	p.fails["assign"] = action.Permanent(errors.New("no"))
	report, err := p.Handle(t.Context(), mention("e"))
	require.NoError(t, err)
	spans := p.spans.GetSpans()
	require.Equal(t, `event mention_created 10:00:00-10:00:03
  recipe r 10:00:00-10:00:02
    action add_tags 10:00:00-10:00:01
    action resolve 10:00:00-10:00:00
    action assign 10:00:01-10:00:02
  recipe other 10:00:00-10:00:03
    action add_tags 10:00:02-10:00:03
  recipe off 10:00:00-10:00:03
`, tree(spans))
	for _, s := range spans {
		require.Equal(t, spans[0].SpanContext.TraceID(), s.SpanContext.TraceID())
	}
	run := report.Decisions[0].Run
	require.Equal(t, map[string]any{"commis.event.id": "e", "commis.event.kind": "mention_created"}, attributes(named(t, spans, "event mention_created")))
	require.Equal(t, map[string]any{"commis.event.id": "e", "commis.recipe.id": "r", "commis.run.id": run, "commis.outcome": "partial"}, attributes(named(t, spans, "recipe r")))
	require.Equal(t, map[string]any{
		"commis.event.id": "e", "commis.recipe.id": "r", "commis.run.id": run, "commis.action.id": "resolve", "commis.action.kind": "resolve",
		"commis.action.attempt": int64(0), "commis.outcome": "waiting", "commis.action.due": "2026-01-05T10:10:00Z",
	}, attributes(named(t, spans, "action resolve")))
	failed := named(t, spans, "action assign")
	require.Equal(t, true, attributes(failed)["commis.dead_letter"])
	require.Equal(t, sdktrace.Status{Code: codes.Error, Description: "failed"}, failed.Status)
	require.Equal(t, sdktrace.Status{}, named(t, spans, "action resolve").Status)

	p.spans.Reset()
	_, err = p.Handle(t.Context(), mention("e"))
	require.NoError(t, err)
	require.Empty(t, p.spans.GetSpans(), "it was applied before, and has its spans")
}

// What waits runs in the trace of the caller of Tick, in another process and after the first one is gone, and links to its run.
func TestWaitLinksBack(t *testing.T) {
	for _, caller := range []bool{false, true} {
		var store schedule.Memory
		first := start(t, &store, onItem("r", "", later))
		_, err := first.Handle(t.Context(), mention("e"))
		require.NoError(t, err)
		run := named(t, first.spans.GetSpans(), "recipe r")

		second := start(t, &store, onItem("r", "", later))
		second.now = ten.Add(10*time.Minute + 3*time.Second)
		ctx, ticking := t.Context(), trace.Span(nil)
		if caller {
			ctx, ticking = second.tracers.Tracer("host").Start(ctx, "tick")
		}
		_, err = second.Tick(ctx)
		require.NoError(t, err)
		done := named(t, second.spans.GetSpans(), "action resolve")
		require.Len(t, done.Links, 1)
		require.Equal(t, run.SpanContext.TraceID(), done.Links[0].SpanContext.TraceID())
		require.Equal(t, run.SpanContext.SpanID(), done.Links[0].SpanContext.SpanID())
		require.NotEqual(t, run.SpanContext.TraceID(), done.SpanContext.TraceID())
		require.Equal(t, 3.0, attributes(done)["commis.action.lag_seconds"])
		if caller {
			require.Equal(t, ticking.SpanContext().SpanID(), done.Parent.SpanID())
		} else {
			require.False(t, done.Parent.IsValid())
		}
	}
}

// An event links to the span in which the host handled it, and to the first cause of what led to it.
func TestEventLinks(t *testing.T) {
	p := start(t, nil, onItem("r", "", tag))
	_, err := p.Handle(t.Context(), mention("first"))
	require.NoError(t, err)
	first := named(t, p.spans.GetSpans(), "event mention_created")
	p.spans.Reset()

	caused := trigger.Event{ID: "second", Kind: trigger.CaseTagAdded, At: ten, Tag: "a", Case: &trigger.Case{ID: "first", Topic: "support", Tags: []string{"a"}}}
	caused.Cause = mention("first").NextCause("r")
	ctx, caller := p.tracers.Tracer("host").Start(t.Context(), "request")
	_, err = p.Handle(ctx, caused)
	require.NoError(t, err)
	second := named(t, p.spans.GetSpans(), "event case_tag_added")
	require.False(t, second.Parent.IsValid())
	require.Len(t, second.Links, 2)
	require.Equal(t, caller.SpanContext(), second.Links[0].SpanContext)
	require.Equal(t, first.SpanContext.SpanID(), second.Links[1].SpanContext.SpanID())
	require.Equal(t, first.SpanContext.TraceID(), second.Links[1].SpanContext.TraceID())
}

// What is sent for several events links to the run of each.
func TestDigestLinksToAll(t *testing.T) {
	p := start(t, nil, onItem("r", "", `{"do":"notify","with":{"users":["7"],"channel":"push","after_count":3}}`))
	runs := make(map[trace.SpanID]bool)
	for _, id := range []string{"1", "2", "3"} {
		p.spans.Reset()
		_, err := p.Handle(t.Context(), mention(id))
		require.NoError(t, err)
		runs[named(t, p.spans.GetSpans(), "recipe r").SpanContext.SpanID()] = true
	}
	for _, s := range p.spans.GetSpans() {
		if s.Name == "action notify" && attributes(s)["commis.outcome"] == "done" {
			delete(runs, s.Parent.SpanID())
			for _, link := range s.Links {
				delete(runs, link.SpanContext.SpanID())
			}
		}
	}
	require.Empty(t, runs)
}

// A sampler that decides by the ID of the trace keeps a trace whole, or leaves it out.
func TestSampling(t *testing.T) {
	p := start(t, nil, onItem("r", "", tag), sdktrace.WithSampler(sdktrace.TraceIDRatioBased(0.5)))
	for i := range 200 {
		_, err := p.Handle(t.Context(), mention(fmt.Sprint(i)))
		require.NoError(t, err)
	}
	sizes := make(map[trace.TraceID]int)
	for _, s := range p.spans.GetSpans() {
		sizes[s.SpanContext.TraceID()]++
	}
	for _, n := range sizes {
		require.Equal(t, 3, n)
	}
	require.Greater(t, len(sizes), 50)
	require.Less(t, len(sizes), 150)
}

// Two namespaces have other traces for events of one ID.
func TestNamespaces(t *testing.T) {
	seen := make(map[trace.TraceID]bool)
	for _, name := range []string{"", "a", "b"} {
		p := start(t, nil, onItem("r", "", tag))
		var err error
		p.Observer, err = commisotel.New(commisotel.Config{Tracers: p.tracers, Namespace: name})
		require.NoError(t, err)
		_, err = p.Handle(t.Context(), mention("e"))
		require.NoError(t, err)
		seen[p.spans.GetSpans()[0].SpanContext.TraceID()] = true
	}
	require.Len(t, seen, 3)
}

// Other spans have the IDs of the host's own generator, or random ones.
func TestOtherIDs(t *testing.T) {
	a, b := commisotel.IDs{}, commisotel.IDs{Other: fixed{}}
	t1, s1 := a.NewIDs(t.Context())
	t2, s2 := a.NewIDs(t.Context())
	require.True(t, t1.IsValid() && s1.IsValid())
	require.NotEqual(t, t1, t2)
	require.NotEqual(t, s1, s2)
	require.NotEqual(t, a.NewSpanID(t.Context(), t1), a.NewSpanID(t.Context(), t1))
	t3, s3 := b.NewIDs(t.Context())
	require.Equal(t, trace.TraceID{1}, t3)
	require.Equal(t, trace.SpanID{2}, s3)
	require.Equal(t, trace.SpanID{3}, b.NewSpanID(t.Context(), t3))
}

type fixed struct{}

func (fixed) NewIDs(context.Context) (trace.TraceID, trace.SpanID) {
	return trace.TraceID{1}, trace.SpanID{2}
}
func (fixed) NewSpanID(context.Context, trace.TraceID) trace.SpanID { return trace.SpanID{3} }

// Without providers it does nothing.
func TestNoProviders(t *testing.T) {
	none, err := commisotel.New(commisotel.Config{})
	require.NoError(t, err)
	none.Observe(t.Context(), recipe.Observation{Action: new(recipe.ActionReport)})
}

// series writes what was measured: "name{attributes} value", of histograms "count, sum".
func series(t *testing.T, p *process) []string {
	var all metricdata.ResourceMetrics
	require.NoError(t, p.reader.Collect(t.Context(), &all))
	var lines []string
	for _, s := range all.ScopeMetrics {
		for _, m := range s.Metrics {
			line := func(set attribute.Set, value string) {
				lines = append(lines, fmt.Sprintf("%s{%s} %s", m.Name, set.Encoded(attribute.DefaultEncoder()), value))
			}
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, point := range data.DataPoints {
					line(point.Attributes, fmt.Sprint(point.Value))
				}
			case metricdata.Histogram[float64]:
				for _, point := range data.DataPoints {
					line(point.Attributes, fmt.Sprintf("%d, %v", point.Count, point.Sum))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// Metrics count decisions, actions and dead letters, and measure how far ahead waits are due and how late they were.
func TestMetrics(t *testing.T) {
	p := start(t, nil, onItem("r", "", tag, later, fails)+","+onItem("off", `"shadow":true,`, tag))
	p.fails["assign"] = action.Permanent(errors.New("no"))
	for range 2 {
		_, err := p.Handle(t.Context(), mention("e"))
		require.NoError(t, err)
	}
	p.now = ten.Add(10*time.Minute + 4*time.Second)
	_, err := p.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{
		"commis.action.due{commis.action.kind=resolve} 1, 600",
		"commis.action.lag{commis.action.kind=resolve} 1, 4",
		"commis.actions{commis.action.kind=add_tags,commis.outcome=done,commis.recipe.id=r} 1",
		"commis.actions{commis.action.kind=assign,commis.outcome=failed,commis.recipe.id=r} 1",
		"commis.actions{commis.action.kind=resolve,commis.outcome=done,commis.recipe.id=r} 1",
		"commis.actions{commis.action.kind=resolve,commis.outcome=waiting,commis.recipe.id=r} 1",
		"commis.dead_letters{commis.action.kind=assign,commis.outcome=failed,commis.recipe.id=r} 1",
		"commis.decisions{commis.outcome=partial,commis.recipe.id=r} 1",
		"commis.decisions{commis.outcome=repeated,commis.recipe.id=off} 1",
		"commis.decisions{commis.outcome=repeated,commis.recipe.id=r} 1",
		"commis.decisions{commis.outcome=would_fire,commis.recipe.id=off} 1",
	}, series(t, p))
}

// However many events, contacts and texts there are, there are no more series.
func TestCardinality(t *testing.T) {
	p := start(t, nil, onItem("r", "", tag, later))
	handle := func(from, to int) int {
		for i := from; i < to; i++ {
			ev := mention(fmt.Sprint(i))
			ev.Mention.Content = fmt.Sprint("text ", i)
			_, err := p.Handle(t.Context(), ev)
			require.NoError(t, err)
		}
		return len(series(t, p))
	}
	require.Equal(t, handle(0, 1), handle(1, 100))
}
