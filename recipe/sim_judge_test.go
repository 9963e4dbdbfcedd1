package recipe_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
)

// judge compares what happened with what the engine promises. It knows the plan, the recipes and what was committed
// when; of the engine it knows nothing but its history.
func (w *simWorld) judge() {
	j := &simJudge{
		w: w, calls: map[simTask][]*simCall{}, ends: map[simTask][]simEntry{}, triggered: map[simTask]int{},
	}
	j.sort()
	for _, ev := range w.plan.events {
		if ev.id == "" {
			continue
		}
		j.applied(ev)
		for _, tag := range ev.tags {
			for i, a := range simRecipeByID(tag).actions {
				task := simTask{tag, i, ev.id}
				if a.count == 0 {
					j.ended(ev, a, task)
					j.ordered(task)
				}
				if a.after > 0 {
					j.waited(ev, a, task)
				}
			}
		}
	}
	for _, r := range simRecipes {
		for i, a := range r.actions {
			if a.count > 0 {
				j.digested(r, i, a)
			}
		}
	}
	j.keys()
	j.held()
	j.rows()
}

// simJudge is what happened, by task.
type simJudge struct {
	w         *simWorld
	calls     map[simTask][]*simCall
	ends      map[simTask][]simEntry // how the history says that it ended
	triggered map[simTask]int        // by recipe and event
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
		if e.Action == history.Triggered {
			j.triggered[simTask{e.Recipe.ID, 0, e.Event}]++
			continue
		}
		if e.Outcome == "waiting" {
			continue
		}
		i := slices.IndexFunc(simRecipeByID(e.Recipe.ID).actions, func(a simAction) bool { return a.do == e.Action })
		task := simTask{e.Recipe.ID, i, e.Event}
		j.ends[task] = append(j.ends[task], e)
	}
	for _, c := range j.w.db.done {
		j.calls[c.task] = append(j.calls[c.task], c)
	}
}

// applied: an event is applied once, and every recipe that it concerns decides once.
func (j *simJudge) applied(ev simEvent) {
	if n := len(j.w.db.applied[ev.id]); n != 1 {
		j.w.breaks("%s is applied %d times", ev.id, n)
	}
	for _, r := range simRecipes {
		want := 0
		if slices.Contains(ev.tags, r.id) {
			want = 1
		}
		if n := j.triggered[simTask{r.id, 0, ev.id}]; n != want {
			j.w.breaks("%s triggers %s %d times, and should %d times", ev.id, r.id, n, want)
		}
	}
}

// ended: what is due is done at least once, inside a transaction exactly once, and what cannot be undone at most
// once; or the history says, with a reason that holds, why not.
func (j *simJudge) ended(ev simEvent, a simAction, task simTask) {
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
	ends := map[string]int{}
	for _, e := range j.ends[task] {
		ends[e.Outcome]++
		if e.Outcome == "cancelled" {
			j.cancelled(ev, a, task, e)
		}
		if e.Outcome == "expired" {
			j.w.breaks("%v is expired", task)
		}
	}
	stopped := ends["skipped"] > 0 && slices.ContainsFunc(j.ends[task], func(e simEntry) bool { return e.Reason == "stopped" })
	switch {
	case len(ends) == 0:
		j.w.breaks("%v has no end", task)
	case a.local && effects > 1:
		j.w.breaks("%v is done %d times, in transactions", task, effects)
	case a.local && ends["done"] != effects:
		j.w.breaks("%v is done %d times, and %d times in the history", task, effects, ends["done"])
	case effects > 0:
	case a.once && (ends["ambiguous"] > 0 || ends["failed"] > 0) && len(j.w.wrong) > 0:
	case stopped:
		j.stopped(task)
	case ends["cancelled"] > 0 && a.after > 0:
	case ends["skipped"] > 0 && j.w.plan.fates != 0: // its receiver says so
	default:
		j.w.breaks("%v is never done: %v", task, ends)
	}
}

// stopped: an action is skipped only when one before it that says so ended otherwise than done.
func (j *simJudge) stopped(task simTask) {
	for i, a := range simRecipeByID(task.recipe).actions[:task.action] {
		for _, e := range j.ends[simTask{task.recipe, i, task.event}] {
			if a.stop && e.Outcome != "done" && (e.Outcome != "skipped" || e.Reason == "stopped") {
				return
			}
		}
	}
	j.w.breaks("%v is skipped, and nothing before it failed", task)
}

// ordered: an action behind one that may stop it begins when that one is done.
func (j *simJudge) ordered(task simTask) {
	for _, c := range j.calls[task] {
		for i, a := range simRecipeByID(task.recipe).actions[:task.action] {
			before := simTask{task.recipe, i, task.event}
			if !a.stop {
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

// keys: a task has one key, a key is of one task, and no two tries under it have the same number.
func (j *simJudge) keys() {
	type try struct {
		key            string
		epoch, attempt int
	}
	tasks, keys := map[string]simTask{}, map[simTask]string{}
	turns, tries, last := map[string]string{}, map[try]bool{}, map[string]int{}
	for _, c := range j.w.db.done {
		a := simRecipeByID(c.task.recipe).actions[c.task.action]
		if was, ok := tasks[c.key]; ok && was != c.task {
			j.w.breaks("%s is the key of %v and %v", c.key, was, c.task)
		}
		if was, ok := keys[c.task]; ok && was != c.key {
			j.w.breaks("%v has the keys %s and %s", c.task, was, c.key)
		}
		if was := turns[c.key]; was != "" && c.turn != "" && was != c.turn {
			j.w.breaks("%s is the turn of %s and of %s", c.key, was, c.turn)
		}
		tasks[c.key], keys[c.task], turns[c.key] = c.task, c.key, cmp.Or(c.turn, turns[c.key])
		if a.local {
			continue
		}
		t := try{c.key, c.epoch, c.attempt}
		if tries[t] {
			j.w.breaks("%s has two tries %d", c.key, c.attempt)
		}
		tries[t] = true
		if e := fmt.Sprint(c.key, c.epoch); c.attempt > last[e] {
			last[e] = c.attempt
		}
	}
}

// held: a try is not begun beside another one, whose worker may be slow, but when that has had its time.
func (j *simJudge) held() {
	last := map[string]*simCall{}
	for _, c := range j.w.db.done {
		was := last[c.key]
		last[c.key] = c
		if was == nil || was.epoch != c.epoch || j.w.jumped {
			continue
		}
		if was.begun.After(c.begun) {
			was, c = c, was
		}
		told := was.answer == simError || was.answer == simRetry
		if d := c.begun.Sub(was.begun); !told && d < 20*time.Second {
			j.w.breaks("%s is tried again %s after its try %d began", c.key, d, was.attempt)
		}
	}
}

// rows: nothing stays in the store but whose turn it is, and what digests still collect.
func (j *simJudge) rows() {
	most := 0
	for _, r := range simRecipes {
		for _, a := range r.actions {
			if a.turns {
				most++
			}
			if a.count > 0 {
				most += 1 + a.count - 1
			}
		}
	}
	var keys []string
	for k, due := range j.w.db.rows {
		keys = append(keys, k)
		if !due.IsZero() {
			j.w.breaks("the row %s is left, due at %s", k, due)
		}
	}
	slices.Sort(keys)
	if len(keys) > most {
		j.w.breaks("rows are left: %v", keys)
	}
}
