package recipe_test

import (
	"slices"
	"strings"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
)

// judge compares what happened with what the engine promises. It knows the plan, the recipes, which sets were loaded when
// and what was committed when; of the engine it knows nothing but its history.
func (w *simWorld) judge() {
	j := &simJudge{
		w: w, calls: map[simTask][]*simCall{}, ends: map[simTask][]simEntry{}, triggered: map[simTask]int{}, decided: map[simTask][]string{},
	}
	j.sort()
	j.decisions()
	for i := range w.events {
		ev := &w.events[i]
		if ev.id == "" || w.db.applied[ev.id] == nil {
			continue
		}
		for _, r := range simRecipes {
			if j.triggered[simTask{r.id, 0, ev.id}] == 0 {
				continue
			}
			for i := range r.actions {
				if task := (simTask{r.id, i, ev.id}); w.db.sets[ev.id].off(task) == "" {
					j.task(ev, &r.actions[i], task)
				}
			}
		}
	}
	for _, r := range simRecipes {
		for i := range r.actions {
			if a := &r.actions[i]; a.count > 0 {
				j.digested(r, i, a)
			}
			if r.actions[i].first {
				j.firsts(simTask{recipe: r.id, action: i}, &r.actions[i])
			}
			if r.actions[i].limit != nil {
				j.limits(simTask{recipe: r.id, action: i}, &r.actions[i])
			}
		}
	}
	j.keys()
	j.held()
	j.rows()
}

// task judges what became of one action for one event.
func (j *simJudge) task(ev *simEvent, a *simAction, task simTask) {
	if a.count == 0 {
		j.ended(ev, a, task)
		j.ordered(task)
		j.afterEnd(task)
		j.switchedOff(task)
	}
	if a.waits() {
		j.waited(ev, a, task)
		j.merged(ev, task)
		j.inTime(ev, a, task)
	}
	j.closed(a, task)
}

// simJudge is what happened, by task.
type simJudge struct {
	w         *simWorld
	calls     map[simTask][]*simCall
	ends      map[simTask][]simEntry // how the history says that it ended
	triggered map[simTask]int        // by recipe and event
	decided   map[simTask][]string   // what the history says of a recipe and an event, otherwise
}

func (j *simJudge) sort() {
	seen := map[string]history.Entry{}
	for _, e := range j.w.db.entries {
		if err := e.Check(); err != nil {
			j.w.breaks("history: %v", err)
		}
		fact := e.Entry
		fact.Changed, fact.Error = false, "" // two tries that end at one instant may differ in these
		if was, ok := seen[e.ID]; ok && was != fact {
			j.w.breaks("two facts of the history have the id %s: %+v, %+v", e.ID, was, fact)
		}
		seen[e.ID] = fact
		if !listed[recipe.Reason(e.Reason)] && e.Reason != "not_today" {
			j.w.breaks("%q is no reason that Reasons lists", e.Reason)
		}
		i := simRecipeByID(e.Recipe.ID).action(e.Action)
		switch {
		case e.Action == history.Triggered:
			j.triggered[simTask{e.Recipe.ID, 0, e.Event}]++
		case i < 0:
			of := simTask{e.Recipe.ID, 0, e.Event}
			j.decided[of] = append(j.decided[of], strings.TrimSpace(e.Outcome+" "+e.Reason))
		case e.Outcome != "waiting":
			task := simTask{e.Recipe.ID, i, e.Event}
			j.ends[task] = append(j.ends[task], e)
		}
	}
	for _, c := range j.w.db.done {
		j.calls[c.task] = append(j.calls[c.task], c)
	}
}

// ended: what is due is done at least once, inside a transaction exactly once, and what cannot be undone at most
// once; or the history says, with a reason that holds, why not.
func (j *simJudge) ended(ev *simEvent, a *simAction, task simTask) {
	effects, unsure := 0, false
	for i, c := range j.calls[task] {
		if c.effect {
			effects++
		}
		if unsure && a.once {
			j.w.breaks("%v cannot be undone, and try %d comes after one whose end is unknown", task, c.attempt)
		}
		unsure = unsure || c.answer != simRetry
		if i > 0 && c.epoch == 0 && len(j.w.wrong) == 0 {
			j.w.breaks("%v is tried twice in a healthy world", task)
		}
	}
	ends, over := map[string]int{}, false
	for _, e := range j.ends[task] {
		ends[e.Outcome]++
		if e.Outcome == "cancelled" || e.Outcome == "skipped" || e.Outcome == "expired" {
			over = true
			if !j.holds(ev, a, task, e) {
				j.w.breaks("%v is %s for no reason: %s", task, e.Outcome, e.Reason)
			}
		}
	}
	switch {
	case len(ends) == 0:
		j.w.breaks("%v has no end", task)
	case a.local && effects > 1:
		j.w.breaks("%v is done %d times, in transactions", task, effects)
	case a.local && ends["done"] != effects:
		j.w.breaks("%v is done %d times, and %d times in the history", task, effects, ends["done"])
	case effects > 0 || over:
	case a.once && (ends["ambiguous"] > 0 || ends["failed"] > 0) && len(j.w.wrong) > 0:
	default:
		j.w.breaks("%v is never done: %v", task, ends)
	}
}

// stopped: an action is skipped only when one before it that says so ended otherwise than done.
func (j *simJudge) stopped(task simTask) bool {
	for i, a := range simRecipeByID(task.recipe).actions[:task.action] {
		for _, e := range j.ends[simTask{task.recipe, i, task.event}] {
			if a.stop && e.Outcome != "done" && (e.Outcome != "skipped" || e.Reason == "stopped") {
				return true
			}
		}
	}
	return false
}

// ordered: an action after one that may stop it begins when that one is done.
func (j *simJudge) ordered(task simTask) {
	for _, c := range j.calls[task] {
		for i, a := range simRecipeByID(task.recipe).actions[:task.action] {
			before := simTask{task.recipe, i, task.event}
			if !a.stop || j.w.db.sets[task.event].off(before) != "" {
				continue
			}
			ok := slices.ContainsFunc(j.ends[before], func(e simEntry) bool {
				return e.seq < c.seq && (e.Outcome == "done" || e.Outcome == "skipped")
			}) && (a.local || slices.ContainsFunc(j.calls[before], func(b *simCall) bool {
				return b.seq < c.seq && (b.answer == simDone || b.answer == simSkipped)
			}))
			if !ok {
				j.w.breaks("%v begins before %v is done", task, before)
			}
		}
	}
}
