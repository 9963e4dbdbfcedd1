package history

import (
	"cmp"
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Run is the report of one run of a recipe: what started it, and what became of each
// of its actions.
//
// Source: Qualtrics, "Workflow Run History and Reporting".
type Run struct {
	// ID is the Entry.Run of its entries.
	ID     string `json:"id"`
	Recipe Recipe `json:"recipe"`
	// Item is the item that it ran for.
	Item trigger.Ref `json:"item"`
	// Started is when the recipe was triggered, Finished when the last action ended;
	// zero while one is still to be done.
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished,omitzero"`
	Status   Status    `json:"status"`
	// Input is the input of the run.
	Input Document `json:"input,omitzero"`
	// Actions are its actions, in their order. One that is repeated is in it for each
	// time.
	Actions []Action `json:"actions"`
}

// Action is one action of a [Run], as far as it has come.
type Action struct {
	// Place is the action's place in the recipe, from 1.
	Place int `json:"place"`
	// Nth is which time it is of an action that is repeated, from 1.
	Nth int `json:"nth,omitzero"`
	// Do is its kind.
	Do string `json:"do"`
	// At is when this became of it.
	At time.Time `json:"at"`
	// Outcome is how it ended: "done", "failed", "waiting", ...
	Outcome  string   `json:"outcome"`
	Reason   string   `json:"reason,omitzero"`
	Attempts int      `json:"attempts,omitzero"`
	Output   Document `json:"output,omitzero"`
	Error    string   `json:"error,omitzero"`
}

// Status is how far a [Run] has come.
type Status string

// The statuses of a run. An action that was skipped or cancelled is no failure.
const (
	Running         Status = "running"          // an action is still to be done
	Succeeded       Status = "succeeded"        // none failed
	PartiallyFailed Status = "partially_failed" // some failed, some are done
	Failed          Status = "failed"           // some failed, none is done
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
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Action == Triggered })
	if i < 0 {
		return r, false
	}
	first := entries[i]
	r = Run{ID: first.Run, Recipe: first.Recipe, Item: first.Item, Started: first.At, Input: first.Input, Actions: []Action{}}
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Attempts, b.Attempts)) })
	for _, e := range entries {
		if e.Place > 0 {
			r.add(e)
		}
	}
	slices.SortStableFunc(r.Actions, func(a, b Action) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Nth, b.Nth)) })
	r.conclude(first.Actions)
	return r, true
}

// add adds the result of an action, replacing an earlier one.
func (r *Run) add(e Entry) {
	r.Actions = slices.DeleteFunc(r.Actions, func(a Action) bool { return a.Place == e.Place && a.Nth == e.Nth })
	r.Actions = append(r.Actions, Action{
		Place: e.Place, Nth: e.Nth, Do: e.Action, At: e.At, Outcome: e.Outcome, Reason: e.Reason, Attempts: e.Attempts,
		Output: e.Output, Error: e.Error,
	})
}

const waiting = "waiting"

// conclude works the status out; actions is how many the run has.
func (r *Run) conclude(actions int) {
	places := make(map[int]bool)
	var done, failed, open int
	for _, a := range r.Actions {
		places[a.Place] = true
		switch a.Outcome {
		case waiting:
			open++
		case "done":
			done++
		case "failed", "ambiguous", "expired":
			failed++
		}
		if a.At.After(r.Finished) {
			r.Finished = a.At
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
