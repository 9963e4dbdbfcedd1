package filter_test

import (
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// sample is an event that carries everything.
func sample() trigger.Event {
	return trigger.Event{
		ID: "e1", Kind: trigger.CaseUpdated, At: noon, Actor: trigger.Agent,
		Mention: &trigger.Mention{
			ID: "m1", Topic: "support", Service: "twitter", Type: "inbox", Status: "new",
			Title: "Pregunta", Content: "La app FALLA, error  de\nservidor", Language: "es", Country: "ES",
			Tags:    []string{"vip", "app"},
			Author:  trigger.Author{ID: "a1", Name: "Ada", Handle: "@ada", Followers: ptr(1500)},
			Contact: trigger.Contact{ID: "c1", Name: "Ada", Company: "Acme", Tags: []string{"gold"}, Fields: map[string]any{"tier": "gold", "age": 42}},
			CaseID:  "5", Private: true, Arrived: noon.Add(-time.Hour), Published: noon.Add(-2 * time.Hour),
			Fields: map[string]any{"x y": "z"},
		},
		Case: &trigger.Case{
			ID: "5", Topic: "support", Title: "Falla", Status: trigger.Pending, Priority: "high", Tags: []string{"vip"},
			Assigned: trigger.Assigned{Users: []string{"7"}}, Opened: noon.Add(-48 * time.Hour),
		},
		Record: &trigger.Record{ID: "r1", Source: "reviews", Object: "review", Fields: map[string]any{
			"Rating": 2, "stars": "4", "half": "4.5", "word": "abc", "state": "waiting", "Store Name": "Madrid",
			"topics": []any{"Delivery", "Price"}, "flag": true, "closed": "true", "when": "2026-01-04T12:00:00Z", "unix": 1767441600,
			"owner": map[string]any{"id": 7, "name": "Bo"}, "empty": "", "none": nil, "list": []any{}, "scores": []int{1, 5},
			"people": []any{map[string]any{"role": "admin"}, map[string]any{"role": "user"}}, "zero": 0,
		}},
		Changes: map[string]trigger.Change{"case.priority": {From: "low", To: "high"}, "case.status": {From: trigger.Unresolved, To: trigger.Pending}},
	}
}

// bare is an event that carries a case without anything in it.
func bare() trigger.Event {
	return trigger.Event{ID: "e2", Kind: trigger.CaseCreated, At: noon, Case: &trigger.Case{ID: "6"}}
}

func compile(t testing.TB, f filter.Filter) *filter.Program {
	t.Helper()
	var c filter.Compiler
	p, err := c.Compile(f)
	require.NoError(t, err, "%.200s", f)
	return p
}

func text(s string) filter.Filter { return filter.Filter{Text: s} }

func tree(c filter.Cond) filter.Filter { return filter.Filter{Tree: &c} }

func test(field, op string, values ...any) filter.Cond {
	return filter.Cond{Field: field, Op: op, Values: values}
}

func match(t testing.TB, f filter.Filter, ev trigger.Event) bool {
	t.Helper()
	ok, err := compile(t, f).Match(filter.NewView(ev))
	require.NoError(t, err, "%.200s", f)
	return ok
}

// lines are the faults of a filter as text.
func lines(err error) []string {
	var list []string
	for _, e := range filter.Errors(err) {
		list = append(list, e.Error())
	}
	return list
}

func about(content string, tags []string) trigger.Event {
	return trigger.Event{Mention: &trigger.Mention{Content: content, Tags: tags}}
}

func of(fields map[string]any) trigger.Event {
	return trigger.Event{Record: &trigger.Record{Fields: fields}}
}

// whole returns n as JSON is read: an int, or an int64 on a system whose int does not hold it.
func whole(n int64) any {
	if int64(int(n)) != n {
		return n
	}
	return int(n)
}
