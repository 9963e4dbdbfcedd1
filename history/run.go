package history

import (
	"cmp"
	"slices"
	"time"
)

// Run is the report of one run of a recipe: what started it, and what became of each
// of its actions.
//
// Source: Qualtrics, "Workflow Run History and Reporting".
type Run struct {
	// ID is the Entry.Run of its entries.
	ID     string `json:"id"`
	Recipe Recipe `json:"recipe"`
	// Subject is the item that it ran for.
	Subject Subject `json:"subject"`
	// Started is when the recipe was triggered, Finished when the last action ended;
	// zero while one is still to be done.
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished,omitzero"`
	Status   Status    `json:"status"`
	// Reason says why it was not started.
	Reason string `json:"reason,omitempty"`
	// Input is what it started with.
	Input Document `json:"input,omitempty"`
	// Tasks are its actions, in their order. One that is repeated is in it for each
	// time.
	Tasks []Task `json:"tasks"`
}

// Task is one action of a [Run], as far as it has come.
type Task struct {
	// Place is the action's place in the recipe, from 1.
	Place int `json:"place"`
	// Nth is which time it is of an action that is repeated, from 1.
	Nth  int    `json:"nth,omitempty"`
	Kind string `json:"kind"`
	// At is when this became of it.
	At time.Time `json:"at"`
	// Status is its outcome: "done", "failed", "waiting", ...
	Status   string   `json:"status"`
	Reason   string   `json:"reason,omitempty"`
	Attempts int      `json:"attempts,omitempty"`
	Output   Document `json:"output,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// Status is how far a [Run] has come.
type Status string

// The statuses of a run. An action that was skipped or cancelled is no failure.
const (
	Running         Status = "running"          // an action is still to be done
	Succeeded       Status = "succeeded"        // none failed
	PartiallyFailed Status = "partially_failed" // some failed, some are done
	Failed          Status = "failed"           // some failed, none is done
	NotStarted      Status = "not_started"      // it was triggered but could not start
)

// Runs returns the runs that the entries tell of, by the time of their start; with
// statuses only those that have one of them. The entries may be those of several
// logs, in any order; entries outside of runs are left out.
func Runs(entries []Entry, statuses ...Status) []Run {
	byRun := make(map[string][]Entry)
	var order []string
	for _, e := range entries {
		if e.Run == "" {
			continue
		}
		if byRun[e.Run] == nil {
			order = append(order, e.Run)
		}
		byRun[e.Run] = append(byRun[e.Run], e)
	}
	var runs []Run
	for _, id := range order {
		r, ok := newRun(byRun[id])
		if ok && (len(statuses) == 0 || slices.Contains(statuses, r.Status)) {
			runs = append(runs, r)
		}
	}
	slices.SortStableFunc(runs, func(a, b Run) int { return a.Started.Compare(b.Started) })
	return runs
}

// newRun makes the report of one run. ok is false when the entry that says that it
// was triggered is not among them.
func newRun(entries []Entry) (r Run, ok bool) {
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Action == Triggered || e.Action == string(NotStarted) })
	if i < 0 {
		return r, false
	}
	first := entries[i]
	r = Run{ID: first.Run, Recipe: first.Recipe, Subject: first.Subject, Started: first.At, Input: first.Input, Tasks: []Task{}}
	if first.Action == string(NotStarted) {
		r.Status, r.Reason, r.Finished = NotStarted, first.Reason, first.At
		return r, true
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Attempts, b.Attempts)) })
	for _, e := range entries {
		if e.Task > 0 {
			r.add(e)
		}
	}
	slices.SortStableFunc(r.Tasks, func(a, b Task) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Nth, b.Nth)) })
	r.conclude(first.Tasks)
	return r, true
}

// add adds what became of an action, in the place of what was told of it before.
func (r *Run) add(e Entry) {
	r.Tasks = slices.DeleteFunc(r.Tasks, func(t Task) bool { return t.Place == e.Task && t.Nth == e.Nth })
	r.Tasks = append(r.Tasks, Task{
		Place: e.Task, Nth: e.Nth, Kind: e.Action, At: e.At, Status: e.Outcome, Reason: e.Reason, Attempts: e.Attempts,
		Output: e.Output, Error: e.Error,
	})
}

const waiting = "waiting"

// conclude works the status out; actions is how many the run has.
func (r *Run) conclude(actions int) {
	places := make(map[int]bool)
	var done, failed, open int
	for _, t := range r.Tasks {
		places[t.Place] = true
		switch t.Status {
		case waiting:
			open++
		case "done":
			done++
		case "failed", "error", "ambiguous", "expired":
			failed++
		}
		if t.At.After(r.Finished) {
			r.Finished = t.At
		}
	}
	switch {
	case open > 0 || len(places) < actions:
		r.Status, r.Finished = Running, time.Time{}
	case failed > 0 && done > 0:
		r.Status = PartiallyFailed
	case failed > 0:
		r.Status = Failed
	default:
		r.Status = Succeeded
	}
}
