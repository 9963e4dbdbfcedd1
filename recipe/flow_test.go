package recipe_test

import (
	"context"
	"path"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// stages are the eight files that an ordinary event leads through, as the package comment draws them.
var stages = []string{"handle.go", "match.go", "gate.go", "plan.go", "store.go", "do.go", "settle.go", "record.go"}

// flowPath has the files of the package that lead from Handle to each call of the host's code.
type flowPath map[string]map[string]bool

func (p flowPath) mark(at string) {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	if p[at] == nil {
		p[at] = make(map[string]bool)
	}
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if name := path.Base(f.File); strings.Contains(f.Function, "/commis/recipe.") && !strings.HasSuffix(name, "_test.go") {
			p[at][name] = true
		}
	}
}

type flowAction struct{}

var flow flowPath

func (flowAction) Kind() string { return "step" }

func (flowAction) Target(ev trigger.Event) (trigger.Ref, error) {
	flow.mark("plan")
	return ev.Item(), nil
}

type flowStore struct{ schedule.Memory }

func (s *flowStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	flow.mark("update")
	return s.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error { return fn(ctx, flowTx{tx}) })
}

type flowTx struct{ schedule.Tx }

func (tx flowTx) Put(j schedule.Job) (schedule.Job, error) {
	if strings.HasPrefix(j.Key, "do/") {
		flow.mark("store")
	}
	return tx.Tx.Put(j)
}

func (tx flowTx) Settle(key string, fence uint64, again time.Time) error {
	flow.mark("settle")
	return tx.Tx.Settle(key, fence, again)
}

type flowHistory struct{ history.Memory }

func (h *flowHistory) Record(ctx context.Context, entries ...history.Entry) error {
	flow.mark("record")
	return h.Memory.Record(ctx, entries...)
}

// An event of one recipe with one action that is due now leads only through the files of the stages: to the plan of its action,
// the row of that, its handler, the end of the claim on the row, and the history.
func TestOneEventLeadsThroughTheStages(t *testing.T) {
	flow = make(flowPath)
	e := recipe.Engine{Handlers: new(action.Handlers), Store: new(flowStore), History: new(flowHistory)}
	action.HandleFunc(e.Handlers, func(context.Context, flowAction, action.Input) error { flow.mark("do"); return nil })
	require.NoError(t, e.Load(parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":"mention.content != ''"`, `{"do":"step"}`)))))
	report := must(e.Handle(t.Context(), customer("e", ten)))
	require.Equal(t, []string{"r: fired"}, outcomes(report.Decisions))
	through := make(map[string]bool)
	for _, at := range []string{"plan", "update", "store", "do", "settle", "record"} {
		require.NotEmpty(t, flow[at], at)
		for file := range flow[at] {
			require.Contains(t, stages, file, "on the way to %s", at)
			through[file] = true
		}
	}
	for _, file := range stages {
		if file != "gate.go" { // it calls nothing of the host
			require.True(t, through[file], file)
		}
	}
}
