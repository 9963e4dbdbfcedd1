package recipe

import (
	"context"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// mostRuns is how often a recipe runs in one thread for one first cause.
const mostRuns = 3

// keepRuns is how long the runs of a first cause are counted after the last one.
const keepRuns = 72 * time.Hour

// loops returns the reason why the event's cause keeps the rule from running, or "".
func (r *rule) loops(ev *trigger.Event) Reason {
	if !spoken(ev) && ev.CausedBy(r.recipe.ID) {
		return RanBefore
	}
	if len(ev.Cause.Via) >= trigger.MaxDepth {
		return TooDeep
	}
	return ""
}

// runs counts the runs of one first cause, in all threads.
type runs struct {
	Runs    int          `json:"runs"`
	Threads []threadRuns `json:"threads,omitempty"`
}

// threadRuns are the runs in one thread: how many, by recipe, in the order of the first. Told says that the log has it that a
// loop was stopped there.
type threadRuns struct {
	Names []string     `json:"names"`
	Of    []recipeRuns `json:"of,omitempty"`
	Told  bool         `json:"told,omitempty"`
}

type recipeRuns struct {
	Recipe string `json:"recipe"`
	Runs   int    `json:"runs"`
}

// of returns the runs of a recipe.
func (t *threadRuns) of(recipe string) *recipeRuns {
	i := slices.IndexFunc(t.Of, func(r recipeRuns) bool { return r.Recipe == recipe })
	if i < 0 {
		i, t.Of = len(t.Of), append(t.Of, recipeRuns{Recipe: recipe})
	}
	return &t.Of[i]
}

func runsKey(root string) string { return "runs/" + key(root) }

// countRuns admits the runs of recipes that have not run too often for the event's first cause, and stops the others.
func (in *intake) countRuns() error {
	if !slices.ContainsFunc(in.runs, func(f run) bool { return f.Run != "" || f.Outcome == LoopStopped }) {
		return nil
	}
	name := runsKey(in.ev.Root())
	var all runs
	if in.ev.Root() != in.ev.ID {
		if _, err := loadState(in.tx, name, &all); err != nil {
			return err
		}
	}
	here := all.thread(in.ev.threads)
	var stopped []any
	for i := range in.runs {
		f := &in.runs[i]
		if f.Run != "" {
			f.admit(&all, here, in.e.maxRuns())
		}
		if f.Outcome == LoopStopped {
			stopped = append(stopped, f.Recipe, f.Reason)
		}
	}
	if len(stopped) > 0 && !here.Told {
		here.Told, in.stopped = true, stopped
	}
	payload, err := encodeState(&all)
	if err != nil {
		return err
	}
	_, err = in.tx.Put(schedule.Job{Key: name, Kind: signalKind, Subject: name, Due: in.now.Add(keepRuns), Payload: payload})
	return err
}

// admit counts the run, or stops it.
func (f *run) admit(all *runs, here *threadRuns, most int) {
	switch own := here.of(f.Recipe); {
	case own.Runs >= mostRuns:
		f.suppress(LoopStopped, TooOften)
	case all.Runs >= most:
		f.suppress(LoopStopped, TooMany)
	default:
		all.Runs++
		own.Runs++
	}
}

// thread returns the runs in the thread with the names.
func (all *runs) thread(names []string) *threadRuns {
	i := slices.IndexFunc(all.Threads, func(t threadRuns) bool { return sameThread(t.Names, names) })
	if i < 0 {
		all.Threads = append(all.Threads, threadRuns{Names: names})
		return &all.Threads[len(all.Threads)-1]
	}
	return &all.Threads[i]
}

// tellStopped logs that a loop was stopped, once for each first cause and thread.
func (e *Engine) tellStopped(ctx context.Context, ev *incoming, stopped []any) {
	if len(stopped) > 0 {
		e.logger().WarnContext(ctx, "recipes that cause each other were stopped",
			"first", ev.Root(), "thread", ev.threads[0], "recipes", slices.Clip(stopped))
	}
}
